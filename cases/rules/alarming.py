"""Alarming: sweep the limits that are due, tell warnings and breaches once, and escalate the first breach."""

from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case, ClockCycle, Notice
from cases.models.case import reference_of
from cases.models.escalation import Escalation
from cases.rules import clocking, escalating
from cases.rules.changing import Change, finish
from cases.sla.cycles import Notice as DueNotice
from cases.sla.notices import notices
from cases.states import UNFINISHED
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

BREACH = 100
# Shares below half of a limit are for queues to show, not for mails.
TELL_FROM = 80
RINGING = Sweep(
    code="cases.ring", title=_("Tell of a time limit that is near or missed"), label=reference_of
)


def sweep_alarms(*, now: datetime, limit: int = 200) -> int:
    """Look at the cases whose next alarm is due, and count them. Costs what is due, not what is open."""
    due = (
        ClockCycle.objects.filter(alarm_at__lte=now)
        .exclude(case_id__in=stuck(RINGING))
        .order_by("alarm_at")
        .values_list("case_id", flat=True)[:limit]
    )
    return one_by_one(RINGING, dict.fromkeys(due), partial(ring, now=now), now=now)


@transaction.atomic
def ring(case_id: int, *, now: datetime) -> bool:
    """Tell what is due on one case; False where another sweep has it."""
    case = Case.objects.select_for_update(skip_locked=True).filter(pk=case_id).first()
    if case is None:
        return False
    events = clocking.history_of(case)
    change = Change(case=case, actor=None, now=now)
    cycles = clocking.folded(events, now=now)
    stored = case.cycles.values_list("clock", "number", "pk", "due_at")
    rows = {(clock, number): _Row(pk, due_at) for clock, number, pk, due_at in stored}
    told = set(
        Notice.objects.filter(cycle__case=case).values_list(
            "cycle__clock", "cycle__number", "level"
        )
    )
    due = [
        (one, rows[key]) for one in notices(cycles, now, told=told) if (key := _key(one)) in rows
    ]
    Notice.objects.bulk_create(
        Notice(cycle_id=row.pk, level=one.level, true_at=one.at, told_at=now) for one, row in due
    )
    for one, row in due:
        _tell(change, one, row)
    if change.events:
        finish(change, earlier=events)
    else:
        # Nothing to say aloud: the next alarm moves on, and a pause that ended by itself has a limit again.
        clocking.refold(case, events, now=now)
        case.save(update_fields=["next_due_at"])
    return True


class _Row(NamedTuple):
    """What a notice needs to know of the stored cycle."""

    pk: int
    due_at: datetime | None


def _key(due: DueNotice) -> tuple[str, int]:
    return due.clock.value, due.cycle


def _tell(change: Change, due: DueNotice, row: _Row) -> None:
    if due.level < TELL_FROM:
        return
    kind = EventKind.WARNED if due.level < BREACH else EventKind.BREACHED
    facts = {
        "clock": due.clock.value,
        "cycle": due.cycle,
        "level": due.level,
        "true_at": due.at.isoformat(),
    }
    change.happened(kind, facts=facts)
    owner = change.case.owner
    if owner is not None:
        template = "staff_limit_warning" if due.level < BREACH else "staff_limit_missed"
        escalating.tell_staff(
            change, owner, template, number=row.pk * 1000 + due.level, clock=due.clock.value,
            due_at=row.due_at.isoformat() if row.due_at else "",
        )  # fmt: skip
    if due.level == BREACH and change.case.level == 0 and change.case.state in UNFINISHED:
        escalating.raise_level(change, cause=Escalation.Cause.BREACH, reason=due.clock.value)
