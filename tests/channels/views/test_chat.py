"""The chat's own doors: by script and without, for its own browser only, and what is new in it."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from channels import chat_streams
from channels.measures.chat_log import Cursor, lines_of
from channels.models import Attachment, Chat, ContactPoint, Message, RawIntake
from channels.rules.chats import taking
from channels.views import chat as doors
from channels.views import floods
from feedback_site.floods.gates import Gate
from feedback_site.organisation.roles import Role
from tests.channels.chats.chatting import library, suggestion
from tests.channels.rules.files.test_attaching import picture
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
PAGE, SAY, ACT = "channels:chat", "channels:chat_say", "channels:chat_act"
BY_SCRIPT = {"X-Requested-With": "fetch"}
YELLOW = "Why are my prints too yellow?"


@pytest.fixture
def visitor(client):
    client.cookies["django_language"] = "en"
    client.get(reverse(PAGE))
    return client


def post(client, route, *, script=True, **fields):
    with TestCase.captureOnCommitCallbacks(execute=True):
        headers = BY_SCRIPT if script else {}
        return client.post(reverse(route), fields, headers=headers)


def say(client, text, *, key="k1", script=True, **fields):
    return post(client, SAY, script=script, text=text, key=key, **fields)


def test_the_first_look_gives_a_token_that_no_script_reads_and_begins_nothing(client):
    answer = client.get(reverse(PAGE))

    cookie = answer.cookies["chat"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/chat/")
    assert len(cookie.value) == 43
    assert Chat.objects.count() == 0
    assert client.get(reverse(PAGE)).cookies.get("chat") is None


def test_a_question_is_answered_from_the_library_with_its_source(visitor):
    answer = say(visitor, YELLOW)

    assert (answer.status_code, answer.json()) == (200, {"taken": True})
    text = visitor.get(reverse(PAGE)).content.decode()
    assert "/help/colour-cast/" in text
    assert text.count("That solved it") == 1
    chat = Chat.objects.get()
    assert (chat.language, chat.state, chat.answers.count()) == ("en", "assistant", 1)


def test_without_script_each_press_leads_back_to_the_page(visitor):
    with library(suggestion()):
        answer = say(visitor, "prints too yellow", script=False)
    assert (answer.status_code, answer["Location"]) == (302, "/chat/#end")

    assert post(visitor, ACT, script=False, act="no").status_code == 302
    text = visitor.get(reverse(PAGE)).content.decode()
    reference = Case.objects.get().reference
    assert reference in text
    assert "Nobody takes chats right now" in text


def test_a_person_may_be_asked_for_before_anything_was_said(visitor):
    post(visitor, ACT, act="person")

    chat = Chat.objects.get()
    assert (chat.state, chat.asked_why) == ("waiting", "wished")
    assert Message.objects.get().text == "I would like to talk to a real person."
    assert Case.objects.count() == 1


def test_one_press_that_arrives_twice_is_one_line(visitor):
    with library(suggestion()):
        say(visitor, "prints too yellow")
        say(visitor, "prints too yellow")
        say(visitor, "prints too yellow", key="k2")

    assert RawIntake.objects.count() == 2
    assert Message.objects.filter(direction="inbound").count() == 2


def test_a_stranger_and_a_made_up_token_see_nothing(visitor):
    with library(suggestion()):
        say(visitor, "my very own words")
    for token in (None, "x" * 43, ""):
        stranger = Client()
        if token is not None:
            stranger.cookies["chat"] = token
        assert "my very own words" not in stranger.get(reverse(PAGE)).content.decode()
        for name in ("channels:chat_lines", "channels:chat_stream"):
            answer = stranger.get(reverse(name), {"after": "0.0.0"})
            assert (answer.status_code, answer.content) == (204, b"")
        post(stranger, ACT, act="end")
    assert Chat.objects.get().state == "assistant"


def test_a_line_needs_cookies_words_and_a_chat_that_goes_on(visitor):
    assert say(Client(), "hello").status_code == 400
    assert say(visitor, " ").status_code == 422
    assert say(visitor, "x" * 4001).status_code == 422
    assert say(visitor, "hi", website="http://spam").status_code == 422
    assert RawIntake.objects.count() == 0
    say(visitor, "你好")
    post(visitor, ACT, act="end")
    refused = say(visitor, "one more", key="k2")

    assert (refused.status_code, RawIntake.objects.count()) == (409, 1)
    assert refused.json()["words"] == "This chat has ended. What was said is kept on its case."

    post(visitor, ACT, act="again")
    visitor.get(reverse(PAGE))
    assert say(visitor, "你好", key="k3").status_code == 200
    assert Chat.objects.count() == 2


def test_a_contact_is_asked_for_again_or_kept_sealed(visitor):
    post(visitor, ACT, act="person")
    wrong = post(visitor, "channels:chat_contact", contact="12")
    assert (wrong.status_code, ContactPoint.objects.count()) == (422, 0)
    assert "Write an address such as name@example.com" in wrong.content.decode()
    no_address = post(visitor, "channels:chat_contact", contact="mei@")
    assert "One looks like name@example.com." in no_address.content.decode()

    right = post(visitor, "channels:chat_contact", contact="0912 345 678", name="陳美玲")

    assert right.status_code == 200
    assert ContactPoint.objects.get().value() == "+886912345678"
    assert Case.objects.get().customer_id is not None
    assert "Leave a way to reach you" not in visitor.get(reverse(PAGE)).content.decode()


def test_store_and_page_are_kept_without_what_stands_behind_the_question_mark(visitor):
    store = StoreFactory()
    say(visitor, "你好", store=store.code, page="https://shop.example/cart?mail=a@example.com")

    chat = Chat.objects.get()
    assert (chat.store, chat.page) == (store, "shop.example/cart")


def test_who_writes_too_much_waits_and_keeps_what_they_typed(visitor, monkeypatch):
    monkeypatch.setattr(doors, "LINES", Gate(name="few", limit=1, seconds=60))
    say(visitor, "你好")
    say(visitor, "你好", key="k2")
    refused = say(visitor, "and again", key="k3", script=False)

    assert (refused.status_code, RawIntake.objects.count()) == (429, 2)
    assert "and again" in refused.content.decode()
    assert int(refused["Retry-After"]) <= 60


def test_a_flood_of_first_lines_meets_the_sum_of_the_form(visitor, monkeypatch):
    monkeypatch.setattr(floods, "CALM", Gate(name="calm", limit=0, seconds=600))
    monkeypatch.setattr(floods, "SLOW", Gate(name="slow", limit=0, seconds=600))
    refused = say(visitor, "你好", script=False)

    assert (refused.status_code, Chat.objects.count()) == (429, 0)
    assert "data-proof=" in refused.content.decode()


def test_what_is_new_comes_once_and_from_where_the_browser_left_off(visitor):
    with library(suggestion()):
        say(visitor, "prints too yellow")
    first = visitor.get(reverse("channels:chat_lines")).json()
    assert first["lines"].count("data-line=") == 2

    again = visitor.get(reverse("channels:chat_lines"), {"after": first["cursor"]})
    assert (again.status_code, again.content) == (204, b"")

    post(visitor, ACT, act="no")
    more = visitor.get(reverse("channels:chat_lines"), {"after": first["cursor"]}).json()
    assert "Thank you for saying so." in more["lines"]
    assert (more["state"], "That solved it" in more["panel"]) == ("waiting", False)


def test_a_stream_sends_from_the_last_event_on_and_says_what_arrived(visitor, monkeypatch):
    monkeypatch.setattr(chat_streams, "LONGEST", 0)
    with library(suggestion()):
        say(visitor, "prints too yellow")
    chat = Chat.objects.get()
    last = Message.objects.latest("pk").pk

    def stream(**headers):
        return "".join(
            part.decode() for part in visitor.get(reverse("channels:chat_stream"), headers=headers)
        )

    first = stream()
    event = next(line for line in first.splitlines() if line.startswith("id: "))
    data = json.loads(next(line for line in first.splitlines() if line.startswith("data: "))[6:])
    assert (data["cursor"], data["lines"].count("data-line=")) == (event[4:], 2)
    chat.refresh_from_db()
    # Sent is not arrived: only who comes back with it has it.
    assert chat.seen_id == 0

    second = stream(**{"Last-Event-ID": event[4:]})
    chat.refresh_from_db()
    assert ("data: " in second, chat.seen_id) == (False, last)

    post(visitor, ACT, act="yes")
    over = stream(**{"Last-Event-ID": event[4:]})
    assert '"over": true' in over
    chat.refresh_from_db()
    cursor = lines_of(chat, now=timezone.now())[1]
    answer = visitor.get(reverse("channels:chat_stream"), headers={"Last-Event-ID": str(cursor)})
    assert answer.status_code == 204


def test_where_no_seat_is_left_the_browser_is_sent_to_ask(visitor, monkeypatch):
    say(visitor, "你好")
    monkeypatch.setattr(chat_streams, "seats", chat_streams.BoundedSemaphore(1))
    chat_streams.seats.acquire()

    answer = visitor.get(reverse("channels:chat_stream"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("text", ["", "a.b.c", "1.2", "1.2.3.4.5", "9" * 30 + ".1.1"])
def test_a_cursor_that_is_none_means_from_the_beginning(text):
    assert Cursor.read(text) == Cursor()
    assert Cursor.read("1.2.3") == Cursor(message=1, event=2, version=3)
    assert Cursor.read("1.2.3.4") == Cursor(message=1, event=2, version=3, held=4)


@pytest.mark.parametrize("n", [1, 30])
def test_a_look_costs_the_same_after_1_and_30_lines(visitor, n, django_assert_num_queries):
    with library(suggestion()):
        say(visitor, "prints too yellow")
    chat, now = Chat.objects.get(), timezone.now()
    for _ in range(n - 1):
        Message.objects.create(
            conversation=chat.conversation, channel=chat.channel, direction="inbound", text="x",
            happened_at=now, recorded_at=now,
        )  # fmt: skip
    # The chat, its lines, its events, who takes chats.
    with django_assert_num_queries(4):
        found = visitor.get(reverse("channels:chat_lines")).json()
    assert found["lines"].count("data-line=") == n + 1


def test_a_colleague_answers_by_name_and_marks_are_escaped(visitor):
    say(visitor, "<script>alert(1)</script> I want a real person")
    agent, chat = posted(Role.AGENT), Chat.objects.get()
    taking.claim_chat(chat.pk, actor=agent, now=timezone.now())
    taking.say(
        chat.pk, text="<b>Hello</b>", key="", actor=agent, now=timezone.now() + timedelta(seconds=1)
    )

    text = visitor.get(reverse(PAGE)).content.decode()
    assert f"{agent} is with you now." in text
    assert ("&lt;b&gt;Hello&lt;/b&gt;" in text, "<script>alert" in text) == (True, False)


def photo(name="print.jpg", content=None):
    return SimpleUploadedFile(name, content or picture(), content_type="image/jpeg")


@pytest.mark.parametrize("script", [True, False])
def test_a_photo_is_a_line_that_a_person_looks_at_and_only_this_browser_opens(visitor, script):
    answer = say(visitor, "", script=script, photos=[photo()])

    assert answer.status_code == (200 if script else 302)
    chat, file = Chat.objects.get(), Attachment.objects.get()
    assert (file.is_safe_picture, file.message.conversation) == (True, chat.conversation)
    assert (chat.state, chat.asked_why) == ("waiting", "unsure")
    path = f"/chat/files/{file.pk}/"
    assert f'src="{path}?small"' in visitor.get(reverse(PAGE)).content.decode()
    shown = visitor.get(path, {"small": ""})
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    stranger = Client()
    stranger.get(reverse(PAGE))
    say(stranger, "I want a real person")
    assert [stranger.get(path).status_code, Client().get(path).status_code] == [404, 404]
    # Colleagues who take the chat open it, also where its case lies with nobody of theirs.
    lines, _cursor = lines_of(chat, now=timezone.now(), for_staff=True)
    url = next(one.files[0].url for one in lines if one.files)
    colleague, other = Client(), Client()
    colleague.force_login(posted(Role.AGENT, store=StoreFactory()))
    other.force_login(posted(Role.CLERK, store=StoreFactory()))
    assert [colleague.get(url).status_code, other.get(url).status_code] == [200, 404]


def test_the_same_press_is_one_line_and_other_photos_another(visitor):
    for name in ("a.jpg", "a.jpg", "b.jpg"):
        say(visitor, "look", photos=[photo(name)])

    assert list(Attachment.objects.order_by("pk").values_list("name", flat=True)) == [
        "a.jpg",
        "b.jpg",
    ]


def test_what_is_no_line_or_too_much_is_refused_and_the_words_stay(visitor, monkeypatch):
    assert say(visitor, "").status_code == 422
    many = say(visitor, "all of them", script=False, photos=[photo(f"{n}.jpg") for n in range(11)])
    assert many.status_code == 422
    text = many.content.decode()
    assert "all of them</textarea>" in text
    assert "Please choose your photos again" in text
    say(visitor, "first")
    monkeypatch.setattr(doors, "PHOTOS", Gate(name="no photos", limit=0, seconds=60))
    assert say(visitor, "look", key="k2", photos=[photo()]).status_code == 429
    assert say(visitor, "no photo", key="k3").status_code == 200
    assert not Attachment.objects.exists()


def test_a_file_that_is_no_picture_is_kept_and_not_shown(visitor):
    say(visitor, "", photos=[photo("x.jpg", b"<script>alert(1)</script>")])

    page = visitor.get(reverse(PAGE)).content.decode()
    file = Attachment.objects.get()
    assert f'href="/chat/files/{file.pk}/">x.jpg</a>' in page
    assert visitor.get(f"/chat/files/{file.pk}/")["Content-Type"] == "application/octet-stream"
