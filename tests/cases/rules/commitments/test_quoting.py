"""Quotes: written, sent, answered once, changed until work begins, replaced, taken back, expired."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import translation

from cases.errors import AlreadyDone, CaseError, MissingFacts, QuoteOver, StaleQuote, WrongFact
from cases.event_words import text_of, title_of
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.models import Case, CaseEvent, Policy, Quote
from cases.quote_states import AnswerWay, QuoteState, SaidBy
from cases.rules import sweeping
from cases.rules.commitments import approving, quoting
from cases.rules.lifecycle import moving
from cases.rules.links import calling_off
from cases.states import CaseState, WaitingReason
from channels.models import Conversation, Outgoing
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory, case_in, customer_writes
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.factories.quotes import offer, open_quote

pytestmark = pytest.mark.django_db
LATER, AFTER = NOW + timedelta(hours=1), NOW + timedelta(days=14, minutes=1)
TOTAL = "NT$ 2,402"


@pytest.fixture
def owner():
    return posted(Role.AGENT)


@pytest.fixture
def case(owner):
    """In work, and its customer can be written to."""
    customer = customer_with(email="mei@example.com")
    submission = SubmissionFactory(customer=customer, no_contact_reason="")
    Conversation.objects.filter(pk=submission.conversation_id).update(
        customer=customer, language="en"
    )
    return case_in(CaseState.IN_PROGRESS, owner=owner, submission=submission)


def sent(case, owner, *, now=NOW, **more):
    draft = quoting.write_quote(case.pk, offer=offer(**more), seen="", actor=owner, now=now)
    return quoting.send_quote(draft.pk, digest=draft.digest, actor=owner, now=now)


def say(quote, answer, *, words="", now=LATER):
    return approving.answer_quote(
        quote.pk, digest=quote.digest, answer=answer, words=words, now=now
    )


def heard(quote, actor, answer="approved", **more):
    values = {"how": AnswerWay.PHONE, "said_by": SaidBy.CUSTOMER, "words": "好，請修", "now": LATER}
    return approving.record_answer(quote.pk, answer=answer, actor=actor, **{**values, **more})


def kinds(case):
    return list(case.events.order_by("seq").values_list("kind", flat=True))[2:]


def told(case):
    rows = Outgoing.objects.filter(context__case_id=case.pk).order_by("pk")
    return [row.template for row in rows]


def as_it_was(case):
    """What a refusal must leave as it is."""
    case.refresh_from_db()
    return (
        case.version, case.state, list(case.quotes.values().order_by("pk")), kinds(case),
        LedgerEvent.objects.count(), told(case),
    )  # fmt: skip


def test_a_quote_is_written_sent_and_approved(case, owner):
    with translation.override("en"):
        quote = sent(case, owner)
        case.refresh_from_db()
        assert (quote.number, quote.state, quote.currency, quote.total) == (1, "open", "TWD", 2402)
        assert (case.state, case.waiting_reason) == ("waiting", WaitingReason.CUSTOMER)
        assert case.resume_by == quote.valid_until
        assert kinds(case) == ["quote_sent", "answered", "waiting_began"]
        page = customer_timeline(case.submission.conversation, now=LATER)
        assert page.next.kind == "your_decision"
        assert page.standing.explanation.startswith("Our quote stands below")

        answered = say(quote, "approved", words="Please go on")

        case.refresh_from_db()
        assert (answered.state, answered.answered_how, answered.recorded_by) == (
            "approved", "online", None,
        )  # fmt: skip
        assert (case.state, case.waiting_reason, case.resume_by) == ("in_progress", "", None)
        assert kinds(case)[3:] == ["quote_approved", "waiting_ended"]
        event = case.events.get(kind=EventKind.QUOTE_APPROVED)
        assert event.by_customer
        assert event.facts["digest"] == quote.digest
        assert quote.digest_anew(case.reference) == quote.digest
        assert LedgerEvent.objects.filter(
            verb="case.quote_approved", subject=f"case:{case.pk}", actor="customer"
        ).exists()
        assert told(case) == ["quote_sent", "quote_answered", "staff_quote_answered"]
        bell = Outgoing.objects.get(template="staff_quote_answered")
        assert (bell.recipient, bell.context["news"]) == (owner, "quote_approved")
        # In plain words on both sides: which quote, for how much, and what was said.
        assert title_of(event.kind, event.facts) == f"quote 1 approved: {TOTAL}"
        assert text_of(event.kind, event.facts) == (
            f"Please go on\nexact text: {quote.digest[:16]}"
        )
        lines = customer_timeline(case.submission.conversation, now=LATER).entries
        assert [(str(line.title), line.text) for line in lines][-2:] == [
            ("We sent you a quote", f"Quote 1 · {TOTAL}"),
            ("You approved the quote", f"Quote 1 · {TOTAL}\nPlease go on"),
        ]


def test_an_answer_counts_once_and_is_changed_until_work_begins(case, owner):
    quote = sent(case, owner)
    say(quote, "approved")
    once = as_it_was(case)
    assert say(quote, "approved", words="again").state == "approved"
    assert as_it_was(case) == once

    changed = say(quote, "declined", words="Too dear after all")
    assert (changed.state, changed.words) == ("declined", "Too dear after all")
    event = case.events.get(kind=EventKind.QUOTE_DECLINED)
    assert event.facts["instead_of"] == "approved"
    # Yes again, but not once it has expired; a no may still be said then.
    with pytest.raises(QuoteOver):
        say(quote, "approved", now=AFTER)
    say(quote, "approved")
    quoting.begin_work(quote.pk, actor=owner, now=LATER)
    begun = as_it_was(case)
    with pytest.raises(QuoteOver):
        say(quote, "declined")
    with pytest.raises(AlreadyDone):
        quoting.begin_work(quote.pk, actor=owner, now=LATER)
    assert as_it_was(case) == begun
    assert kinds(case)[-1] == "quote_begun"


def test_a_new_quote_takes_the_place_of_an_open_one(case, owner):
    first = sent(case, owner)
    draft = quoting.write_quote(
        case.pk, offer=offer(declined_fee=0), seen="", actor=owner, now=LATER
    )
    again = quoting.write_quote(
        case.pk, offer=offer(note=""), seen=draft.digest, actor=owner, now=LATER
    )
    assert (again.pk, again.number) == (draft.pk, 2)
    with pytest.raises(StaleQuote):
        quoting.write_quote(case.pk, offer=offer(), seen=draft.digest, actor=owner, now=LATER)
    with pytest.raises(StaleQuote):
        quoting.send_quote(draft.pk, digest=draft.digest, actor=owner, now=LATER)

    second = quoting.send_quote(again.pk, digest=again.digest, actor=owner, now=LATER)

    first.refresh_from_db()
    case.refresh_from_db()
    assert (first.state, second.state, case.state) == ("replaced", "open", "waiting")
    assert case.events.filter(kind=EventKind.QUOTE_SENT).latest("seq").facts["replaces"] == [1]
    now = as_it_was(case)
    with pytest.raises(QuoteOver):
        say(first, "approved")
    with pytest.raises(QuoteOver):
        approving.answer_quote(
            second.pk, digest=first.digest, answer="approved", words="", now=LATER
        )
    with pytest.raises(AlreadyDone):
        quoting.send_quote(second.pk, digest=second.digest, actor=owner, now=LATER)
    assert as_it_was(case) == now
    # What was approved and not begun has to be approved anew; what has begun stands.
    say(second, "approved")
    third = sent(case, owner, now=LATER)
    second.refresh_from_db()
    assert (second.state, second.answered_how) == ("replaced", "online")
    say(third, "approved")
    quoting.begin_work(third.pk, actor=owner, now=LATER)
    sent(case, owner, now=LATER, note="")
    third.refresh_from_db()
    assert third.state == QuoteState.APPROVED
    # Whoever looks at the page finds the newest first, and no word of having waited in between.
    page = customer_timeline(case.submission.conversation, now=LATER)
    assert [(one.number, one.state, one.may_approve) for one in page.quotes] == [
        (4, "open", True), (3, "approved", False), (2, "replaced", False), (1, "replaced", False),
    ]  # fmt: skip


def test_an_expired_quote_comes_back_to_its_owner_and_is_not_answered(case, owner):
    quote = sent(case, owner)

    sweeping.sweep_waiting(now=AFTER)

    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    before = as_it_was(case)
    for answer in ("approved", "declined"):
        with pytest.raises(QuoteOver):
            say(quote, answer, now=AFTER)
    assert as_it_was(case) == before
    sheet = customer_timeline(case.submission.conversation, now=AFTER).quotes[0]
    assert (sheet.is_expired, sheet.may_approve, sheet.may_decline) == (True, False, False)


def test_a_quote_is_taken_back_and_another_question_goes_on_waiting(case, owner):
    quote = sent(case, owner)
    with pytest.raises(NotAllowed):
        quoting.withdraw_quote(quote.pk, reason="x", actor=posted(Role.AGENT), now=LATER)
    with pytest.raises(MissingFacts):
        quoting.withdraw_quote(quote.pk, reason=" ", actor=owner, now=LATER)
    quoting.withdraw_quote(quote.pk, reason="The part is gone", actor=owner, now=LATER)
    case.refresh_from_db()
    assert (case.state, told(case)[-1]) == ("in_progress", "quote_withdrawn")
    with pytest.raises(QuoteOver):
        say(quote, "approved")

    second = sent(case, owner, now=LATER)
    moving.resume_case(case.pk, cause="called", actor=owner, now=LATER)
    asked = {
        "waiting_reason": "customer", "asked_what": "Which lens?", "asked_whom": "Mei",
        "resume_by": LATER + timedelta(days=1),
    }  # fmt: skip
    moving.wait_case(case.pk, facts=asked, actor=owner, now=LATER)
    quoting.withdraw_quote(second.pk, reason="The part is gone", actor=owner, now=LATER)
    case.refresh_from_db()
    assert case.state == CaseState.WAITING


@pytest.mark.parametrize("by", ["the customer", "a colleague"])
def test_28_an_answer_to_a_quote_delivers_nothing_for_a_supplier(case, owner, by):
    target = {"clock": "per_vendor", "seconds": 5 * 3600}
    Policy.objects.create(code="suppliers", name="suppliers", rank=1, targets=[target])
    quote = sent(case, owner)
    moving.resume_case(case.pk, cause="called", actor=owner, now=NOW)
    asked = {
        "waiting_reason": "vendor", "asked_what": "a lens", "asked_whom": "Fujifilm",
        "resume_by": LATER + timedelta(days=1),
    }  # fmt: skip
    moving.wait_case(case.pk, facts=asked, actor=owner, now=NOW)

    if by == "the customer":
        say(quote, "approved")
    else:
        heard(quote, owner)

    case.refresh_from_db()
    (supplier,) = case.cycles.filter(clock="per_vendor")
    assert (case.state, supplier.met_at, supplier.cancelled_at) == ("in_progress", None, None)


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_sends_and_hears(case, owner, role):
    person = posted(role)
    works = role not in (Role.CLERK, Role.EXPERIENCE_OFFICER, Role.AUDITOR)
    leads = role in (
        Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.MANAGER, Role.ADMINISTRATOR,
    )  # fmt: skip

    def may(do):
        try:
            with transaction.atomic():
                do()
        except NotAllowed:
            return False
        return True

    assert works == may(
        lambda: quoting.write_quote(case.pk, offer=offer(), seen="", actor=person, now=NOW)
    )
    draft = Quote.objects.filter(case=case).first() or quoting.write_quote(
        case.pk, offer=offer(), seen="", actor=owner, now=NOW
    )
    assert leads == may(
        lambda: quoting.send_quote(draft.pk, digest=draft.digest, actor=person, now=NOW)
    )
    draft.refresh_from_db()
    if draft.state == QuoteState.DRAFT:
        quoting.send_quote(draft.pk, digest=draft.digest, actor=owner, now=NOW)
    assert (works or role == Role.CLERK) == may(lambda: heard(draft, person))
    heard(draft, owner)
    assert works == may(lambda: quoting.begin_work(draft.pk, actor=person, now=LATER))


def test_what_a_colleague_heard_stands_with_who_and_how(case, owner):
    clerk = posted(Role.CLERK)
    quote = sent(case, owner)
    for wrong in ({"how": "online"}, {"how": "x"}, {"said_by": "x"}, {"answer": "maybe"}):
        with pytest.raises(WrongFact):
            heard(quote, clerk, **wrong)
    with pytest.raises(MissingFacts):
        heard(quote, clerk, words=" ")

    answered = heard(quote, clerk, "declined", how=AnswerWay.IN_PERSON, said_by=SaidBy.FOR_CUSTOMER)

    case.refresh_from_db()
    event = case.events.get(kind=EventKind.QUOTE_DECLINED)
    assert (answered.recorded_by, answered.said_by, case.state) == (
        clerk, "for_customer", "in_progress",
    )  # fmt: skip
    assert (event.actor, event.by_customer) == (clerk, False)
    with translation.override("en"):
        assert text_of(event.kind, event.facts).splitlines()[:2] == [
            "好，請修", "in person · somebody on the customer's behalf",
        ]  # fmt: skip
    # The customer reads what was written down, and its owner hears of it.
    assert told(case)[1:] == ["quote_answered", "staff_quote_answered"]


def test_words_of_the_customer_and_a_finished_case_leave_the_quote_as_it_is(case, owner):
    quote = sent(case, owner)
    customer_writes(case, LATER, text="How long?")
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    sheet = customer_timeline(case.submission.conversation, now=LATER).quotes[0]
    assert (sheet.may_approve, sheet.may_decline) == (True, True)

    calling_off.withdraw_case(case.pk, reason="sold", actor=None, now=LATER, by_customer=True)

    before = as_it_was(case)
    with pytest.raises(QuoteOver):
        say(quote, "approved")
    with pytest.raises(QuoteOver):
        quoting.write_quote(case.pk, offer=offer(), seen="", actor=owner, now=LATER)
    assert as_it_was(case) == before


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"lines": []}, MissingFacts),
        ({"until": NOW}, WrongFact),
        ({"if_declined": "burnt"}, WrongFact),
        ({"declined_fee": 2_000_000_000}, WrongFact),
        ({"lines": [*offer().lines] * 11}, WrongFact),
    ],
)
def test_what_nobody_could_answer_is_not_written(case, owner, wrong, error):
    with pytest.raises(error):
        quoting.write_quote(case.pk, offer=offer(**wrong), seen="", actor=owner, now=NOW)
    assert not Quote.objects.exists()


def test_drafts_are_thrown_away_and_what_was_sent_stays_as_it_is(case, owner):
    draft = quoting.write_quote(case.pk, offer=offer(), seen="", actor=owner, now=NOW)
    quoting.drop_quote(draft.pk, actor=owner)
    assert kinds(case) == []
    quote = sent(case, owner)
    with pytest.raises(AlreadyDone):
        quoting.drop_quote(quote.pk, actor=owner)
    for change in ({"total": 1}, {"lines": []}, {"valid_until": AFTER}, {"digest": "0" * 64}):
        with pytest.raises(ProgrammingError, match="Cannot update rows"), transaction.atomic():
            Quote.objects.filter(pk=quote.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        open_quote(case, by=owner, number=2)


def test_a_store_in_hong_kong_is_paid_in_its_own_money(owner):
    store = StoreFactory()
    store.calendar.holiday_country, store.calendar.time_zone = "HK", "Asia/Hong_Kong"
    store.calendar.save()
    case = case_in(CaseState.IN_PROGRESS, owner=owner, submission=SubmissionFactory(store=store))

    quote = sent(case, owner)

    assert (quote.currency, quote.total_in_words) == ("HKD", "HK$ 24.02")


@pytest.mark.django_db(transaction=True)
def test_of_approving_and_taking_back_at_once_one_wins():
    """Two tabs that say yes, and a colleague who takes it back: never both, and yes is told once."""
    owner, start, rounds = posted(Role.AGENT), Barrier(3), 6
    won = set()

    def race(work):
        start.wait(60)
        try:
            work()
        except CaseError:
            return False
        return True

    with ThreadPoolExecutor(3) as threads:
        for _ in range(rounds):
            case = case_in(CaseState.IN_PROGRESS, owner=owner)
            quote = sent(case, owner)
            works = [
                lambda quote=quote: say(quote, "approved"),
                lambda quote=quote: say(quote, "approved"),
                lambda quote=quote: quoting.withdraw_quote(
                    quote.pk, reason="gone", actor=owner, now=LATER
                ),
            ]
            result = tuple(threads.map(race, works))
            quote.refresh_from_db()
            state = Case.objects.get(pk=case.pk).state
            won.add((quote.state, result, state))
            yes = CaseEvent.objects.filter(case=case, kind=EventKind.QUOTE_APPROVED)
            assert yes.count() == (quote.state == QuoteState.APPROVED)
        list(threads.map(lambda _: (start.wait(60), connection.close()), range(3)))

    assert won <= {
        ("approved", (True, True, False), "in_progress"),
        ("withdrawn", (False, False, True), "in_progress"),
    }
