"""How much time is left on a limit, and how that is said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.models import Case, ClockCycle, WorkOrder
from cases.models.case import DUE_SOON
from cases.states import CaseState, WaitingReason

Standing = Literal["ok", "soon", "overdue", "paused", "met", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit as a badge shows it."""

    standing: Standing
    words: str
    due_at: datetime | None = None


def limit_of_case(case: Case, now: datetime) -> Limit | None:
    """The case's next limit; what it waits for where all limits rest; None where none runs."""
    return next_limit(
        state=case.state,
        next_due_at=case.next_due_at,
        waiting_reason=case.waiting_reason,
        now=now,
    )


def next_limit(
    *, state: str, next_due_at: datetime | None, waiting_reason: str, now: datetime
) -> Limit | None:
    """As limit_of_case, from the columns that a list has."""
    if next_due_at is not None:
        return _running(next_due_at, now)
    if state == CaseState.WAITING and waiting_reason:
        return Limit(standing="paused", words=str(WaitingReason(waiting_reason).label))
    return None


def limit_of_cycle(cycle: ClockCycle, now: datetime) -> Limit | None:
    """How one limit stands; None where it was cancelled."""
    missed = cycle.breached_at is not None and not cycle.is_excused
    if cycle.met_at is not None:
        return Limit(standing="missed" if missed else "met", words="", due_at=cycle.due_at)
    if cycle.cancelled_at is not None:
        return None
    if cycle.due_at is None:
        return Limit(standing="paused", words="")
    return _running(cycle.due_at, now)


def limit_of_order(order: WorkOrder, now: datetime) -> Limit | None:
    """How a department stands with a work order; None where it has no limit, or none runs any more."""
    return _running(order.due_at, now) if order.is_open and order.due_at else None


def _running(due_at: datetime, now: datetime) -> Limit:
    standing: Standing = "overdue" if due_at < now else "soon" if due_at < now + DUE_SOON else "ok"
    return Limit(standing=standing, words=time_left(due_at - now), due_at=due_at)


def time_left(left: timedelta) -> str:
    """Say a time in its two largest units, with a minus where it has passed: "1 h 20 min", "−12 min"."""
    minutes = int(abs(left.total_seconds()) // 60)
    words = _time_in_words(get_language() or "", minutes)
    return f"−{words}" if left < timedelta() else words


@lru_cache(maxsize=4096)
def _time_in_words(language: str, minutes: int) -> str:
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        parts = [ngettext("%(n)s day", "%(n)s days", days) % {"n": days}]
        parts += [_("%(n)s h") % {"n": hours}] if hours else []
    elif hours:
        parts = [_("%(n)s h") % {"n": hours}]
        parts += [_("%(n)s min") % {"n": rest}] if rest else []
    else:
        parts = [_("%(n)s min") % {"n": rest}]
    return " ".join(parts)
