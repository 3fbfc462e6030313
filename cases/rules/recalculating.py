"""Recalculating: carry a change of the rules of time through to the open cases that run on them.

Only on purpose: a person sees what would move (`previewing`) and asks. It is done in passes, so that ten
thousand cases keep nobody waiting; each case is a transaction of its own, and a case that cannot be done is
put aside by itself.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case, ClockCycle, Recalculation
from cases.models.case import reference_of
from cases.rules.changing import changing
from cases.rules.previewing import differing_by_policy
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import BusinessCalendar, StoreClosure, User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget
from feedback_site.sweeping.rules.isolating import one_by_one, spared
from feedback_site.sweeping.sweeps import Sweep

Cause = Recalculation.Cause
MOVING_CALENDARS = Sweep(
    code="cases.recalculate", title=_("Recompute limits after a change of working times"),
    label=reference_of,
)  # fmt: skip
MOVING_POLICIES = Sweep(
    code="cases.adopt_policy", title=_("Recompute limits after a change of time limits"),
    label=reference_of,
)  # fmt: skip


def running_on(codes: Iterable[str]) -> list[int]:
    """The open cases with a limit that still runs on one of these calendars."""
    running = ClockCycle.objects.running().filter(calendar__in=list(codes))
    return list(running.order_by("case_id").values_list("case_id", flat=True).distinct())


def codes_of(calendar: BusinessCalendar) -> list[str]:
    """The calendar's own code, and those of its stores."""
    stores = calendar.stores.values_list("pk", flat=True)
    return [calendar.code, *(f"store:{pk}" for pk in stores)]


def calendar_changed(
    calendar: BusinessCalendar, *, actor: User | None, now: datetime, reason: str = ""
) -> Recalculation:
    """Let every open case on this calendar follow the edition in force."""
    case_ids = running_on(codes_of(calendar))
    return _ask(Cause.CALENDAR, calendar.code, case_ids, reason=reason, actor=actor, now=now)


def store_shut(closure: StoreClosure, *, actor: User | None, now: datetime) -> Recalculation:
    """Let every open case on this store's hours follow a closure, or its end."""
    case_ids = running_on([f"store:{closure.store_id}"])
    return _ask(
        Cause.CLOSURE, closure.store.code, case_ids, reason=closure.reason, actor=actor, now=now
    )


def adopt_policies(*, code: str, reason: str, actor: User, now: datetime) -> Recalculation:
    """Let open cases go on by the policies in force; those whose limits stay the same are left alone.

    Raises NotAllowed for anybody who may not manage settings.
    """
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed
    forget()
    case_ids = differing_by_policy(now=now)
    return _ask(Cause.POLICY, code, case_ids, reason=reason, actor=actor, now=now)


@transaction.atomic
def _ask(
    cause: Cause, subject: str, case_ids: list[int], *, reason: str, actor: User | None,
    now: datetime,
) -> Recalculation:  # fmt: skip
    forget()
    asked = Recalculation.objects.create(
        cause=cause, subject=subject, reason=reason[:200], asked_by=actor, asked_at=now,
        cases=len(case_ids), remaining=case_ids, finished_at=None if case_ids else now,
    )  # fmt: skip
    entry = Entry(
        verb="limits.recalculated", subject=f"recalculation:{asked.pk}", actor=name_of(actor),
        body={"cause": cause, "of": subject, "reason": reason, "cases": len(case_ids)},
    )  # fmt: skip
    record([entry], now=now)
    return asked


def go_on(recalculation_id: int, *, now: datetime, limit: int = 100) -> int:
    """Do the next cases of a recalculation, and count them; 0 where it is done or another has it."""
    with transaction.atomic():
        asked = (
            Recalculation.objects.select_for_update(skip_locked=True)
            .filter(pk=recalculation_id, finished_at=None)
            .first()
        )
        if asked is None:
            return 0
        batch, asked.remaining = asked.remaining[:limit], asked.remaining[limit:]
        sweep = MOVING_POLICIES if asked.cause == Cause.POLICY else MOVING_CALENDARS
        for case_id in batch:
            spared(sweep, case_id, partial(_DO[sweep.code], case_id, now=now), now=now)
        asked.finished_at = None if asked.remaining else now
        asked.save(update_fields=["remaining", "finished_at"])
    return len(batch)


def sweep_recalculations(*, now: datetime, limit: int = 100) -> int:
    """Go on with what was asked for and is not done, and try what was put aside."""
    again = sum(
        one_by_one(sweep, (), partial(_DO[sweep.code], now=now), now=now)
        for sweep in (MOVING_CALENDARS, MOVING_POLICIES)
    )
    waiting = Recalculation.objects.filter(finished_at=None).order_by("pk")
    first = waiting.values_list("pk", flat=True).first()
    return again + (go_on(first, now=now, limit=limit) if first is not None else 0)


def _follow_calendars(case_id: int, *, now: datetime) -> bool:
    return _note(case_id, EventKind.CALENDAR_CHANGED, now=now)


def _adopt_policies(case_id: int, *, now: datetime) -> bool:
    return _note(case_id, EventKind.POLICY_CHANGED, now=now)


def _note(case_id: int, kind: EventKind, *, now: datetime) -> bool:
    """What was finished meanwhile keeps its limits."""
    if not Case.objects.unfinished().filter(pk=case_id).exists():
        return False
    with changing(case_id, actor=None, now=now) as change:
        change.happened(kind)
    return True


_DO = {MOVING_CALENDARS.code: _follow_calendars, MOVING_POLICIES.code: _adopt_policies}
