"""Escalating: raise a case to a named role, acknowledge it, step it down with a reason."""

from datetime import datetime, timedelta

from django.db import transaction

from cases.errors import AlreadyDone, MissingFacts
from cases.kinds import EventKind
from cases.models import Case, Escalation
from cases.rules import owning
from cases.rules.changing import Change, changing
from cases.rules.climbing import TOP, rung_for
from channels.rules import delivery
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

ACKNOWLEDGE_WITHIN = timedelta(hours=4)


def raise_level(
    change: Change, *, cause: Escalation.Cause, reason: str = "", new_owner: bool = False
) -> Escalation:
    """Raise the locked case one level and tell whoever holds that role; at the top it stays there.

    Where nobody does, it climbs on to somebody who is there, and its record names the role left out.
    """
    case = change.case
    rung = rung_for(min(case.level + 1, TOP), case, now=change.now)
    case.level = rung.level
    escalation = Escalation.objects.create(
        case=case, level=rung.level, role=rung.role, instead_of=rung.instead_of or "",
        assignee=rung.person, cause=cause, reason=reason, raised_at=change.now,
        acknowledge_by=rung.tell_at + ACKNOWLEDGE_WITHIN,
    )  # fmt: skip
    facts = {"level": rung.level, "role": rung.role, "cause": cause, "reason": reason}
    if rung.instead_of is not None:
        facts["instead_of"] = rung.instead_of
    if rung.person is None:
        facts["nobody"] = True
    change.happened(EventKind.ESCALATED, facts=facts)
    if rung.person is not None:
        if (new_owner or case.owner_id is None) and rung.person.can(Ability.WORK_CASES):
            owning.give(change, rung.person.pk, reason="escalated")
        tell_staff(
            change, rung.person, "staff_escalated", number=escalation.pk, at=rung.tell_at,
            reason=reason,
        )  # fmt: skip
    return escalation


def tell_staff(
    change: Change, person: User, template: str, *, number: int, at: datetime | None = None,
    **context: object,
) -> None:  # fmt: skip
    """Put a notice to a colleague into the outbox, once for each `number`; not before `at`."""
    case = change.case
    delivery.enqueue(
        template=template,
        dedup_key=f"case:{case.pk}:{template}:{person.pk}:{number}",
        language=person.language or "zh-hant",
        now=change.now,
        not_before=at,
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
