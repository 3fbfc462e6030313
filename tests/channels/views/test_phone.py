"""The phone: who is calling pops up, and what they say is taken down with the number known."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.models import Case, Promise
from channels.forms.stamps import new_stamp
from channels.models import Call, CallBack, ContactPoint, RawIntake, Submission
from channels.rules import intake
from feedback_site.organisation.roles import Role
from tests.channels import call_centre
from tests.channels.call_centre import tell
from tests.factories.channels import ChannelFactory, customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
PHONE, LIVE = "/phone/", "/phone/live/"


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def agent(store):
    return posted(Role.AGENT, store=store)


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def centre():
    return call_centre.account()


@pytest.fixture
def at():
    return datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5)


def ring(centre, at, *, call="c-1", **data):
    tell(centre, "ringing", at, call=call, **data)
    return Call.objects.get(external_id=call)


def said(about="new", **more):
    return {
        "about": about, "text": "相片偏黃", "language": "zh-hant", "stamp": new_stamp(),
        "same_number": "on", **more,
    }  # fmt: skip


def shown(client):
    return [row["call"].external_id for row in client.get(LIVE).context["ringing"]]


@pytest.mark.parametrize("path", [PHONE, LIVE, "/phone/1/"])
def test_strangers_are_sent_to_sign_in_and_others_refused(client, path):
    assert client.get(path)["Location"].startswith("/admin/login/")

    client.force_login(posted(Role.AUDITOR))
    assert client.get(path).status_code == 403


def test_what_rings_is_shown_masked_with_all_that_we_know(desk, centre, at, store, agent):
    customer = customer_with(phone="0912345678")
    desk.post(
        "/counter/",
        {"text": "取件晚了", "phone": "0912345678", "store": store.code, "language": "zh-hant",
         "stamp": new_stamp()},
    )  # fmt: skip
    case = Case.objects.get()
    Promise.objects.create(case=case, text="週四前回電", owner=agent, due_at=at, made_at=at)

    ring(centre, at)
    answer = desk.get(LIVE)

    page = answer.content.decode()
    assert customer.name_masked in page
    assert "+886•••••••78" in page
    assert "0912345678" not in page
    assert "+886912345678" not in page
    assert case.reference in page
    assert "週四前回電" in page


def test_an_unchanged_page_costs_a_304(desk, centre, at):
    ring(centre, at)
    etag = desk.get(LIVE)["ETag"]

    assert desk.get(LIVE, headers={"If-None-Match": etag}).status_code == 304
    tell(centre, "ended", at + timedelta(seconds=3))
    assert desk.get(LIVE, headers={"If-None-Match": etag}).status_code == 200


def test_a_call_leaves_when_somebody_else_has_it_or_it_ends(desk, centre, at, agent):
    other = posted(Role.AGENT)
    ring(centre, at)
    ring(centre, at, call="c-2")
    assert sorted(shown(desk)) == ["c-1", "c-2"]

    tell(centre, "answered", at, call="c-1", agent=other.username)
    assert shown(desk) == ["c-2"]
    tell(centre, "missed", at, call="c-2")
    assert shown(desk) == []


def test_ones_own_call_stays_until_it_is_written_down(desk, centre, at, agent):
    call = ring(centre, at)
    tell(centre, "answered", at, agent=agent.username)
    tell(centre, "ended", at + timedelta(seconds=3))
    assert shown(desk) == ["c-1"]

    desk.post(f"/phone/{call.pk}/", said("note", text="asked for opening hours"))
    assert shown(desk) == []


def test_a_call_that_was_forgotten_rings_no_more(desk, centre, at):
    ring(centre, at - timedelta(minutes=11))

    assert shown(desk) == []


def test_calls_of_other_stores_are_not_seen(desk, centre, at):
    call = ring(centre, at, store=StoreFactory().code)

    assert shown(desk) == []
    assert desk.get(f"/phone/{call.pk}/").status_code == 404
    assert desk.post(f"/phone/{call.pk}/", said()).status_code == 404
    assert not Submission.objects.exists()


def test_the_hotline_rings_for_agents_and_not_for_clerks(client, centre, at, store):
    ring(centre, at)
    ring(centre, at, call="c-2", store=store.code)

    for role, seen in ((Role.AGENT, ["c-1", "c-2"]), (Role.CLERK, ["c-2"])):
        client.force_login(posted(role, store=store))
        assert sorted(shown(client)) == seen


@pytest.mark.parametrize("rows", [1, 8])
def test_looking_costs_the_same_whoever_rings(desk, centre, at, rows, django_assert_num_queries):
    for number in range(rows):
        customer_with(phone=f"09123456{number:02}")
        ring(centre, at, call=f"c-{number}", number=f"+8869123456{number:02}")

    # Session, person, postings; the calls, their names; the card: in reach?, customer, cases, promises,
    # contacts. Nobody's feedback came from this store, so the card ends at the first of them.
    with django_assert_num_queries(6):
        desk.get(LIVE)


def test_who_merely_stated_the_number_is_shown_as_such_and_joined_by_nobody(desk, centre, at):
    desk.cookies["django_language"] = "en"
    intake.take(
        channel=ChannelFactory(), content_type="application/x-www-form-urlencoded", now=at,
        body=b"text=torn&name=Mallory&email=mallory%40example.com&phone=0912345678",
    )  # fmt: skip
    stranger = Submission.objects.get().customer
    call = ring(centre, at)
    desk.force_login(posted(Role.AGENT))

    page = desk.get(f"/phone/{call.pk}/").text
    assert (call.customer, "nobody has confirmed it" in page) == (None, True)
    desk.post(f"/phone/{call.pk}/", said())

    call.refresh_from_db()
    assert call.customer not in (None, stranger)
    assert "nobody has confirmed it" not in desk.get(f"/phone/{call.pk}/").text


def test_a_complaint_is_taken_with_the_number_known_and_never_shown(desk, centre, at, store, agent):
    call = ring(centre, at, store=store.code)
    tell(centre, "answered", at, agent=agent.username)

    page = desk.get(f"/phone/{call.pk}/").content.decode()
    answer = desk.post(f"/phone/{call.pk}/", said(store=store.code, name="王大明"))

    assert "912345678" not in page
    assert answer["Location"] == f"/phone/?done={call.pk}"
    raw = RawIntake.objects.exclude(disposition="logged").get()
    submission, call = Submission.objects.get(), Call.objects.get()
    assert raw.context == {
        "clerk": agent.pk, "store": store.code, "language": "zh-hant", "call": call.pk,
    }  # fmt: skip
    assert b"912345678" not in raw.bytes()
    assert (submission.channel.code, submission.captured_at) == ("phone", at)
    point = ContactPoint.objects.get(customer=submission.customer)
    assert point.value() == "+886912345678"
    assert (call.conversation, call.handled_by) == (submission.conversation, agent)
    assert call.customer == submission.customer
    assert submission.conversation.reference in desk.get(PHONE).content.decode()


def test_pressed_twice_it_is_one_complaint(desk, centre, at):
    call = ring(centre, at)
    form = said()

    desk.post(f"/phone/{call.pk}/", form)
    desk.post(f"/phone/{call.pk}/", form)

    assert Submission.objects.count() == 1


def test_another_number_wins_over_the_one_they_call_from(desk, centre, at):
    call = ring(centre, at)

    desk.post(f"/phone/{call.pk}/", said(phone="0987654321"))

    assert Submission.objects.get().customer.contact_points.get().value() == "+886987654321"


def test_who_stays_anonymous_is_not_looked_up_by_their_number(desk, centre, at):
    call = ring(centre, at)

    desk.post(f"/phone/{call.pk}/", said(is_anonymous="on"))

    submission = Submission.objects.get()
    assert (submission.is_anonymous, submission.customer) == (True, None)


def test_with_a_withheld_number_the_agent_must_ask(desk, centre, at):
    call = ring(centre, at, number="anonymous")

    answer = desk.post(f"/phone/{call.pk}/", said(same_number=""))

    assert set(answer.context["form"].errors) == {"email"}
    assert not Submission.objects.exists()


@pytest.fixture
def their_case(desk, store):
    desk.post(
        "/counter/",
        {"text": "取件晚了", "phone": "0912345678", "store": store.code, "language": "zh-hant",
         "stamp": new_stamp()},
    )  # fmt: skip
    return Case.objects.get()


@pytest.mark.parametrize("how", ["chosen", "typed"])
def test_what_they_add_to_a_case_is_a_message_of_theirs(desk, centre, at, their_case, how):
    call = ring(centre, at)
    about = their_case.reference if how == "chosen" else "other"
    typed = their_case.reference.lower() if how == "typed" else ""

    desk.post(f"/phone/{call.pk}/", said(about, reference=typed, text="還沒收到"))

    conversation = their_case.submission.conversation
    assert list(conversation.messages.order_by("pk").values_list("text", flat=True)) == [
        "取件晚了", "還沒收到",
    ]  # fmt: skip
    their_case.refresh_from_db()
    assert their_case.unanswered_since is not None
    assert Call.objects.get().conversation == conversation
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("reference", ["FB-2222-2222", "", "nonsense"])
def test_of_a_case_that_is_not_there_nothing_is_kept_and_the_words_come_back(
    desk, centre, at, reference
):
    call = ring(centre, at)
    before = RawIntake.objects.count()

    answer = desk.post(f"/phone/{call.pk}/", said("other", reference=reference, text="再問一次"))

    assert answer.status_code in {200, 422}
    assert "再問一次" in answer.content.decode()
    assert RawIntake.objects.count() == before


def test_a_case_out_of_reach_takes_no_message(client, desk, centre, at, their_case):
    client.force_login(posted(Role.AGENT, store=StoreFactory()))
    call = ring(centre, at)

    answer = client.post(f"/phone/{call.pk}/", said(their_case.reference))

    assert answer.status_code == 422
    assert their_case.submission.conversation.messages.count() == 1


def test_notes_are_added_and_never_written_over(desk, centre, at):
    call = ring(centre, at)

    for text in ("asked for the address", " and for the hours "):
        desk.post(f"/phone/{call.pk}/", said("note", text=text))

    assert Call.objects.get().note == "asked for the address\nand for the hours"


def test_an_empty_note_is_none(desk, centre, at):
    call = ring(centre, at)

    answer = desk.post(f"/phone/{call.pk}/", said("note", text=" "))

    assert answer.context["errors"]
    assert Call.objects.get().handled_at is None


def test_what_is_known_is_never_markup(desk, centre, at):
    call = ring(centre, at, line="<script>alert(1)</script>")

    for page in (LIVE, PHONE, f"/phone/{call.pk}/", "/admin/calls/", f"/admin/calls/{call.pk}/"):
        assert "<script>alert" not in desk.get(page).content.decode()


def by_hand(**more):
    return {
        "number": "０９１２－３４５－６７８",
        "how": "speaking",
        "direction": "inbound",
        "stamp": new_stamp(),
        **more,
    }


def test_a_typed_number_pops_up_who_it_is_and_what_they_say_is_taken_down(desk, store, agent):
    mei = customer_with(phone="0912345678")

    answer = desk.post("/phone/log/", by_hand(store=store.code))

    call = Call.objects.get()
    assert answer["Location"] == f"/phone/{call.pk}/"
    assert (call.customer, call.logged_by, call.ended_at) == (mei, agent, None)
    assert shown(desk) == [call.external_id]
    assert f'href="/phone/{call.pk}/correct/"' in desk.get(answer["Location"]).content.decode()
    desk.post(f"/phone/{call.pk}/", said(store=store.code))
    call.refresh_from_db()
    assert call.conversation == Submission.objects.get().conversation
    assert call.ended_at is not None
    assert shown(desk) == []


def test_a_call_in_vain_is_written_down_in_one_step_and_says_when_to_call_back(desk, store):
    desk.cookies["django_language"] = "en"

    page = desk.post("/phone/log/", by_hand(how="missed", store=store.code), follow=True)

    assert page.redirect_chain == [(PHONE, 302)]
    assert "They are called back by" in page.content.decode()
    call = Call.objects.get()
    assert "We owe this number a call" in desk.get(f"/phone/{call.pk}/").content.decode()


@pytest.mark.parametrize(
    "more", [{"number": ""}, {"number": "12"}, {"is_withheld": "on"}, {"waited": "-1"}, {"how": "x"},
             {"rang_at": "2099-01-01T10:00"}],
)  # fmt: skip
def test_a_refused_entry_keeps_what_was_typed_and_writes_nothing(desk, store, more):
    answer = desk.post("/phone/log/", by_hand(note="about frames", store=store.code, **more))

    assert answer.status_code == 422
    assert "about frames" in answer.content.decode()
    assert not Call.objects.exists()


def test_a_withheld_number_is_written_down_too(desk, store):
    desk.post("/phone/log/", by_hand(number="", is_withheld="on", how="answered", store=store.code))

    assert (Call.objects.get().number_index, Call.objects.get().outcome) == (None, "answered")


def test_putting_right_keeps_the_seconds_that_the_page_does_not_show(desk, store):
    desk.post("/phone/log/", by_hand(store=store.code))
    call = Call.objects.get()
    path = f"/phone/{call.pk}/correct/"
    shown_at = desk.get(path).context["form"]["rang_at"].value()

    said_at = f"{shown_at:%Y-%m-%dT%H:%M}"
    answer = desk.post(
        path, {"how": "answered", "direction": "inbound", "waited": "0", "rang_at": said_at}
    )

    assert answer["Location"] == f"/phone/{call.pk}/"
    was = call.rang_at
    call.refresh_from_db()
    assert (call.rang_at, call.is_wait_known) == (was, True)
    assert desk.post(path, {"how": "answered"}).status_code == 422


def test_a_caller_who_wants_to_be_called_gets_a_promise_and_no_case(desk, agent, store):
    desk.cookies["django_language"] = "en"
    desk.post("/phone/log/", by_hand(store=store.code))
    path = f"/phone/{Call.objects.get().pk}/"
    assert 'name="call_at"' in desk.get(path).content.decode()
    at = datetime.now(UTC) + timedelta(days=2)

    refused = desk.post(path, said("call", text="about the frame"))
    assert "Enter when they want to be called." in refused.content.decode()
    assert "about the frame" in refused.content.decode()
    answer = desk.post(path, said("call", call_at=f"{at:%Y-%m-%dT%H:%M}"), follow=True)

    assert "It stands among the calls to make." in answer.content.decode()
    made = CallBack.objects.get()
    assert (made.promised_by, made.store, Case.objects.count()) == (agent, store, 0)
    page = desk.get(f"/admin/call-backs/{made.pk}/").content.decode()
    assert "Promised on the phone by" in page
    assert "相片偏黃" in page
    assert "promised" in desk.get("/admin/calls/").content.decode()
