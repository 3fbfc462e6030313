"""Closing the loop: verifying, closing with evidence, and re-opening when it is not solved."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from cases.errors import (
    AlreadyDone,
    CanBeAsked,
    CustomerWrote,
    GraceOver,
    IllegalMove,
    MissingFacts,
    NotEnoughAttempts,
)
from cases.kinds import EventKind
from cases.measures.assignment.matching import ranking_for
from cases.measures.assignment.presence import Presence
from cases.measures.case_page.written_since import written_since_solved
from cases.measures.queues.owed import owed_to_merged
from cases.models import Case
from cases.models.escalation import Escalation
from cases.rules.appointments import booking
from cases.rules.changes import forwarding, owning, telling
from cases.rules.changes.changing import Change, changing
from cases.rules.escalation import escalating
from cases.rules.lifecycle.guarding import step_of
from cases.rules.lifecycle.moving import move
from cases.states import CaseState, Outcome
from channels.models import ContactPoint, Submission
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# Outcomes of a talk with the customer: what they wrote before it is answered by it.
_SPOKEN = frozenset({Outcome.CONFIRMED, Outcome.DECLINED, Outcome.WITHDRAWN})
# Outcomes that say that there was nobody to hear.
_SILENT = frozenset({Outcome.UNREACHABLE, Outcome.NO_CONTACT})
ATTEMPTS, ATTEMPT_CHANNELS, ATTEMPT_DAY_PARTS = 3, 2, 2
# Ways of trying that leave something behind, which may carry a link.
IN_WRITING = frozenset({"email", "messenger"})


def grace() -> timedelta:
    """How long after closing a case is re-opened rather than followed by a new one."""
    return timedelta(days=settings.REOPEN_GRACE_DAYS)


def begin_verifying(case_id: int, *, follow_up_id: int, now: datetime) -> Case:
    """The system made a follow-up task; the case waits for the customer's word."""
    with changing(case_id, actor=None, now=now) as change:
        move(change, CaseState.VERIFYING, {"follow_up": follow_up_id})
    return change.case


def close_case(
    case_id: int,
    *,
    outcome: str,
    evidence: Mapping[str, object] | str,
    actor: User | None,
    now: datetime,
    version: int | None = None,
    by_customer: bool = False,
) -> Case:
    """Close with an outcome and its evidence.

    `evidence` of confirmed: contacted_at, solved (True), score if given; of unreachable: attempts, each
    with channel, day_part, tried_at, carried_link; of the others a statement. Raises NotEnoughAttempts,
    CanBeAsked for "no contact" where there is one, CustomerWrote where somebody called silent has written
    since, MissingFacts, and NotAllowed for a legal closing by anybody but a supervisor.
    """
    with changing(
        case_id, actor=actor, now=now, version=version, by_customer=by_customer
    ) as change:
        proof = {"statement": evidence} if isinstance(evidence, str) else dict(evidence)
        _require_evidence(change, outcome, proof)
        move(change, CaseState.CLOSED, {"outcome": outcome, "evidence": proof})
        change.case.outcome, change.case.closed_at = outcome, now
        if outcome in _SPOKEN:
            change.case.unanswered_since = owed_to_merged(change.case.pk)
        # Nobody is asked to confirm what is closed; a decision that they have not read comes along.
        is_untold = telling.hold_back(change, "resolved", number=change.case.resolution_number)
        decision = change.case.decision_text if is_untold else None
        telling.tell(change, "closed", outcome=outcome, decision=decision)
    return change.case


def _require_evidence(change: Change, outcome: str, proof: Mapping[str, object]) -> None:
    match outcome:
        case Outcome.CONFIRMED:
            if proof.get("solved") is not True or not proof.get("contacted_at"):
                raise MissingFacts(names=_("when the customer was asked, and that they said yes"))
        case Outcome.UNREACHABLE:
            _require_attempts(proof.get("attempts"))
        case Outcome.LEGAL:
            actor = change.actor
            if actor is None or not actor.can(Ability.SUPERVISE):
                raise NotAllowed
        case Outcome.NO_CONTACT:
            if _can_be_asked(change.case):
                raise CanBeAsked
    if outcome not in (Outcome.CONFIRMED, Outcome.UNREACHABLE) and not proof.get("statement"):
        raise MissingFacts(names=_("Evidence"))
    if outcome in _SILENT and written_since_solved(change.case).exists():
        raise CustomerWrote


def _can_be_asked(case: Case) -> bool:
    """Whether the customer left a contact that still works."""
    told = Submission.objects.filter(pk=case.submission_id).values("conversation")
    points = ContactPoint.objects.usable_in(told).filter(
        customer=case.customer_id, customer__isnull=False, value_sealed__isnull=False,
        bounced_at=None,
    )  # fmt: skip
    return points.exists()


def _require_attempts(attempts: object) -> None:
    """At least three attempts, by two channels, in two parts of the day; the last message had a link."""
    tries = [one for one in attempts if isinstance(one, dict)] if isinstance(attempts, list) else []
    if len(tries) < ATTEMPTS:
        raise NotEnoughAttempts(why=_("%(n)d of 3 attempts") % {"n": len(tries)})
    if len({one["channel"] for one in tries}) < ATTEMPT_CHANNELS:
        raise NotEnoughAttempts(why=_("only one channel was tried"))
    if len({one["day_part"] for one in tries}) < ATTEMPT_DAY_PARTS:
        raise NotEnoughAttempts(why=_("only one part of the day was tried"))
    messages = [one for one in tries if one["channel"] in IN_WRITING]
    if not messages or not messages[-1].get("carried_link"):
        raise NotEnoughAttempts(why=_("no message with a link to re-open was sent"))


def not_solved(
    case_id: int,
    *,
    what_is_missing: str,
    actor: User | None,
    now: datetime,
    version: int | None = None,
    by_customer: bool = False,
) -> Case:
    """The customer says it is not solved: back to work one level higher, with fresh limits.

    The department head gets it from the first time on; on the third failure it also gets a new owner.
    """
    with changing(
        case_id, actor=actor, now=now, version=version, by_customer=by_customer
    ) as change:
        case = change.case
        facts = {"what_is_missing": what_is_missing, "cause": "not_verified"}
        move(change, CaseState.IN_PROGRESS, facts, kind=EventKind.REOPENED)
        case.failed_verifications += 1
        _work_again(change)
        escalating.raise_level(
            change, cause=Escalation.Cause.NOT_SOLVED, reason=what_is_missing,
            new_owner=case.failed_verifications >= 3,
        )  # fmt: skip
        telling.tell(change, "reopened")
    return change.case


def reopen_case(
    case_id: int,
    *,
    reason: str,
    actor: User | None,
    now: datetime,
    version: int | None = None,
    by_customer: bool = False,
) -> Case:
    """Re-open a solved or closed case. Raises GraceOver where it was closed too long ago."""
    with changing(
        case_id, actor=actor, now=now, version=version, by_customer=by_customer
    ) as change:
        case = change.case
        if case.closed_at is not None and now - case.closed_at > grace():
            raise GraceOver
        cause = "customer" if by_customer else "supervisor"
        move(
            change,
            CaseState.IN_PROGRESS,
            {"reason": reason, "cause": cause},
            kind=EventKind.REOPENED,
        )
        _work_again(change)
        if by_customer:
            escalating.raise_level(change, cause=Escalation.Cause.NOT_SOLVED, reason=reason)
        telling.tell(change, "reopened")
    return change.case


def _work_again(change: Change) -> None:
    """Hand a re-opened case to its last owner, and forget the resolution that did not hold."""
    case = change.case
    # Whoever was quicker than the time for undoing must not read afterwards that we think it solved.
    telling.hold_back(change, "resolved", number=case.resolution_number)
    forwarding.hold_back_others(change, number=case.resolution_number)
    last = case.resolver_id or case.owner_id
    case.resolver, case.resolved_at = None, None
    case.unanswered_since = case.unanswered_since or change.now
    if case.owner_id is None and last is not None:
        owning.give(change, last)
    if case.owner is None or not case.owner.is_active:
        # Whoever solved it has left: somebody must see that it is open again.
        best = ranking_for(case, Presence(now=change.now)).best
        if best is not None:
            owning.give(change, best.candidate.pk, reason="owner_left", why=best.reasons)
        elif change.actor is not None:
            owning.give(change, change.actor.pk, reason="owner_left")


def propose_rejection(
    case_id: int,
    *,
    reason: str,
    customer_told: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Ask a second person to reject feedback that is none; nothing happens until they agree.

    Raises IllegalMove where the table knows no rejection any more, AlreadyDone where one is proposed.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not reason.strip() or not customer_told.strip():
        raise MissingFacts(names=_("Reason"))
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if step_of(change.case, CaseState.REJECTED).verb != "reject":
            came_from = CaseState(change.case.state)
            raise IllegalMove(came_from=came_from.label, to=CaseState.REJECTED.label)
        if change.case.rejection_proposed_by_id is not None:
            raise AlreadyDone
        forwarding.require_none_under(change.case)
        change.case.rejection_proposed_by, change.case.rejection_reason = actor, reason
        change.happened(
            EventKind.REJECTION_PROPOSED, facts={"reason": reason, "customer_told": customer_told}
        )
    return change.case


def confirm_rejection(
    case_id: int, *, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Agree as the second person: the case is rejected and the customer is told why.

    Raises LeadsOthers where somebody else's case was merged into it since it was proposed.
    """
    with changing(case_id, actor=actor, now=now, version=version) as change:
        forwarding.require_none_under(change.case)
        proposed = (
            change.case.events.filter(kind=EventKind.REJECTION_PROPOSED).order_by("-seq").first()
        )
        facts = (
            {}
            if proposed is None
            else {key: proposed.facts[key] for key in ("reason", "customer_told")}
        )
        move(change, CaseState.REJECTED, facts)
        owning.release(change)
        telling.tell(change, "rejected", reason=change.case.rejection_reason)
        booking.end_with_case(change)
    return change.case


def decline_rejection(
    case_id: int, *, reason: str, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Disagree as the second person: the case is worked on.

    Raises MissingFacts without a reason, which whoever proposed it reads, AlreadyDone without a proposal.
    """
    if not actor.can(Ability.CONFIRM_REJECTION):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if change.case.rejection_proposed_by_id is None:
            raise AlreadyDone
        change.case.rejection_proposed_by, change.case.rejection_reason = None, ""
        change.happened(EventKind.CORRECTION, facts={"rejection_declined": reason})
    return change.case
