"""The customer's pages: who gets in, what each button does, and what no machine can cause."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case
from cases.rules import sweeping
from cases.rules.replies import replying
from cases.states import CaseState
from channels.models import Attachment, Message, RawIntake, Submission
from channels.rules import access
from feedback_site.ledger.models import LedgerEvent, LedgerSeal
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.organisation.roles import Role
from feedback_site.privacy.masking import mask_name
from tests.doors import PNG, CommittingClient, enter, stamp
from tests.factories.cases import case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
FIND = "/case/"
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>"
WRONG_CODE = "A" * 26


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _soon_after():
    """The factories' cases are of May 2026."""
    with time_machine.travel("2026-05-05T03:00:00Z", tick=True):
        yield


def conversation_of(case):
    return case.submission.conversation


def test_number_and_code_open_the_case_however_they_are_typed(client):
    case = case_in(CaseState.TRIAGED)
    conversation = conversation_of(case)
    typed = conversation.reference.lower().replace("-", " ")
    code = " ".join(conversation.access_code[i : i + 5] for i in range(0, 26, 5)).lower()

    answer = client.post(FIND, {"reference": typed, "code": code})

    assert answer["Location"] == f"/case/{case.reference}/"
    assert client.get(answer["Location"]).context["timeline"].reference == case.reference


def test_whatever_is_wrong_the_answer_is_the_same(client):
    conversation = conversation_of(case_in(CaseState.TRIAGED))
    expired = conversation_of(case_in(CaseState.TRIAGED))
    expired.access_expires_at = timezone.now()
    expired.save()
    attempts = [
        (conversation.reference, WRONG_CODE),
        ("FB-2222-2222", conversation.access_code),
        ("nonsense", "x"),
        (expired.reference, expired.access_code),
    ]

    answers = [client.post(FIND, {"reference": ref, "code": code}) for ref, code in attempts]

    assert {answer.status_code for answer in answers} == {404}
    assert len({str(answer.context["form"].non_field_errors()) for answer in answers}) == 1
    assert not client.session.keys()


def test_guessing_is_stopped(client):
    case = case_in(CaseState.TRIAGED)
    for _ in range(access.TRIES.limit):
        client.post(FIND, {"reference": case.reference, "code": WRONG_CODE})

    answer = client.post(
        FIND, {"reference": case.reference, "code": conversation_of(case).access_code}
    )

    assert answer.status_code == 429


def test_the_page_says_where_the_feedback_stands_in_the_record(client):
    case = case_in(CaseState.TRIAGED)
    subject = f"intake:{case.submission.raw_id}"
    client.cookies["django_language"] = "en"
    path = enter(client, conversation_of(case))
    assert "of a record" not in client.get(path).text

    record([Entry(verb="intake.received", subject=subject, body={})], now=timezone.now())
    event = LedgerEvent.objects.get(subject=subject)
    assert f"Your feedback is entry {event.pk} of a record" in " ".join(
        client.get(path).text.split()
    )
    LedgerSeal.objects.create(
        number=7, epoch=event.epoch, from_tx=event.tx, to_tx=event.tx + 1, count=1, root=bytes(32),
        previous=bytes(32), head=b"\xab" * 32, signature=bytes(64), sealed_at=timezone.now(),
    )  # fmt: skip

    assert f"under seal 7 (<code>{'ab' * 32}</code>)" in client.get(path).text


def test_the_link_drops_the_code_from_the_address_and_keeps_the_language(client):
    case = case_in(CaseState.TRIAGED)
    conversation = conversation_of(case)
    conversation.language = "en"
    conversation.save()

    path = enter(client, conversation)

    assert conversation.access_code not in path
    assert client.cookies["django_language"].value == "en"
    assert client.get(path).status_code == 200


def test_a_wrong_link_and_no_link_lead_to_the_same_place(client):
    case = case_in(CaseState.TRIAGED)

    wrong = client.get(f"/c/{case.reference}/{WRONG_CODE}")
    unknown = client.get("/c/FB-2222-2222/x")
    shut = client.get(f"/case/{case.reference}/")

    assert wrong["Location"] == shut["Location"] == f"/case/?reference={case.reference}"
    assert unknown["Location"].startswith(FIND)


def test_numbers_that_are_tried_out_are_not_even_looked_for(client, django_assert_num_queries):
    case, other = (case_in(CaseState.TRIAGED) for _ in range(2))
    enter(client, conversation_of(other))
    with django_assert_num_queries(2):  # the session, each time
        shut = [client.get(f"/case/{ref}/") for ref in (case.reference, "FB-2222-2222")]

    assert {answer.status_code for answer in shut} == {302}


def test_a_renewed_code_shuts_what_the_old_one_opened(client):
    case = case_in(CaseState.TRIAGED)
    path = enter(client, conversation_of(case))

    access.renew(conversation_of(case).pk, actor=posted(Role.SUPERVISOR), now=timezone.now())

    assert client.get(path).status_code == 302


def test_the_session_forgets_after_two_hours_and_when_asked(client):
    conversation = conversation_of(case_in(CaseState.TRIAGED))
    path = enter(client, conversation)
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=5)):
        assert client.get(path).status_code == 302
    enter(client, conversation)
    client.post(f"{path}leave/")

    assert client.get(path).status_code == 302


def test_a_planted_session_does_not_see_what_its_victim_opens(client):
    conversation = conversation_of(case_in(CaseState.TRIAGED))
    attacker = CommittingClient()
    attacker.post(FIND, {"reference": "x", "code": "y"})
    attacker.session["planted"] = True
    planted = attacker.session
    planted.save()
    client.cookies["sessionid"] = attacker.cookies["sessionid"] = planted.session_key

    path = enter(client, conversation)

    assert client.get(path).status_code == 200
    assert attacker.get(path).status_code == 302


EVERY_STATE = [
    CaseState.RECEIVED, CaseState.IN_PROGRESS, CaseState.WAITING, CaseState.RESOLVED,
    CaseState.VERIFYING, CaseState.CLOSED, CaseState.REJECTED,
]  # fmt: skip


def rows():
    """Every row of ours as it stands: a scanner must leave not a trace."""
    ours = ("channels", "cases", "surveys")
    counted = {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in ours
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_event")
        counted["ledger"] = cursor.fetchone()
    return counted


@pytest.mark.parametrize("state", EVERY_STATE)
def test_a_machine_that_follows_every_link_changes_nothing(client, state):
    case = case_in(state)
    conversation = conversation_of(case)
    before = rows()
    path = enter(client, conversation)

    for method in (client.get, client.head):
        method(f"/c/{conversation.reference}/{conversation.access_code}")
        for part in ("", "reply/", "answer/", "object/", "withdraw/", "leave/"):
            assert method(path + part).status_code in (200, 302, 405)

    assert rows() == before


@pytest.mark.parametrize("part", ["reply/", "answer/", "withdraw/"])
def test_a_stranger_can_do_nothing(part):
    case = case_in(CaseState.VERIFYING)
    before = rows()

    answer = CommittingClient().post(
        f"/case/{case.reference}/{part}", {"text": "x", "solved": "no", "reason": "x"}
    )

    assert answer["Location"].startswith(FIND)
    assert rows() == before


@pytest.mark.parametrize("part", ["reply/", "answer/", "withdraw/", "leave/"])
def test_no_other_site_can_press_a_button(part):
    case = case_in(CaseState.VERIFYING)
    browser = Client(enforce_csrf_checks=True)
    path = enter(browser, conversation_of(case))

    assert browser.post(path + part, {"text": "x", "solved": "no"}).status_code == 403


def test_a_reply_goes_through_intake_and_stands_in_the_story(client):
    case = case_in(CaseState.IN_PROGRESS)
    path = enter(client, conversation_of(case))
    photo = SimpleUploadedFile("print.png", PNG, "image/png")

    answer = client.post(
        f"{path}reply/", {"text": "還是偏黃", "photos": photo, "stamp": stamp()}, follow=True
    )

    raw = RawIntake.objects.get(disposition="appended")
    message = Message.objects.get(raw=raw)
    assert message.conversation == conversation_of(case)
    assert b"\xe9\x82\x84\xe6\x98\xaf" in raw.bytes()
    page = answer.content.decode()
    assert "還是偏黃" in page
    file = Attachment.objects.get(message=message)
    assert f"/files/{file.pk}/" in page
    assert client.get(f"/files/{file.pk}/").status_code == 200
    case.refresh_from_db()
    assert case.unanswered_since is not None


def test_a_reply_that_the_case_waited_for_sets_it_going(client):
    case = case_in(CaseState.WAITING)

    client.post(
        f"{enter(client, conversation_of(case))}reply/", {"text": "訂單 77", "stamp": stamp()}
    )

    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS


def test_sending_a_reply_twice_is_one_message(client):
    case = case_in(CaseState.IN_PROGRESS)
    path, form = enter(client, conversation_of(case)), {"text": "謝謝", "stamp": stamp()}

    client.post(f"{path}reply/", form)
    client.post(f"{path}reply/", form)

    assert Message.objects.filter(text="謝謝").count() == 1


def test_an_empty_reply_is_refused_in_words(client):
    case = case_in(CaseState.IN_PROGRESS)

    answer = client.post(f"{enter(client, conversation_of(case))}reply/", {"text": "  "})

    assert set(answer.context["form"].errors) == {"text"}
    assert not RawIntake.objects.filter(disposition="appended").exists()


def test_after_the_grace_a_new_case_is_tied_to_the_old_one(client, settings):
    case = case_in(CaseState.CLOSED)
    settings.REOPEN_GRACE_DAYS = 0
    path = enter(client, conversation_of(case))
    again = f"/feedback/?follows={case.reference}"
    form = {"text": "又偏黃了", "email": "mei@example.com", "follows": case.reference}

    assert again in client.get(path).content.decode()
    client.post("/feedback/", {**form, "stamp": stamp()})
    CommittingClient().post("/feedback/", {**form, "text": "別人的", "stamp": stamp()})

    mine, theirs = (Case.objects.get(title=title) for title in ("又偏黃了", "別人的"))
    assert [link.target for link in mine.links.filter(kind="follow_up_of")] == [case]
    assert not theirs.links.exists()


def test_taking_it_back_asks_first_and_then_ends_it(client):
    case = case_in(CaseState.IN_PROGRESS)
    path = enter(client, conversation_of(case))

    asked = client.get(f"{path}withdraw/")
    case.refresh_from_db()
    assert (asked.status_code, case.state) == (200, CaseState.IN_PROGRESS)

    for _ in range(2):  # pressed twice, it is no case that has moved on
        done = client.post(f"{path}withdraw/", {"reason": "已經處理好了"}, follow=True)
        assert [one.level_tag for one in done.context["messages"]] == ["success"]
    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    assert case.events.filter(went_to=CaseState.WITHDRAWN).count() == 1


def test_what_anybody_wrote_is_never_markup(client):
    owner = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=owner, title=NASTY)
    path = enter(client, conversation_of(case))
    photo = SimpleUploadedFile('"><img src=x onerror=alert(3)>.png', PNG, "image/png")
    client.post(f"{path}reply/", {"text": NASTY, "photos": photo, "stamp": stamp()})
    replying.reply(case.pk, text=NASTY, actor=owner, now=timezone.now())

    page = client.get(path).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") == 2


def test_nobody_keeps_a_copy_of_the_page(client):
    path = enter(client, conversation_of(case_in(CaseState.TRIAGED)))

    answer = client.get(path)

    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_page_costs_the_same_for_one_message_and_for_thirty(client):
    case = case_in(CaseState.IN_PROGRESS)
    path = enter(client, conversation_of(case))
    client.post(f"{path}reply/", {"text": "第一句", "stamp": stamp()})
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(30):
        client.post(f"{path}reply/", {"text": f"第 {number} 句", "stamp": stamp()})

    with CaptureQueriesContext(connection) as many:
        page = client.get(path)

    assert len(page.context["events"]) > 30
    assert len(many) == len(few)


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
@pytest.mark.parametrize("state", list(CaseState))
def test_every_state_can_be_shown_in_every_language(client, state, language):
    case = case_in(state)
    path = enter(client, conversation_of(case))
    client.cookies["django_language"] = language

    assert client.get(path).status_code == 200


def anonymous_case():
    case = case_in(CaseState.TRIAGED)
    Case.objects.filter(pk=case.pk).update(customer=None)
    conversation = conversation_of(case)
    type(case.submission).objects.filter(pk=case.submission_id).update(
        customer=None, is_anonymous=True, no_contact_reason="anonymous"
    )
    type(conversation).objects.filter(pk=conversation.pk).update(customer=None)
    return Case.objects.get(pk=case.pk)


def test_an_anonymous_customer_names_themselves_and_keeps_the_case():
    case, client = anonymous_case(), CommittingClient()
    client.cookies["django_language"] = "en"
    enter(client, conversation_of(case))
    code, name = conversation_of(case).access_code, f"/case/{case.reference}/name/"
    assert (
        "A thank-you voucher needs a name."
        in client.get(f"/case/{case.reference}/").content.decode()
    )

    refused = client.post(name, {"name": "", "contact": "12"})
    assert sorted(refused.context["form"].errors) == ["contact", "name"]
    assert not RawIntake.objects.filter(conversation=conversation_of(case), disposition="appended")

    assert client.post(name, {"name": "林怡君", "contact": "lin@example.com"}).status_code == 302

    case = Case.objects.get(pk=case.pk)
    submission, conversation = case.submission, conversation_of(case)
    assert case.customer == submission.customer == conversation.customer
    assert (submission.is_anonymous, submission.no_contact_reason) == (False, "")
    assert case.customer.name_masked == mask_name("林怡君")
    assert (conversation.access_code, conversation.reference) == (code, case.reference)
    said = Message.objects.get(conversation=conversation, text__contains="@").text
    assert "lin@example.com" not in said
    verbs = LedgerEvent.objects.filter(verb__in=("customer.named", "case.customer_named"))
    assert sorted(verbs.values_list("verb", "actor")) == [
        ("case.customer_named", "customer"), ("customer.named", "customer"),
    ]  # fmt: skip

    again = client.post(name, {"name": "Somebody else"})
    assert (again.status_code, Case.objects.get(pk=case.pk).customer) == (302, case.customer)


def test_a_case_whose_bell_was_lost_learns_its_customer_from_the_sweep():
    fresh, old, unknown = (anonymous_case() for _ in range(3))
    Case.objects.filter(pk=old.pk).update(opened_at=fresh.opened_at - timedelta(days=90))
    customer = customer_with(email="lin@example.com")
    named = Submission.objects.filter(pk__in=(fresh.submission_id, old.submission_id))
    named.update(customer=customer)

    soon = fresh.opened_at + timedelta(minutes=1)
    for _ in range(2):
        sweeping.sweep_submissions(now=soon)
    assert Case.objects.get(pk=old.pk).customer is None
    for _ in range(2):
        sweeping.sweep_long_lost(now=soon)  # once a day

    assert [Case.objects.get(pk=case.pk).customer for case in (fresh, old, unknown)] == [
        customer, customer, None,
    ]  # fmt: skip
    assert LedgerEvent.objects.filter(verb="case.customer_named").count() == 2


def test_a_name_alone_is_enough():
    case, client = anonymous_case(), CommittingClient()
    enter(client, conversation_of(case))

    client.post(f"/case/{case.reference}/name/", {"name": "Mei"})

    submission = Case.objects.get(pk=case.pk).submission
    assert (submission.customer.name_masked, submission.no_contact_reason) == (
        mask_name("Mei"), "none_given",
    )  # fmt: skip
