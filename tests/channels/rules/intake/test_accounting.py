"""Giving each item its one disposition."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from channels.adapters import adapter_for
from channels.contacts import normal_phone
from channels.errors import AlreadyAccounted, ChannelError, MissingReason
from channels.kinds import ChannelKind, ContactKind, Disposition, IntakeState
from channels.models import (
    Call,
    Consent,
    ContactPoint,
    Conversation,
    Customer,
    CustomerPair,
    Message,
    RawIntake,
    Submission,
)
from channels.models.contact_point import each_once
from channels.references import access_code
from channels.rules import intake
from channels.rules.customers.identifying import find_customer
from channels.rules.customers.recognising import sweep_people
from channels.rules.outbox.reaching import best_contact_point
from channels.signals import message_received, submission_received
from feedback_site.ledger.models import LedgerEvent
from feedback_site.privacy import sealing
from tests.channels import call_centre
from tests.factories.channels import UNREADABLE, ChannelFactory, PartnerFactory
from tests.factories.organisation import StoreFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


def post(channel=None, context=None, **fields):
    body = urlencode({"text": "相片有刮痕", **fields}).encode()
    return intake.take(
        channel=channel or ChannelFactory(), body=body, content_type=FORM, now=NOW, context=context
    )


@pytest.fixture
def bells():
    heard = []

    def hear(signal, **kwargs):
        heard.append({key: value for key, value in kwargs.items() if key.endswith("_id")})

    submission_received.connect(hear, dispatch_uid="test")
    message_received.connect(hear, dispatch_uid="test")
    yield heard
    submission_received.disconnect(dispatch_uid="test")
    message_received.disconnect(dispatch_uid="test")


def test_a_form_begins_one_of_everything(bells, django_capture_on_commit_callbacks):
    store = StoreFactory()
    with django_capture_on_commit_callbacks(execute=True):
        raw = post(
            name="陳大文", email="Chen@Example.com", phone="0912 345 678", store=store.code,
            order_number="A-1", category="print_quality", remedy="reprint", language="zh-hans",
            notice_version="2026-1", consent_survey="on",
        )  # fmt: skip

    raw.refresh_from_db()
    assert (raw.state, raw.disposition, raw.accounted_at) == ("done", Disposition.OPENED, NOW)
    submission = Submission.objects.get()
    conversation = Conversation.objects.get()
    message = Message.objects.get()
    customer = Customer.objects.get()
    assert raw.conversation == conversation == submission.conversation == message.conversation
    assert conversation.reference == raw.reference
    assert conversation.opens_with(conversation.access_code)
    assert (submission.text, message.text, submission.title) == ("相片有刮痕",) * 3
    assert (submission.store, submission.order_number) == (store, "A-1")
    assert (submission.category_hint, submission.remedy_sought) == ("print_quality", "reprint")
    assert {submission.language, conversation.language, customer.language} == {"zh-hans"}
    assert submission.customer == conversation.customer == customer
    assert customer.name_masked == "陳○○"
    assert "陳大文" not in str(Customer.objects.values().get())
    points = {point.kind: point.value() for point in ContactPoint.objects.all()}
    assert points == {"email": "chen@example.com", "phone": normal_phone("0912345678")}
    assert set(Consent.objects.values_list("purpose", "notice_version", "submission")) == {
        ("handle_feedback", "2026-1", submission.pk),
        ("survey", "2026-1", submission.pk),
    }
    assert bells == [{"submission_id": submission.pk}]
    verbs = LedgerEvent.objects.filter(subject=f"intake:{raw.pk}").values_list("verb", flat=True)
    assert sorted(verbs) == ["intake.accounted", "intake.received"]


def test_the_code_on_the_receipt_opens_the_conversation(settings):
    raw = post()

    code = access_code(bytes.fromhex(settings.TOKEN_KEY), raw.reference, 1)
    assert Conversation.objects.get().opens_with(code)


def test_who_wants_to_stay_unknown_is_not_looked_up():
    raw = post(is_anonymous="on", name="陳大文", email="chen@example.com")

    assert raw.disposition == Disposition.OPENED
    submission = Submission.objects.get()
    assert (submission.is_anonymous, submission.customer) == (True, None)
    assert submission.no_contact_reason == "anonymous"
    assert not Customer.objects.exists()
    assert not ContactPoint.objects.exists()


def test_a_name_without_contact_says_so():
    post(name="陳大文")

    submission = Submission.objects.get()
    assert submission.customer.name_masked == "陳○○"
    assert submission.no_contact_reason == "none_given"


def test_a_known_address_is_the_same_customer():
    post(email="chen@example.com", name="陳大文")
    post(email="CHEN@example.com ", name="Somebody Else")

    customer = Customer.objects.get()
    assert customer.name_masked == "陳○○"
    assert customer.submissions.count() == 2


def at_counter(**fields):
    return post(ChannelFactory(kind=ChannelKind.COUNTER), **fields)


def customer_of(raw):
    return Submission.objects.get(raw=raw).customer


def standings(customer):
    points = customer.contact_points.order_by("pk")
    return [(one.kind, one.proof, one.is_claim, one.claimed_in_id) for one in points]


def test_a_stranger_cannot_join_a_known_phone_with_their_own_address():
    at_counter(phone="0912345678", name="陳大文")
    post(phone="0912345678", email="mallory@example.com")

    victim = Customer.objects.get(name_masked="陳○○")
    assert find_customer(ContactKind.PHONE, "0912 345 678") == victim
    assert find_customer(ContactKind.EMAIL, "mallory@example.com") != victim
    assert victim.submissions.count() == 1
    mallory = find_customer(ContactKind.EMAIL, "mallory@example.com")
    phone = mallory.contact_points.get(kind=ContactKind.PHONE)
    assert (phone.value(), phone.value_index) == (normal_phone("0912345678"), None)


def test_a_further_value_of_a_known_customer_is_kept_but_not_found_by():
    post(email="chen@example.com")
    for _ in range(2):
        post(email="chen@example.com", phone="0912345678")

    customer = Customer.objects.get()
    points = customer.contact_points.order_by("pk")
    assert [one.kind for one in points] == ["email", "phone", "phone"]
    assert each_once(points) == list(points[:2])
    assert find_customer(ContactKind.PHONE, "0912345678") is None


def test_whoever_types_a_strangers_number_first_gets_nothing_of_theirs():
    """Neither their row, nor a letter; that the two may be one person is for people to say."""
    mallory = post(email="mallory@example.com", phone="0912345678", name="Mallory")
    theirs = customer_of(mallory)
    assert standings(theirs) == [("email", "", False, None), ("phone", "", True, mallory.pk)]

    typed = post(phone="0912 345 678", name="陳大文")
    seen = at_counter(phone="0912345678", name="陳大文")
    again = post(phone="0912345678")

    assert len({theirs.pk, customer_of(typed).pk, customer_of(seen).pk}) == 3
    assert customer_of(again) == customer_of(seen)
    assert standings(customer_of(seen)) == [("phone", "clerk", False, None)]
    assert [best_contact_point(one.conversation) for one in (typed, seen, again)] == [None] * 3
    assert best_contact_point(mallory.conversation).value() == "mallory@example.com"
    assert find_customer(ContactKind.PHONE, "0912345678") == customer_of(seen)
    sweep_people(now=NOW, limit=10)
    pairs = CustomerPair.objects.filter(reasons__contains=["same_phone"])
    assert {theirs.pk, customer_of(seen).pk} in [{one.low_id, one.high_id} for one in pairs]
    assert not Customer.objects.exclude(person=None).exists()


def test_what_is_stated_in_one_case_is_used_in_no_other():
    """Somebody types a known address, and a number of their own beside it."""
    raw = post(email="mei@example.com")
    mallory = post(email="mei@example.com", phone="0987654321")
    conversation = Conversation.objects.get(reference=raw.reference)
    other = Conversation.objects.get(reference=mallory.reference)
    assert conversation.customer == other.customer

    usable = [
        [one.value() for one in ContactPoint.objects.usable_in([talk.pk]).order_by("pk")]
        for talk in (conversation, other)
    ]

    assert usable == [["mei@example.com"], ["mei@example.com", normal_phone("0987654321")]]


def test_a_call_proves_its_number_and_the_address_dictated_in_it_is_used_for_that_case_alone():
    account = call_centre.account()
    call_centre.tell(account, "ringing", NOW, call="c-1", number="+886912345678")
    call = Call.objects.get()
    context = {"call": call.pk, "clerk": UserFactory().pk}
    phone = ChannelFactory(kind=ChannelKind.PHONE)
    first = post(phone, context, same_number="on", email="lin@example.com")
    second = post(phone, {**context}, phone="0912 345 678")

    caller = customer_of(first)
    assert standings(caller) == [("phone", "call", False, None), ("email", "", True, first.pk)]
    assert customer_of(second) == caller
    assert best_contact_point(first.conversation).value() == "lin@example.com"
    assert best_contact_point(second.conversation) is None
    holder = post(email="lin@example.com")
    assert customer_of(holder) != caller
    other = post(phone, context, phone="0987654321")
    assert standings(customer_of(other)) == [("phone", "", True, other.pk)]


@pytest.mark.parametrize(
    ("results", "proof"),
    [
        (["mx.example; dmarc=pass header.from=example.com"], "mail"),
        (["mx.example; spf=none", "evil; dmarc=pass"], ""),
        (["mx.example; dmarc=pass; dkim=fail"], ""),
        ([], ""),
    ],
)
def test_a_mail_proves_its_address_where_our_own_server_vouches_for_it(results, proof):
    typed = post(email="mei@example.com")
    heads = "".join(f"Authentication-Results: {one}\r\n" for one in results)
    body = f"{heads}From: mei@example.com\r\nSubject: Torn\r\n\r\nTorn prints".encode()

    mailed = intake.take(
        channel=ChannelFactory(kind=ChannelKind.EMAIL), body=body, content_type="message/rfc822",
        context={"checked_by": "mx.example"}, now=NOW,
    )  # fmt: skip

    # Whoever reads the mailbox can open what was typed with it anyway.
    assert customer_of(mailed) == customer_of(typed)
    assert standings(customer_of(typed)) == [("email", proof, False, None)]
    proven = LedgerEvent.objects.filter(verb="customer.contact_proven")
    assert proven.count() == (1 if proof else 0)


def test_a_failing_parser_leaves_the_item_in_the_queue_and_a_person_can_try_again(monkeypatch):
    channel = ChannelFactory()
    adapter = adapter_for(ChannelKind.WEB)
    monkeypatch.setattr(type(adapter), "read", lambda *_: {}["the customer's own words"])

    raw = post(channel)

    raw.refresh_from_db()
    assert (raw.state, raw.disposition, raw.attempts) == (IntakeState.FAILED, "", 1)
    assert raw.error.startswith("The reader stopped at KeyError in test_accounting.py, line ")
    assert not Submission.objects.exists()
    monkeypatch.undo()

    user = UserFactory()
    again = intake.retry(raw.pk, actor=user, now=NOW)

    assert (again.state, again.disposition, again.error) == ("done", Disposition.OPENED, "")
    assert Submission.objects.get().raw_id == raw.pk
    assert Conversation.objects.get().reference == raw.reference
    verbs = LedgerEvent.objects.filter(subject=f"intake:{raw.pk}").order_by("id")
    assert [(event.verb, event.actor) for event in verbs] == [
        ("intake.received", "customer"),
        ("intake.failed", "system"),
        ("intake.retried", f"user:{user.pk}"),
        ("intake.accounted", "customer"),
    ]


@pytest.mark.parametrize(
    ("content_type", "body", "why"),
    [
        ("application/json", b"{}", "is not a posted form"),
        ("multipart/form-data; boundary=x", b"no boundary here", "neither words nor files"),
        (FORM, b"name=x", "neither words nor files"),
    ],
)
def test_what_is_no_form_waits_with_its_reason(content_type, body, why):
    raw = intake.take(channel=ChannelFactory(), body=body, content_type=content_type, now=NOW)

    assert raw.state == IntakeState.FAILED
    assert why in raw.error
    assert RawIntake.objects.get().bytes() == body


def test_a_kind_without_adapter_keeps_its_items():
    raw = post(ChannelFactory(kind=UNREADABLE))

    assert raw.state == IntakeState.FAILED
    assert raw.error == f"Nothing can read items of kind {UNREADABLE} yet."


def test_accounting_twice_changes_nothing():
    raw = post(email="chen@example.com")
    again = intake.account(raw.pk, now=NOW)

    assert (again.pk, again.disposition) == (raw.pk, Disposition.OPENED)
    assert (Submission.objects.count(), Message.objects.count()) == (1, 1)


def test_nul_and_overlong_values_are_taken():
    raw = post(
        text="a\x00b" + "x" * 300,
        name="n" * 500,
        phone="1" * 99,
        order_number="o" * 99,
        remedy="gold",
    )

    assert raw.state == "done"
    submission = Submission.objects.get()
    assert submission.text == "ab" + "x" * 300
    assert len(submission.title) == 80
    assert (submission.order_number, submission.remedy_sought) == ("o" * 40, "none_stated")


def test_a_message_from_the_status_page_joins_its_conversation(
    bells, django_capture_on_commit_callbacks
):
    first = post()
    with django_capture_on_commit_callbacks(execute=True):
        raw = post(text="還有", context={"reference": first.reference, "proof": "access"})

    assert raw.disposition == Disposition.APPENDED
    conversation = Conversation.objects.get()
    assert [m.text for m in conversation.messages.order_by("id")] == ["相片有刮痕", "還有"]
    assert raw.conversation == conversation
    assert bells == [{"message_id": conversation.messages.latest("id").pk}]


def test_a_reference_without_proof_begins_a_conversation_of_its_own():
    first = post()
    post(text="還有", context={"reference": first.reference})

    assert Conversation.objects.count() == 2


def test_partner_items_carry_their_partner():
    partner = PartnerFactory()
    document = {"text": "Torn", "customer": {"email": "a@example.com"}, "language": "en"}
    intake.take(
        channel=partner.channel, body=json.dumps(document).encode(), content_type="application/json",
        now=NOW, context={"partner": partner.pk},
    )  # fmt: skip

    assert Conversation.objects.get().partner == partner
    assert LedgerEvent.objects.filter(actor=f"partner:{partner.pk}").count() == 2


def test_dismissing_asks_for_a_reason_and_names_the_reviewer():
    raw = post(ChannelFactory(kind=UNREADABLE))
    user = UserFactory()

    with pytest.raises(MissingReason):
        intake.dismiss(raw.pk, disposition=Disposition.SPAM, reason=" ", actor=user, now=NOW)
    with pytest.raises(ChannelError):
        intake.dismiss(raw.pk, disposition=Disposition.OPENED, reason="x", actor=user, now=NOW)
    raw.refresh_from_db()
    assert (raw.state, raw.reviewer) == (IntakeState.FAILED, None)

    intake.dismiss(raw.pk, disposition=Disposition.SPAM, reason="an advert", actor=user, now=NOW)

    raw.refresh_from_db()
    assert (raw.state, raw.disposition, raw.disposition_reason) == ("done", "spam", "an advert")
    assert raw.reviewer == user
    for step in (
        lambda: intake.retry(raw.pk, actor=user, now=NOW),
        lambda: intake.dismiss(
            raw.pk, disposition=Disposition.REJECTED, reason="x", actor=user, now=NOW
        ),
    ):
        with pytest.raises(AlreadyAccounted):
            step()
    raw.refresh_from_db()
    assert raw.disposition == "spam"


def test_an_erased_body_cannot_be_read_and_says_so():
    raw = post(ChannelFactory(kind=UNREADABLE))
    RawIntake.objects.update(wrapped_key=None)

    again = intake.retry(raw.pk, actor=None, now=NOW)

    assert again.state == IntakeState.FAILED
    with pytest.raises(sealing.CannotUnseal):
        again.bytes()


def test_a_partner_item_of_a_new_customer_takes_four_statements(statements, settings):
    settings.LOOK_UP_SECONDS = 60
    partner = PartnerFactory()
    take = lambda n: intake.take(  # noqa: E731
        channel=partner.channel,
        body=json.dumps(
            {"text": "Torn", "customer": {"email": f"{n}@example.com", "phone": "0912345678"}}
        ).encode(),
        content_type="application/json", now=NOW, context={"partner": partner.pk},
    )  # fmt: skip
    take(1)
    with statements(4):
        assert take(2).disposition == Disposition.OPENED
    with statements(4):  # the number that was stated with it
        take(2)
