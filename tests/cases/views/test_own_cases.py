"""All cases of a customer: shown to whoever reads their mail, and to nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cases.states import CaseState
from channels.models import ContactPoint, CustomerSigns, Outgoing, RawIntake
from channels.one_time_codes import pin_of
from channels.rules.customers import proving
from channels.rules.customers.signing import sign_anew
from channels.rules.letters import composing
from feedback_site.ledger.models import LedgerEvent
from tests.doors import CommittingClient
from tests.doors import enter as open_by_code
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.channels import customer_with

pytestmark = pytest.mark.django_db
MINE = "/my-cases/"
CODE = "/my-cases/code/"
MAIL = "mei@example.com"


@pytest.fixture(autouse=True)
def _soon_after():
    """The factories' cases are of May 2026."""
    with time_machine.travel("2026-05-05T03:00:00Z", tick=True), translation.override("en"):
        yield


def told(customer, state=CaseState.TRIAGED, **more):
    """Give a case of this customer."""
    submission = SubmissionFactory(customer=customer, no_contact_reason="", **more)
    submission.conversation.customer = customer
    submission.conversation.save()
    return case_in(state, submission=submission)


def ask(client, email=MAIL):
    """Ask for a code, and give it as it stands in the letter; None where nothing was written."""
    client.post(MINE, {"email": email})
    row = Outgoing.objects.filter(template="sign_in_code").order_by("-pk").first()
    return pin_of(row.context["drawn"]) if row else None


def enter(client, email=MAIL):
    """Come in with a code."""
    answer = client.post(CODE, {"pin": ask(client, email)})
    assert answer["Location"] == MINE


def shown(client):
    return [one.reference for one in client.get(MINE).context["page"].cases]


def test_a_code_by_mail_opens_every_case_of_that_address_and_no_other(client):
    customer = customer_with(email=MAIL)
    older = told(customer, received_at=timezone.now() - timedelta(days=9))
    newer = told(customer, CaseState.VERIFYING, received_at=timezone.now())
    stranger = told(customer_with(email="lin@example.com"))

    enter(client)

    page = client.get(MINE).context["page"]
    assert [(one.reference, one.needs_you) for one in page.cases] == [
        (newer.reference, True), (older.reference, False),
    ]  # fmt: skip
    assert client.get(f"{MINE}{stranger.reference}/")["Location"] == MINE
    assert client.get(f"/case/{stranger.reference}/").status_code == 302
    opened = client.get(f"{MINE}{older.reference}/")
    assert opened["Location"] == f"/case/{older.reference}/"
    assert client.get(opened["Location"]).context["timeline"].reference == older.reference
    events = LedgerEvent.objects.filter(verb="customer.signed_in")
    assert [event.subject for event in events] == [f"customer:{customer.pk}"]


def test_the_answer_is_the_same_whether_or_not_somebody_is_known(client):
    customer_with(email=MAIL)
    answers, counts = [], []
    # Two that look alike where they are masked, each in a browser that was not here before.
    for browser, email in ((CommittingClient(), MAIL), (client, "mia@example.com")):
        with CaptureQueriesContext(connection) as queries:
            answer = browser.post(MINE, {"email": email})
        counts.append(len(queries))
        page = browser.get(answer["Location"])
        body = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page.content.decode())
        answers.append((answer.status_code, answer["Location"], page.status_code, body))

    assert answers[0] == answers[1]
    assert answers[0][:3] == (302, CODE, 200)
    assert counts[0] == counts[1]
    assert Outgoing.objects.filter(template="sign_in_code").count() == 1
    # Whoever guesses right where nobody is known sees an empty list, and the ledger knows of nobody.
    drawn = client.session["code_asked"]["drawn"]
    client.post(CODE, {"pin": pin_of(drawn)})
    assert shown(client) == []
    assert not LedgerEvent.objects.filter(verb="customer.signed_in").exists()


def test_the_letter_holds_the_code_and_the_row_does_not(client):
    customer_with(email=MAIL)
    pin = ask(client)
    row = Outgoing.objects.get(template="sign_in_code")

    letter = composing.compose(
        row, composing.circumstances_of(row, now=timezone.now()), now=timezone.now()
    )

    assert pin in letter.text
    assert pin not in letter.subject
    assert pin.replace(" ", "") not in str(row.context).replace(" ", "")


def test_a_code_may_be_typed_in_any_way(client):
    customer_with(email=MAIL)
    for spell in (
        lambda pin: f"  {pin} ",
        lambda pin: pin.replace(" ", "-"),
        lambda pin: "".join(chr(ord(c) + 0xFEE0) for c in pin.replace(" ", "")),
    ):
        assert client.post(CODE, {"pin": spell(ask(client))})["Location"] == MINE


def test_a_code_holds_ten_minutes_and_once_and_five_tries(client):
    client.cookies["django_language"] = "en"
    customer_with(email=MAIL)
    pin = ask(client)
    thief = CommittingClient()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    wrong = "000 000" if pin != "000 000" else "111 111"

    assert client.post(CODE, {"pin": wrong}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=True):
        assert client.post(CODE, {"pin": pin}).status_code == 422
    assert client.post(CODE, {"pin": pin}).status_code == 302
    # The session has another name by now, and the code is spent.
    assert thief.get(MINE).status_code == 200
    assert "page" not in thief.get(MINE).context
    second = ask(client)
    answers = [client.post(CODE, {"pin": wrong if wrong != second else "222 222"}).status_code
               for _ in range(proving.TRIES.limit)]  # fmt: skip
    assert answers == [422] * 5
    refused = client.post(CODE, {"pin": second})
    assert refused.status_code == 429
    assert "Ask for a new one below" in str(refused.context["form"].errors)
    assert client.post(CODE, {"pin": ask(client)})["Location"] == MINE


def test_nobody_is_flooded_with_codes(client):
    client.cookies["django_language"] = "en"
    customer_with(email="mei.chen@gmail.com")
    for _ in range(6):
        answer = client.post(MINE, {"email": "mei.chen@gmail.com"})

    assert answer.status_code == 429
    assert "Ask again in 60 minutes" in str(answer.context["form"].errors)
    assert Outgoing.objects.filter(template="sign_in_code").count() == 5
    # However it is spelled, it is one mailbox.
    for spelling in ("MeiChen@gmail.com", "meichen+a@gmail.com"):
        assert client.post(MINE, {"email": spelling}).status_code == 429


def test_one_network_does_not_ask_for_everybody(client):
    statuses = [
        client.post(MINE, {"email": f"somebody{n}@example.com"}).status_code
        for n in range(proving.BY_ONE.limit + 1)
    ]

    assert statuses == [302] * proving.BY_ONE.limit + [429]


def test_whoever_is_refused_uses_up_nobody_elses_letters(client):
    customer_with(email=MAIL)
    for n in range(proving.BY_ONE.limit):
        client.post(MINE, {"email": f"somebody{n}@example.com"})
    for _ in range(proving.FOR_ONE.limit):
        assert client.post(MINE, {"email": MAIL}).status_code == 429
    assert not Outgoing.objects.filter(template="sign_in_code").exists()

    answer = client.post(MINE, {"email": MAIL}, REMOTE_ADDR="203.0.113.9")

    assert answer.status_code == 302
    assert Outgoing.objects.filter(template="sign_in_code").count() == 1


@pytest.mark.parametrize("gave_the_address", [True, False])
def test_one_person_over_several_contacts_only_where_each_gave_the_address(
    client, gave_the_address
):
    customer = customer_with(email=MAIL)
    by_phone = customer_with(phone="0912 345 678")
    mine, by_call = told(customer), told(by_phone)
    if gave_the_address:
        # Kept for calling back, but found by nobody: the address is another row's already.
        point = ContactPoint(customer=by_phone, kind="email", created_at=timezone.now())
        point.write(by_phone.wrapped_key, MAIL)
        point.value_index = None
        point.save()
    sign_anew([customer.pk, by_phone.pk])
    assert CustomerSigns.objects.count() == 2
    enter(client)

    before = shown(client)
    by_phone.person, by_phone.merged_into = customer, customer
    by_phone.save()

    assert before == [mine.reference]
    expected = {mine.reference, by_call.reference} if gave_the_address else {mine.reference}
    assert set(shown(client)) == expected


def test_a_code_proves_the_address_and_opens_what_stated_it_but_not_the_rest_of_that_person(client):
    """Somebody gave a messenger's case this address; their other cases are another's business."""
    here = told(customer := customer_with(email=MAIL))
    other = told(caller := customer_with(phone="0912 345 678"))
    stated = told(caller)
    raw = stated.submission.raw
    RawIntake.objects.filter(pk=raw.pk).update(conversation=stated.submission.conversation)
    point = ContactPoint(customer=caller, kind="email", created_at=timezone.now())
    point.write(caller.wrapped_key, MAIL)
    point.claim_in(raw.pk)
    point.save()

    enter(client)

    assert set(shown(client)) == {here.reference, stated.reference}
    assert client.get(f"{MINE}{other.reference}/")["Location"] == MINE
    assert customer.contact_points.get().proof == "code"
    assert point.claimed_in_id is not None
    assert LedgerEvent.objects.filter(verb="customer.contact_proven").count() == 1


def test_a_second_address_is_added_by_a_code_of_its_own(client):
    mine = told(customer_with(email=MAIL))
    also = told(customer_with(email="work@example.com"))
    enter(client)
    assert client.get(f"{MINE}?another").context["addresses"]

    enter(client, "work@example.com")

    assert set(shown(client)) == {mine.reference, also.reference}


def test_shutting_shuts_the_list_and_what_was_opened_from_it(client):
    case = told(customer_with(email=MAIL))
    enter(client)
    client.get(f"{MINE}{case.reference}/")
    assert client.get(f"/case/{case.reference}/").context["has_list"]

    client.post("/my-cases/shut/")

    assert "page" not in client.get(MINE).context
    assert client.get(f"/case/{case.reference}/").status_code == 302
    assert LedgerEvent.objects.filter(verb="customer.signed_out").count() == 1


def test_whoever_may_ask_for_no_more_codes_can_still_type_the_last_one(client):
    client.cookies["django_language"] = "en"
    told(customer_with(email=MAIL))
    link = f'href="{CODE}"'
    assert link not in client.get(MINE).content.decode()
    for _ in range(proving.FOR_ONE.limit):
        pin = ask(client)

    refused = client.post(MINE, {"email": MAIL})

    assert (refused.status_code, link in refused.content.decode()) == (429, True)
    assert client.post(CODE, {"pin": pin})["Location"] == MINE
    assert link not in client.get(f"{MINE}?another").content.decode()


def test_who_shuts_a_case_on_this_device_shuts_the_list_too(client):
    client.cookies["django_language"] = "en"
    case, other = told(customer := customer_with(email=MAIL)), told(customer)
    enter(client)
    for one in (case, other):
        client.get(f"{MINE}{one.reference}/")

    page = client.post(f"/case/{case.reference}/leave/", follow=True)

    assert "the list of all your cases are shut" in page.content.decode()
    assert "page" not in client.get(MINE).context
    assert client.get(f"/case/{other.reference}/").status_code == 302
    assert LedgerEvent.objects.filter(verb="customer.signed_out").count() == 1


def test_the_list_shuts_by_itself_and_with_it_what_was_opened_from_it(client):
    case, by_code = told(customer := customer_with(email=MAIL)), told(customer)
    open_by_code(client, by_code.submission.conversation)
    enter(client)
    for one in (case, by_code):
        client.get(f"{MINE}{one.reference}/")
        assert client.get(f"/case/{one.reference}/").status_code == 200

    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=True):
        assert "page" not in client.get(MINE).context
        assert client.get(f"/case/{case.reference}/").status_code == 302
        # Its own code holds for two hours, and the list has not shortened that.
        assert client.get(f"/case/{by_code.reference}/").status_code == 200


def test_a_case_whose_code_has_expired_gets_a_new_one_and_the_old_stays_void(client):
    case = told(customer_with(email=MAIL))
    conversation = case.submission.conversation
    old = conversation.access_code
    conversation.access_expires_at = timezone.now() - timedelta(days=1)
    conversation.save()
    enter(client)
    path = f"{MINE}{case.reference}/"

    assert client.get(path)["Location"] == MINE
    assert client.post(path)["Location"] == f"/case/{case.reference}/"

    assert client.get(f"/case/{case.reference}/").status_code == 200
    conversation.refresh_from_db()
    assert conversation.access_version == 2
    assert not conversation.opens_with(old)


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_however_long(client, number):
    customer = customer_with(email=MAIL)
    for _ in range(number):
        told(customer)
    enter(client)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(MINE)

    assert len(answer.context["page"].cases) == min(number, 20)
    assert len(queries) == 6


def test_what_is_no_address_is_asked_for_again(client):
    client.cookies["django_language"] = "en"
    for given, words in (
        ("", "Enter your e-mail address."),
        ("mei", "One looks like"),
        ("0912 345 678", "not to a phone"),
    ):
        answer = client.post(MINE, {"email": given})

        assert words in str(answer.context["form"].errors)
        assert "code_asked" not in client.session
