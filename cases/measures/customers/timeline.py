"""What a customer sees of their case: where it stands, what is next, what happened, what they may do.

Nothing internal is read here: no notes, no reasons between colleagues, no names of staff.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from cases.kinds import EventKind
from cases.measures.case_page.quotes import quotes_of
from cases.measures.customers import words
from cases.measures.customers.appointments import TOLD, told_of_booking, visit_of
from cases.measures.customers.asking_up import may_ask_up
from cases.measures.customers.page import (
    CustomerFile,
    CustomerTimeline,
    Entry,
    Next,
    NextKind,
    Rights,
    Visit,
)
from cases.measures.customers.promises import PROMISE_TITLES, told_of_promise
from cases.measures.customers.quotes import told_of_quote, waits_for_quote
from cases.measures.customers.words import Standing, Words
from cases.measures.merged_cases import leading_of
from cases.models import (
    Appointment,
    Case,
    CaseEvent,
    ClockCycle,
    Promise,
    Quote,
    SlotOffer,
)
from cases.quote_words import ANSWERED_CAUSES, QUOTE_TITLES
from cases.sla.terms import ClockKind
from cases.states import FINISHED, UNFINISHED, CaseState, Outcome, WaitingReason
from channels.kinds import Direction, Remedy
from channels.models import Conversation, Message
from feedback_site.ledger.placing import place_of

NEXT_BY_CLOCK: dict[str, NextKind] = {
    ClockKind.FIRST_RESPONSE: "answer",
    ClockKind.CONTACT: "answer",
    ClockKind.NEXT_RESPONSE: "answer",
    ClockKind.DISPATCH: "specialist",
    ClockKind.REMEDY: "remedy",
    ClockKind.RESOLVE: "solution",
    ClockKind.VERIFY: "asking",
}
WITHDRAWABLE = frozenset(
    {CaseState.RECEIVED, CaseState.TRIAGED, CaseState.IN_PROGRESS, CaseState.WAITING}
)


def customer_timeline(conversation: Conversation, *, now: datetime) -> CustomerTimeline:
    """Read a customer's view of their case in at most ten statements, however long it is.

    Two more where there was an appointment.
    """
    case = (
        Case.objects.filter(submission__conversation=conversation)
        .select_related("department", "store", "submission")
        .annotate(
            has_quotes=Exists(Quote.objects.sent().filter(case=OuterRef("pk"))),
            has_visits=Exists(Appointment.objects.filter(case=OuterRef("pk"))),
            has_slots=Exists(SlotOffer.objects.open().filter(store=OuterRef("store"))),
        )
        .first()
    )
    told = list(_messages(conversation, now))
    if case is None:
        return _not_open_yet(conversation, told)
    leading = leading_of(case)
    promises = list(Promise.objects.filter(case=case).order_by("due_at"))
    events = list(CaseEvent.objects.filter(case=case, kind__in=SHOWN).order_by("seq"))
    quotes = quotes_of(case, now=now, leading=leading) if getattr(case, "has_quotes", False) else ()
    visit = visit_of(case, now=now) if getattr(case, "has_visits", False) else None
    is_asked = bool(quotes) and waits_for_quote(quotes[0], case, events)
    return CustomerTimeline(
        case_id=case.pk,
        reference=case.reference,
        state=CaseState(case.state),
        standing=words.QUOTED if is_asked else standing_of(case, leading),
        team=case.department.name if case.department else "",
        store=case.store.name if case.store else "",
        store_code=case.store.code if case.store else "",
        next=_next(case, promises, now, is_quoted=is_asked),
        promises=tuple(_promised(promise, now) for promise in promises if promise.is_open),
        entries=_entries(told, events, promises),
        quotes=quotes,
        visit=visit,
        is_anonymous=case.customer_id is None,
        place=place_of(f"intake:{case.submission.raw_id}", "intake.received"),
        rights=_rights(case, leading or case, events, visit, now),
    )


def _not_open_yet(conversation: Conversation, told: list[Message]) -> CustomerTimeline:
    return CustomerTimeline(
        case_id=None,
        reference=conversation.reference,
        state=CaseState.RECEIVED,
        standing=words.STANDINGS[CaseState.RECEIVED],
        entries=_entries(told, [], []),
        is_anonymous=conversation.customer_id is None,
    )


def _messages(conversation: Conversation, now: datetime) -> Iterator[Message]:
    yield from (
        Message.objects.told(now)
        .filter(conversation=conversation, is_automatic=False, is_bounce=False)
        .order_by("happened_at", "pk")
        .prefetch_related("attachments")
    )


def standing_of(case: Case, leading: Case | None = None) -> Standing:
    """Say where a case stands, in its customer's words; `leading` is the one it was merged into."""
    state = CaseState(case.state)
    if state == CaseState.WAITING:
        return words.WAITING[WaitingReason(case.waiting_reason)]
    if state == CaseState.CLOSED:
        return words.OUTCOMES[Outcome(case.outcome)]
    if leading is not None:
        # Its own words, the other's progress; whether that one is confirmed is that customer's word.
        return replace(
            words.STANDINGS[state],
            step=min(standing_of(leading).step or words.SOLVING, words.SOLVED),
        )
    return words.STANDINGS[state]


def _rights(
    case: Case, worked_on: Case, events: Sequence[CaseEvent], visit: Visit | None, now: datetime
) -> Rights:
    state = CaseState(case.state)
    is_booked, has_slots = visit is not None and visit.is_booked, getattr(case, "has_slots", False)
    until = case.closed_at + timedelta(days=settings.REOPEN_GRACE_DAYS) if case.closed_at else None
    return Rights(
        may_confirm=state == CaseState.VERIFYING,
        may_object=state in (CaseState.RESOLVED, CaseState.VERIFYING)
        or (until is not None and now <= until),
        object_until=until,
        is_past_grace=until is not None and now > until,
        may_withdraw=state in WITHDRAWABLE,
        may_visit=state in WITHDRAWABLE and not is_booked,
        may_book=has_slots and state in UNFINISHED and not is_booked,
        may_ask_up=may_ask_up(worked_on, events),
    )


def _next(
    case: Case, promises: Sequence[Promise], now: datetime, *, is_quoted: bool = False
) -> Next | None:
    """A promise of ours comes before a limit: it is what was said to this customer."""
    if case.state in FINISHED:
        return None
    if case.state == CaseState.WAITING and case.waiting_reason == WaitingReason.CUSTOMER:
        kind: NextKind = "your_decision" if is_quoted else "your_answer"
        return Next(kind=kind, due_at=case.resume_by) if case.resume_by else None
    open_ones = [promise for promise in promises if promise.is_open]
    if open_ones:
        return _promised(open_ones[0], now)
    cycle = (
        ClockCycle.objects.running()
        .filter(case=case, clock__in=_clocks(case), due_at__isnull=False, paused_since=None)
        .order_by("due_at")
        .first()
    )
    if cycle is None or cycle.due_at is None:
        return None
    return Next(kind=NEXT_BY_CLOCK[cycle.clock], due_at=cycle.due_at, is_late=cycle.due_at < now)


def told_next(case: Case, now: datetime) -> Next | None:
    """What the customer's page says of the next step, for whoever writes to them."""
    return _next(case, list(Promise.objects.filter(case=case).order_by("due_at")), now)


def _clocks(case: Case) -> list[str]:
    is_solved = case.state in (CaseState.RESOLVED, CaseState.VERIFYING)
    return [clock for clock in NEXT_BY_CLOCK if (clock == ClockKind.VERIFY) == is_solved]


def _promised(promise: Promise, now: datetime) -> Next:
    return Next(
        kind="promise", due_at=promise.due_at, text=promise.text, is_late=promise.due_at < now
    )


@dataclass(slots=True)
class _About:
    """What the events say of the messages and promises they are about."""

    how: dict[int, str] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    promised: dict[str, str] = field(default_factory=dict)


SHOWN = [
    *words.TITLES, EventKind.ANSWERED, EventKind.RESOLUTION_UNDONE, EventKind.ANSWER_TAKEN_BACK,
]  # fmt: skip


def _entries(
    messages: Sequence[Message], events: Sequence[CaseEvent], promises: Sequence[Promise]
) -> tuple[Entry, ...]:
    """Put what was said and what was done into one line, oldest first."""
    about = _about(events, promises)
    said = [
        _said(message, is_first=number == 0, about=about) for number, message in enumerate(messages)
    ]
    done = [
        _told(event, about)
        for event in events
        if event.kind in words.TITLES and event.pk not in about.undone and _is_shown(event)
    ]
    return tuple(sorted([*said, *done], key=lambda entry: entry.at))


def _told(event: CaseEvent, about: _About) -> Entry:
    if event.kind in QUOTE_TITLES:
        return told_of_quote(event)
    if event.kind in TOLD:
        return told_of_booking(event)
    if event.kind in PROMISE_TITLES or "promise" in event.facts:
        return told_of_promise(event, about.promised)
    return _done(event, about)


def _about(events: Sequence[CaseEvent], promises: Sequence[Promise]) -> _About:
    about = _About(promised={str(promise.pk): promise.text for promise in promises})
    solved: list[int] = []
    for event in events:
        if event.message_id is not None and event.kind == EventKind.ANSWERED:
            about.how[event.message_id] = str(event.facts.get("how", ""))
        if _is_of_solving(event):
            solved.append(event.pk)
        if event.kind == EventKind.REOPENED:
            solved.clear()
        if event.kind == EventKind.RESOLUTION_UNDONE:
            # A slip that was taken back at once: as if it had not been said.
            about.undone.update(solved)
            solved.clear()
        if event.kind == EventKind.ANSWER_TAKEN_BACK:
            # Nor did the case wait for what was never asked.
            gone = set(event.facts.get("takes_back", ()))
            about.undone.update(one.pk for one in events if one.seq in gone)
    return about


def _is_of_solving(event: CaseEvent) -> bool:
    """Whether a slip takes it back with the solving; a remedy noted by itself says its cost, and stays."""
    if event.kind == EventKind.REMEDIED:
        return "remedy_cost" not in event.facts
    return event.kind in (EventKind.RESOLVED, EventKind.VERIFYING_BEGAN)


def _is_shown(event: CaseEvent) -> bool:
    """A case that another was joined with tells its customer neither of that other nor of its quotes.

    Nor is waiting for a quote told beside the quote, or that it went on beside the answer.
    """
    if event.kind == EventKind.WAITING_BEGAN:
        return "quote" not in event.facts
    if event.kind == EventKind.WAITING_ENDED:
        return event.facts.get("cause") not in ANSWERED_CAUSES
    if event.kind == EventKind.NOTING_TAKEN_BACK:
        # Of a decision or a visit they were not told.
        return event.facts.get("noted") in words.TITLES
    is_of_another = "absorbed" in event.facts
    is_merge = event.kind in (EventKind.MERGED, EventKind.UNMERGED)
    return bool(event.went_to) if is_merge else not is_of_another


def _said(message: Message, *, is_first: bool, about: _About) -> Entry:
    files = tuple(
        CustomerFile(
            pk=one.pk, name=one.name, size=one.size, is_kept=one.is_kept, length=one.length,
            is_safe_picture=one.is_safe_picture, is_playable=one.is_playable,
            is_turned=one.is_turned, problem_text=one.problem_text,
        )
        for one in message.attachments.all()
    )  # fmt: skip
    if message.direction == Direction.INBOUND:
        title: Words = words.YOU_TOLD_US if is_first else words.YOU_WROTE
        text = str(words.YOU_TOOK_BACK) if message.taken_back_at else message.text
        return Entry(at=message.happened_at, kind="customer", title=title, text=text, files=files)
    how = about.how.get(message.pk, "")
    title = words.TOLD_TITLES.get(how, words.TOLD_TITLES["message"])
    return Entry(at=message.happened_at, kind="staff", title=title, text=message.text, files=files)


# Where an event carries what was said to the customer.
OUR_WORDS = {EventKind.RESOLVED: "decision_text", EventKind.REJECTED: "reason"}


def _done(event: CaseEvent, about: _About) -> Entry:
    kind = EventKind(event.kind)
    entry = Entry(at=event.happened_at, kind="system", title=words.TITLES[kind])
    match kind:
        case EventKind.WAITING_BEGAN:
            reason = str(event.facts.get("waiting_reason", ""))
            # What an answer asked stands above, in the answer itself.
            is_asked_here = reason == WaitingReason.CUSTOMER and event.message_id is None
            asked = str(event.facts["asked_what"]) if is_asked_here else ""
            title = words.WAITING_TITLES.get(reason, entry.title)
            return replace(entry, title=title, text=asked, kind="staff" if asked else "system")
        case EventKind.RESOLVED | EventKind.REJECTED:
            return replace(entry, kind="staff", text=str(event.facts.get(OUR_WORDS[kind], "")))
        case EventKind.CLOSED:
            title = words.CLOSED_TITLES.get(str(event.facts.get("outcome", "")), entry.title)
            return replace(entry, title=title)
        case EventKind.REOPENED if event.by_customer:
            said = event.facts.get("what_is_missing") or event.facts.get("reason") or ""
            return replace(entry, kind="customer", title=words.NOT_SOLVED_TITLE, text=str(said))
        case EventKind.REMEDIED | EventKind.NOTING_TAKEN_BACK if (
            event.facts.get("remedy") in Remedy.values
        ):
            return replace(entry, text=str(Remedy(event.facts["remedy"]).label))
        case EventKind.DUPLICATE:
            return replace(entry, text=str(event.facts.get("duplicate_of", "")))
        case EventKind.ASKED_UP if event.by_customer:
            return replace(entry, kind="customer", text=str(event.facts.get("reason", "")))
        case EventKind.WITHDRAWN if event.by_customer:
            return replace(entry, kind="customer", text=str(event.facts.get("reason", "")))
        case _:
            return entry
