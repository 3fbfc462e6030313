"""Escalating: raise a case to a named role, acknowledge it, step it down with a reason."""

from datetime import datetime, timedelta

from django.db import transaction

from cases.errors import AlreadyDone, MissingFacts
from cases.kinds import EventKind
from cases.models import Case, Escalation
from cases.rules import owning
from cases.rules.changing import Change, changing
from channels.rules import delivery
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Ability, Role

# The ladder (case-lifecycle): agent, department head, expert consultation, management.
LADDER = {1: Role.DEPARTMENT_HEAD, 2: Role.SPECIALIST, 3: Role.MANAGER}
TOP = max(LADDER)
ACKNOWLEDGE_WITHIN = timedelta(hours=4)


def raise_level(
    change: Change, *, cause: Escalation.Cause, reason: str = "", new_owner: bool = False
) -> Escalation:
    """Raise the locked case one level and tell whoever holds that role; at the top it stays there."""
    case = change.case
    case.level = min(case.level + 1, TOP)
    role = LADDER[case.level]
    assignee = holder_of(role, case)
    escalation = Escalation.objects.create(
        case=case, level=case.level, role=role, assignee=assignee, cause=cause, reason=reason,
        raised_at=change.now, acknowledge_by=change.now + ACKNOWLEDGE_WITHIN,
    )  # fmt: skip
    change.happened(
        EventKind.ESCALATED,
        facts={"level": case.level, "role": role, "cause": cause, "reason": reason},
    )
    if assignee is not None:
        if new_owner or case.owner_id is None:
            owning.give(change, assignee.pk, reason="escalated")
        tell_staff(change, assignee, "staff_escalated", number=escalation.pk, reason=reason)
    return escalation


def successor(case: Case) -> User | None:
    """Find who answers for a case whose owner has left: an agent, supervisor, head or manager of it."""
    roles = (Role.AGENT, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.MANAGER)
    return next((found for role in roles if (found := holder_of(role, case)) is not None), None)


def holder_of(role: Role, case: Case) -> User | None:
    """Find who holds a role for this case: its department, store, region, or the whole chain, in this order.

    Of several, the one with the fewest open cases; None where nobody is posted.
    """
    posts = (
        Posting.objects.current()
        .filter(role=role, user__is_active=True)
        .reaching(store=case.store, department_id=case.department_id)
        .select_related("user")
    )
    ranked = sorted(posts, key=lambda post: (_distance(post), _load(post.user_id), post.user_id))
    return ranked[0].user if ranked else None


def _distance(post: Posting) -> int:
    return 0 if post.department_id else 1 if post.store_id else 2 if post.region_id else 3


def _load(user_id: int) -> int:
    return Case.objects.unfinished().filter(owner=user_id).count()


def tell_staff(
    change: Change, person: User, template: str, *, number: int, **context: object
) -> None:
    """Put a notice to a colleague into the outbox, once for each `number`."""
    case = change.case
    delivery.enqueue(
        template=template,
        dedup_key=f"case:{case.pk}:{template}:{person.pk}:{number}",
        language=person.language or "zh-hant",
        now=change.now,
        recipient=person,
        context={"case_id": case.pk, "reference": case.reference, "title": case.title, **context},
    )


def escalate(
    case_id: int, *, reason: str, actor: User | None, now: datetime, version: int | None = None,
    by_customer: bool = False,
) -> Case:  # fmt: skip
    """Raise a case on request, with a reason. Raises AlreadyDone where the case is finished."""
    if not by_customer and (actor is None or not actor.can(Ability.WORK_CASES)):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names="reason")
    with changing(
        case_id, actor=actor, now=now, version=version, by_customer=by_customer
    ) as change:
        if change.case.is_finished:
            raise AlreadyDone
        raise_level(change, cause=Escalation.Cause.REQUEST, reason=reason)
    return change.case


@transaction.atomic
def acknowledge(escalation_id: int, *, actor: User, now: datetime) -> Escalation:
    """Say that somebody of that role has seen it."""
    escalation = Escalation.objects.select_for_update().get(pk=escalation_id)
    if not (actor.pk == escalation.assignee_id or actor.can(Ability.SUPERVISE)):
        raise NotAllowed
    escalation.acknowledged_at = escalation.acknowledged_at or now
    escalation.save(update_fields=["acknowledged_at"])
    return escalation


def step_down(escalation_id: int, *, reason: str, actor: User, now: datetime) -> Escalation:
    """Bring a case a level down again. Raises MissingFacts without a reason, AlreadyDone if done before."""
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names="reason")
    case_id = Escalation.objects.values_list("case", flat=True).get(pk=escalation_id)
    with changing(case_id, actor=actor, now=now) as change:
        escalation = Escalation.objects.get(pk=escalation_id)
        if escalation.stepped_down_at is not None:
            raise AlreadyDone
        change.case.level = max(change.case.level - 1, 0)
        change.happened(
            EventKind.STEPPED_DOWN, facts={"level": change.case.level, "reason": reason}
        )
        escalation.stepped_down_at, escalation.step_down_reason = now, reason
        escalation.save(update_fields=["stepped_down_at", "step_down_reason"])
    return escalation
