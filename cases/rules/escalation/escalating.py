"""Escalating: raise a case to a named role, acknowledge it, step it down with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.kinds import EventKind, ExpertRole
from cases.models import Case, Escalation
from cases.models.duty import TOP
from cases.rules.changes.changing import Change, changing
from cases.rules.escalation import consulting
from cases.rules.escalation.climbing import Roster
from cases.rules.escalation.raising import Raising
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def raise_level(
    change: Change, *, cause: Escalation.Cause, reason: str = "", new_owner: bool = False,
    level: int | None = None,
) -> Escalation:  # fmt: skip
    """Raise the locked case one level, or to `level`, and tell whoever holds that role; the top is the top.

    Where nobody does, or only somebody whom the customer names, it climbs on to somebody who is there, and
    its record names the role left out.
    """
    aim = min(level or change.case.level + 1, TOP)
    raising = Raising(roster=Roster(now=change.now), now=change.now)
    rung = raising.rung_for(aim, change.case)
    escalation = raising.place(change, rung, cause=cause, reason=reason, new_owner=new_owner)
    raising.write()
    return escalation


def escalate(
    case_id: int, *, reason: str, actor: User | None, now: datetime, version: int | None = None,
    by_customer: bool = False, level: int | None = None, asks_experts: bool = False,
    is_wish: bool = False,
) -> Case:  # fmt: skip
    """Raise a case on request, with a reason: to the next level, or to one above it that is named.

    `is_wish` says that its customer asked for it, to a colleague who writes it down: they see that it was
    done, and not the reason. `asks_experts` asks each of the expert roles for an opinion on the reason as
    well. Raises AlreadyDone where the case is finished, WrongFact where the level is not above where the
    case stands.
    """
    if not by_customer and (actor is None or not actor.can(Ability.WORK_CASES)):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=str(_("Reason")))
    with changing(
        case_id, actor=actor, now=now, version=version, by_customer=by_customer
    ) as change:
        if change.case.is_finished:
            raise AlreadyDone
        if level is not None and not change.case.level < level <= TOP:
            raise WrongFact(name=_("level"), value=level)
        if is_wish:
            change.happened(
                EventKind.ASKED_UP, facts={"reason": reason, "level": change.case.level}
            )
        cause = Escalation.Cause
        asked = cause.CUSTOMER if is_wish or by_customer else cause.REQUEST
        raise_level(change, cause=asked, reason=reason, level=level)
        if asks_experts:
            consulting.call_in(
                change, tuple(ExpertRole), question=reason,
                due_at=now + consulting.ANSWER_WITHIN,
            )  # fmt: skip
    return change.case


@transaction.atomic
def acknowledge(escalation_id: int, *, actor: User, now: datetime) -> Escalation:
    """Say that somebody of that role has seen it. Raises AlreadyDone where it was stepped down meanwhile."""
    escalation = Escalation.objects.select_for_update().get(pk=escalation_id)
    if not (actor.pk == escalation.assignee_id or actor.can(Ability.SUPERVISE)):
        raise NotAllowed
    if escalation.stepped_down_at is not None:
        raise AlreadyDone
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
    """Bring a case a level down again: whoever it was raised to may, or a supervisor.

    Raises MissingFacts without a reason, AlreadyDone if done before.
    """
    found = Escalation.objects.values("case", "assignee").get(pk=escalation_id)
    if actor.pk != found["assignee"] and not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=str(_("Reason")))
    with changing(found["case"], actor=actor, now=now) as change:
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
