"""The public form: taken once, kept whole, nothing lost on the way."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from cases.models import Case
from channels.kinds import IntakeState
from channels.models import Attachment, Outgoing, RawIntake, Submission
from channels.references import access_code
from channels.rules import access
from tests.channels.texts.conftest import connected
from tests.doors import PNG, stamp
from tests.factories.organisation import StoreFactory
from tests.house.test_templates import PORTAL_LIMIT, page_weight

pytestmark = pytest.mark.django_db
URL, DONE = "/feedback/", "/feedback/done/"
WORDS = "相片整批偏黃，請重印"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def said(**more):
    return {
        "text": WORDS, "email": "mei@example.com", "name": "陳美玲", "language": "zh-hant",
        "notice_version": "1", "stamp": stamp(), **more,
    }  # fmt: skip


def test_a_filled_form_is_one_case_and_a_receipt_for_this_browser(client):
    store = StoreFactory()

    answer = client.post(URL, said(store=store.code, category="print_colour", remedy="reprint"))

    submission = Submission.objects.select_related("conversation").get()
    assert answer.status_code == 302
    assert answer["Location"] == DONE
    assert (submission.text, submission.store, submission.remedy_sought) == (
        WORDS,
        store,
        "reprint",
    )
    assert Case.objects.get().reference == submission.conversation.reference
    page = client.get(DONE).content.decode()
    assert submission.conversation.reference in page
    assert submission.conversation.access_code[:5] in page
    assert "<svg" in page
    assert client.get(f"/case/{submission.conversation.reference}/").status_code == 200


def test_a_case_shut_on_this_device_shows_its_code_no_more(client):
    client.post(URL, said())
    reference = client.session["receipt"]
    assert client.get(DONE).status_code == 200

    client.post(f"/case/{reference}/leave/")

    assert client.get(DONE)["Location"] == URL


def test_a_renewed_code_is_not_told_to_the_browser_of_the_old_one(client):
    client.post(URL, said())
    conversation = Submission.objects.get().conversation

    access.renew(conversation.pk, actor=None, now=timezone.now())

    assert client.get(DONE)["Location"] == URL


def test_another_browser_gets_no_receipt(client):
    client.post(URL, said())

    assert Client().get(DONE)["Location"] == URL


def test_photographs_come_along_and_the_bytes_are_kept_as_sent(client):
    photos = [SimpleUploadedFile(f"{n}.png", PNG, "image/png") for n in (1, 2)]

    client.post(URL, said(photos=photos))

    assert Attachment.objects.count() == 2
    assert RawIntake.objects.get().bytes().count(PNG) == 2


def test_the_language_of_the_page_is_kept(client):
    client.cookies["django_language"] = "en"

    client.post(URL, said(language="en"))

    assert Submission.objects.get().language == "en"


def test_a_form_with_errors_keeps_what_was_typed_and_stores_nothing(client):
    photo = SimpleUploadedFile("1.png", PNG, "image/png")

    answer = client.post(URL, said(email="mei@", order_number="ZS-77", photos=photo))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert WORDS in page
    assert "ZS-77" in page
    assert 'class="error-summary"' in page
    assert 'href="#id_email"' in page
    assert "choose your photos again" in page or "重新選擇" in page
    assert not RawIntake.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"),
        ({"email": ""}, "email"),
        ({"email": "", "phone": "12"}, "phone"),
        ({"is_anonymous": "on"}, "is_anonymous"),
        ({"category": "no_such_kind"}, "category"),
        ({"store": "no-such-store"}, "store"),
    ],
)
def test_each_mistake_is_named_at_its_field(client, more, field):
    answer = client.post(URL, said(**more))

    assert set(answer.context["form"].errors) == {field}
    assert not RawIntake.objects.exists()


def test_too_many_photographs_are_refused_before_anything_is_sent_on(client):
    photos = [SimpleUploadedFile(f"{n}.png", PNG, "image/png") for n in range(11)]

    answer = client.post(URL, said(photos=photos))

    assert set(answer.context["form"].errors) == {"photos"}


def test_an_anonymous_customer_is_nobody_and_is_told_that_the_code_is_the_only_way(client):
    client.post(URL, said(is_anonymous="on", email="", name=""))

    submission = Submission.objects.get()
    assert submission.is_anonymous
    assert submission.customer is None
    assert client.get(DONE).context["receipt"].is_anonymous


@pytest.mark.parametrize(
    "trap",
    [
        {"website": "https://spam.example"},
        {"stamp": "made-up"},
        {"stamp": ""},
    ],
)
def test_a_machine_is_held_up_and_a_person_only_presses_again(client, trap):
    answer = client.post(URL, said(**trap))

    form = answer.context["form"]
    assert form.non_field_errors()
    assert not RawIntake.objects.exists()
    assert not form["website"].value()
    assert client.post(URL, said()).status_code == 302


def test_after_days_on_an_open_page_each_field_shows_what_was_typed(client):
    store = StoreFactory()
    typed = said(
        stamp="of last week", phone="0912 345 678", order_number="ZS-7", store=store.code,
        category="print_colour", remedy="reprint",
    )  # fmt: skip

    page = client.post(URL, typed)

    shown = page.context["form"]
    names = ("text", "email", "name", "phone", "order_number", "store", "category", "remedy")
    assert {name: shown[name].value() for name in names} == {name: typed[name] for name in names}
    assert "[&#x27;" not in page.content.decode()


def test_whoever_sends_within_two_seconds_is_asked_to_read_it_over(client):
    answer = client.post(URL, said(stamp=stamp(ago=timedelta(0))))

    assert answer.context["form"].non_field_errors()
    assert not RawIntake.objects.exists()


def test_pressing_twice_is_one_item_with_one_receipt(client):
    form = said()
    client.get(URL)

    client.post(URL, form)
    first = client.session["receipt"]
    client.post(URL, form)

    assert RawIntake.objects.count() == 1
    assert client.session["receipt"] == first


def test_other_words_on_the_same_page_are_another_item(client):
    form = said()
    client.get(URL)

    client.post(URL, form)
    client.post(URL, {**form, "text": "還有，尺寸也不對"})

    assert RawIntake.objects.count() == 2


def test_repeating_somebody_elses_form_does_not_give_their_receipt():
    form = said()
    mine, theirs = Client(), Client()
    for browser in (mine, theirs):
        browser.get(URL)
        browser.post(URL, form)

    assert mine.session["receipt"] != theirs.session["receipt"]


def test_an_item_whose_files_find_no_room_gets_its_receipt_all_the_same(client, settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder of files should be")
    settings.MEDIA_ROOT = blocked

    answer = client.post(URL, said(photos=SimpleUploadedFile("1.png", PNG, "image/png")))

    raw = RawIntake.objects.get()
    assert raw.state == IntakeState.STORED
    assert answer["Location"] == DONE
    receipt = client.get(DONE).context["receipt"]
    assert receipt.reference == raw.reference
    code = access_code(bytes.fromhex(settings.TOKEN_KEY), raw.reference, 1)
    assert receipt.code.replace("-", "") == code


def test_a_body_that_is_too_large_is_refused_in_words(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500

    answer = client.post(URL, said(text="x" * 600))

    assert answer.status_code == 413
    assert not RawIntake.objects.exists()


def test_the_form_is_protected_against_other_sites():
    browser = Client(enforce_csrf_checks=True)

    refused = browser.post(URL, said())
    browser.get(URL)
    token = browser.cookies["csrftoken"].value
    taken = browser.post(URL, said(csrfmiddlewaretoken=token))

    assert (refused.status_code, taken.status_code) == (403, 302)
    assert RawIntake.objects.count() == 1


def test_what_a_link_of_the_shop_knows_is_filled_in(client):
    store = StoreFactory()

    form = client.get(URL, {"store": store.code, "order_number": "ZS-1"}).context["form"]

    assert (form["store"].value(), form["order_number"].value()) == (store.code, "ZS-1")


@pytest.mark.parametrize("path", [URL, DONE])
def test_personal_pages_are_not_kept_by_anybody(client, path):
    client.post(URL, said())

    assert "no-store" in client.get(path)["Cache-Control"]


def test_the_notice_and_its_older_versions_can_be_read(client):
    assert client.get("/privacy/").status_code == 200
    assert client.get("/privacy/?version=never").status_code == 404


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_the_form_is_light(client, language):
    for _ in range(12):
        StoreFactory()
    client.cookies["django_language"] = language

    weights = page_weight(client, URL)

    assert sum(weights.values()) < PORTAL_LIMIT, weights


def test_whoever_wants_texts_gives_a_number_that_takes_them_and_is_told_so(client):
    with translation.override("en"):
        assert "consent_texts" not in client.get(URL).content.decode()
        connected(provider="kept", account_sid="", auth_token="", sender="")
        assert "consent_texts" in client.get(URL).content.decode()
        wants = {"email": "", "consent_texts": "on"}
        for number in ("02 2345 6789", "+447400123456"):
            answer = client.post(URL, said(**wants, phone=number))
            assert answer.status_code == 200
            assert "consent_texts" in answer.context["form"].errors
        assert not Submission.objects.exists()

        client.post(URL, said(**wants, phone="0912 345 678"))

    submission = Submission.objects.get()
    purposes = submission.consents.values_list("purpose", flat=True)
    assert set(purposes) == {"handle_feedback", "texts"}
    row = Outgoing.objects.get(conversation=submission.conversation)
    assert (row.kind, row.template) == ("phone", "received")
