"""The life of a case: the one writer of its state, and the verbs of the table of moves.

Every verb takes the case's id, who acts, and the time; each raises IllegalMove, NotAllowed, SamePerson,
MissingFacts, WrongFact or StaleCase and then has changed nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.dateparse import parse_datetime

from cases.errors import IllegalMove, TooLate
from cases.kinds import EventKind
from cases.measures.case_page.remedies import CARRIED_OUT, noted_remedies
from cases.models import Case
from cases.rules.categories import categorising, labelling
from cases.rules.changes import forwarding, owning, telling
from cases.rules.changes.changing import Change, changing
from cases.rules.lifecycle import repeating, undoing
from cases.rules.lifecycle.guarding import check_facts, facts_of, require_entitled, step_of
from cases.states import CALLED_OFF, CaseState, WaitingReason
from channels.models import Conversation, Message
from channels.rules.answers import writing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User

# As long as a limit's own name for what it is about.
_MOST_OF_A_NAME = 40

_KIND = {
    CaseState.TRIAGED: EventKind.TRIAGED,
    CaseState.WAITING: EventKind.WAITING_BEGAN,
    CaseState.RESOLVED: EventKind.RESOLVED,
    CaseState.VERIFYING: EventKind.VERIFYING_BEGAN,
    CaseState.CLOSED: EventKind.CLOSED,
    CaseState.MERGED: EventKind.MERGED,
    CaseState.DUPLICATE: EventKind.DUPLICATE,
    CaseState.REJECTED: EventKind.REJECTED,
    CaseState.WITHDRAWN: EventKind.WITHDRAWN,
}
# Steps of rules that put back what they took away; no other verb passes where the table has these.
_ONLY_AS = {
    "unmerge": EventKind.UNMERGED,
    "spam": EventKind.SPAM,
    "not_spam": EventKind.NOT_SPAM,
}
_KIND_INTO_PROGRESS = {
    CaseState.TRIAGED: EventKind.STARTED,
    CaseState.WAITING: EventKind.WAITING_ENDED,
}


def move(
    change: Change,
    to: CaseState,
    facts: Mapping[str, object],
    *,
    kind: EventKind | None = None,
    is_entitled: bool = False,
) -> dict[str, object]:
    """Take the locked case one step along the table; the only place that assigns a state.

    Returns the checked facts, which also stand in the event. `is_entitled` is for callers that checked a
    stricter condition of their own.
    """
    case = change.case
    came_from = CaseState(case.state)
    step = step_of(case, to)
    if not is_entitled:
        require_entitled(case, step, change.actor, by_customer=change.by_customer)
    checked = check_facts(facts_of(case, step), facts, now=change.now)
    if kind != _ONLY_AS.get(step.verb, kind):
        raise IllegalMove(came_from=came_from.label, to=to.label)
    case.state = to
    told = {**attributes(case), **categorising.named(case)} if to == CaseState.TRIAGED else {}
    if came_from == CaseState.WAITING and to == CaseState.IN_PROGRESS:
        is_word_of_colleague = change.actor is not None and not is_entitled
        if case.waiting_reason != WaitingReason.VENDOR or not is_word_of_colleague:
            # A date that came, a customer who wrote or answered a quote, and the end of another wait have
            # brought nothing from a supplier who was asked, now or before.
            told["vendor_owes"] = True
    _leave(case, came_from)
    change.happened(
        kind or _KIND.get(to) or _KIND_INTO_PROGRESS.get(came_from, EventKind.REOPENED),
        facts={**checked, **told},
        came_from=came_from,
        went_to=to,
    )
    return checked


def _leave(case: Case, came_from: CaseState) -> None:
    """Clear what belongs to the state just left; what a case called off still owed, it owes no more."""
    if case.state in CALLED_OFF:
        case.unanswered_since = None
    if came_from == CaseState.WAITING:
        case.waiting_reason, case.resume_by = "", None
    if came_from == CaseState.CLOSED:
        case.outcome, case.closed_at = "", None


def attributes(case: Case) -> dict[str, object]:
    """The attributes that choose time limits, as events carry them."""
    return {
        "class": case.klass, "category": case.category.code if case.category else "",
        "priority": case.priority, "store": str(case.store_id or ""), "tier": case.tier,
        "scheme": case.scheme,
    }  # fmt: skip


def start_case(
    case_id: int, *, owner_id: int, actor: User | None, now: datetime, version: int | None = None
) -> Case:
    """Begin work: one named owner."""
    with changing(case_id, actor=actor, now=now, version=version) as change:
        checked = move(change, CaseState.IN_PROGRESS, {"owner": owner_id})
        owning.give(change, int(str(checked["owner"])))
        telling.tell(change, "in_progress")
    return change.case


def wait_case(
    case_id: int,
    *,
    facts: Mapping[str, object],
    actor: User | None,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Let the case rest until an answer or a date; the customer is told when it waits for them."""
    with changing(case_id, actor=actor, now=now, version=version) as change:
        checked = begin_waiting(change, facts)
        if change.case.waiting_reason == WaitingReason.CUSTOMER:
            telling.tell(
                change, "waiting_for_you", asked=str(checked["asked_what"]),
                by=change.case.resume_by,
            )  # fmt: skip
    return change.case


def begin_waiting(
    change: Change, facts: Mapping[str, object], *, message: Message | None = None
) -> dict[str, object]:
    """Let the locked case rest; `message` is what asked for that which it waits for. Tells nobody."""
    checked = move(change, CaseState.WAITING, facts)
    change.case.waiting_reason = str(checked["waiting_reason"])
    change.case.resume_by = parse_datetime(str(checked["resume_by"]))
    event = change.events[-1]
    # The clocks read the reason, and which supplier, under the names that the fold knows.
    event.facts["reason"] = checked["waiting_reason"]
    if checked["waiting_reason"] == WaitingReason.VENDOR:
        event.facts["vendor"] = str(checked["asked_whom"]).strip()[:_MOST_OF_A_NAME]
    event.message = message
    return checked


def resume_case(
    case_id: int,
    *,
    cause: str,
    actor: User | None,
    now: datetime,
    version: int | None = None,
    by_customer: bool = False,
) -> Case:
    """Go on working: the answer came, or the date."""
    with changing(
        case_id, actor=actor, now=now, version=version, by_customer=by_customer
    ) as change:
        move(change, CaseState.IN_PROGRESS, {"cause": cause})
    return change.case


def resolve_case(
    case_id: int,
    *,
    facts: Mapping[str, object],
    actor: User,
    now: datetime,
    version: int | None = None,
    with_files: bool = False,
) -> Case:
    """Say that it is solved, with cause, action, remedy and the answer in the customer's words.

    `with_files`: what the actor has put beside the answer goes with its letter.
    """
    with changing(case_id, actor=actor, now=now, version=version) as change:
        case = change.case
        # By this the undoing of a slip finds all that it has to take back.
        mark = {"resolution": case.resolution_number + 1}
        remedy = facts.get("remedy")
        # Solving with one that is done, and not only said, meets the limit of L2, unless it was noted.
        if remedy in CARRIED_OUT and remedy not in {one.remedy for one in noted_remedies(case)}:
            change.happened(EventKind.REMEDIED, facts={"remedy": str(remedy), **mark})
        checked = move(change, CaseState.RESOLVED, facts)
        before = undoing.values_before(case)
        change.events[-1].facts.update(mark, before=before, no_remedy=True)
        case.resolver, case.resolved_at = actor, now
        case.resolution_number += 1
        case.root_cause, case.remedy = str(checked["root_cause"]), str(checked["remedy"])
        case.remedy_cost = int(str(checked["remedy_cost"]))
        case.decision_text = str(checked["decision_text"])
        case.unanswered_since = None
        case.first_answered_at = case.first_answered_at or now
        told = {} if checked["told_how"] in undoing.SAID else mark
        enclosed = _enclosed(case, actor, now) if with_files else None
        change.happened(
            EventKind.ANSWERED, facts={"human": True, "how": checked["told_how"], **told},
            message=enclosed,
        )  # fmt: skip
        repeating.link_repeat(change)
        labelling.kept(case, actor=actor, now=now)
        # Held back until the time for undoing is over, so that nobody is told what was a slip.
        telling.tell(
            change, "resolved", number=case.resolution_number, delay=undo_time(),
            message=enclosed, decision=case.decision_text,
        )  # fmt: skip
        forwarding.tell_others(change, number=case.resolution_number, delay=undo_time())
    return change.case


def _enclosed(case: Case, actor: User, now: datetime) -> Message | None:
    """The files that go with the answer, as a message without words: those are the decision's."""
    talk = Conversation.objects.get(submission=case.submission_id)
    return writing.enclose(talk, author=actor, now=now, hold=undo_time())


def undo_time() -> timedelta:
    """How long a resolution may be taken back as if it had not been."""
    return timedelta(seconds=settings.UNDO_SECONDS)


def undo_resolution(
    case_id: int, *, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Take back a slip within a few minutes: no re-opening is counted and no message goes out.

    Neither the remedy counts nor the answer that was not said yet: the customer waits as before. Raises
    TooLate after that, NotAllowed for anybody but the resolver.
    """
    with changing(case_id, actor=actor, now=now, version=version) as change:
        case = change.case
        if case.state not in (CaseState.RESOLVED, CaseState.VERIFYING):
            raise IllegalMove(came_from=CaseState(case.state).label, to=CaseState.IN_PROGRESS.label)
        if case.resolver_id != actor.pk:
            raise NotAllowed
        if case.resolved_at is None or now - case.resolved_at > undo_time():
            raise TooLate
        telling.hold_back(change, "resolved", number=case.resolution_number)
        forwarding.hold_back_others(change, number=case.resolution_number)
        facts = {"reason": "undone", "what_is_missing": "undone", **undoing.taken_back(case)}
        move(
            change, CaseState.IN_PROGRESS, facts, kind=EventKind.RESOLUTION_UNDONE, is_entitled=True
        )
        undoing.put_back(case, now=now)
        undoing.files_back(case, now=now)
        case.resolver, case.resolved_at = None, None
        case.root_cause, case.remedy, case.remedy_cost, case.decision_text = "", "", None, ""
    return change.case
