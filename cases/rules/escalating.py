"""Escalating: raise a case to a named role, acknowledge it, step it down with a reason."""

from datetime import datetime

from django.db import transaction

from cases.errors import AlreadyDone, MissingFacts
from cases.kinds import EventKind
from cases.models import Case, Escalation
from cases.rules import owning
from cases.rules.changing import Change, changing
from cases.rules.climbing import TOP, Roster, Rung
from cases.rules.raising import context_of, drafted
from channels.rules import delivery
from channels.rules.enqueuing import staff_letter
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def raise_level(
    change: Change, *, cause: Escalation.Cause, reason: str = "", new_owner: bool = False
) -> Escalation:
    """Raise the locked case one level and tell whoever holds that role; at the top it stays there.

    Where nobody does, it climbs on to somebody who is there, and its record names the role left out.
    """
    rung = Roster(now=change.now).rung_for(min(change.case.level + 1, TOP), change.case)
    return place(change, rung, cause=cause, reason=reason, new_owner=new_owner)


def place(
    change: Change, rung: Rung, *, cause: Escalation.Cause, reason: str = "",
    new_owner: bool = False,
) -> Escalation:  # fmt: skip
    """Put the locked case on a rung, and tell whoever stands there."""
    case = change.case
    escalation = drafted(change, rung, cause=cause, reason=reason)
    escalation.save()
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
    letter = staff_letter(
        person, template, number=number, now=change.now, case_id=case.pk, not_before=at,
        context=context_of(case, **context),
    )  # fmt: skip
    delivery.enqueue(
        template=template, dedup_key=letter.dedup_key, language=letter.language, now=change.now,
        not_before=at, recipient=person, context=letter.context,
    )  # fmt: skip


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
    if escalation.acknowledged_at is None:
        escalation.acknowledged_at = now
        escalation.save(update_fields=["acknowledged_at"])
        entry = Entry(
            verb="escalation.acknowledged", subject=f"case:{escalation.case_id}",
            actor=name_of(actor), body={"escalation": escalation.pk, "level": escalation.level},
        )  # fmt: skip
        record([entry], now=now)
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
