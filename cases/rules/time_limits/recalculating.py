"""Recalculating: carry a change of the rules of time through to the open cases that run on them.

Only on purpose: a person sees what would move (`previewing`) and asks. It is done in passes, so that ten
thousand cases keep nobody waiting; each case is a transaction of its own, and a case that cannot be done is
put aside by itself.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, ClockCycle, Recalculation
from cases.models.case import reference_of
from cases.rules.changes.changing import changing
from cases.rules.locking import lock_case
from cases.rules.time_limits.previewing import differing_by_policy
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import BusinessCalendar, Store, StoreClosure, User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget
from feedback_site.sweeping.rules.isolating import one_by_one, spared, stuck
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

    Which these are is found in the passes, and `cases` counts them. Raises NotAllowed for anybody who may
    not manage settings.
    """
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed
    case_ids = list(Case.objects.unfinished().order_by("pk").values_list("pk", flat=True))
    return _ask(Cause.POLICY, code, case_ids, reason=reason, actor=actor, now=now)


@transaction.atomic
def _ask(
    cause: Cause, subject: str, case_ids: list[int], *, reason: str, actor: User | None,
    now: datetime,
) -> Recalculation:  # fmt: skip
    asked = Recalculation.objects.create(
        cause=cause, subject=subject, reason=reason[:200], asked_by=actor, asked_at=now,
        cases=0 if cause == Cause.POLICY else len(case_ids), remaining=case_ids,
    )  # fmt: skip
    entry = Entry(
        verb="limits.recalculated", subject=f"recalculation:{asked.pk}", actor=name_of(actor),
        body={"cause": cause, "of": subject, "reason": reason, "cases": len(case_ids)},
    )  # fmt: skip
    record([entry], now=now)
    # Not before: whoever looks until then would remember the rules of before for as long again.
    transaction.on_commit(forget)
    return asked


def go_on(recalculation_id: int, *, now: datetime, limit: int = 100) -> int:
    """Do the next cases of a recalculation, and count those that follow.

    0 also where it was asked for less than settings.LOOK_UP_SECONDS ago: a process that still remembers the
    rules of before would fold a case back to them. Each case is a transaction of its own, and is taken off
    the list when it is done: a worker that dies loses none, and of two at once the second finds it done.
    """
    asked = _settled(now).filter(pk=recalculation_id).first()
    if asked is None:
        return 0
    forget()
    sweep = MOVING_POLICIES if asked.cause == Cause.POLICY else MOVING_CALENDARS
    batch, since = asked.remaining[:limit], _settled_at(asked)
    done = sum(
        spared(sweep, one, partial(_DO[sweep.code], one, now=now, since=since), now=now)
        for one in batch
    )
    _strike_off(asked.pk, batch, followed=done, now=now)
    return done


def sweep_recalculations(*, now: datetime, limit: int = 100) -> int:
    """Go on with what was asked for and is not done, and try what was put aside."""
    again = sum(
        one_by_one(sweep, (), partial(_DO[sweep.code], now=now), now=now)
        for sweep in (MOVING_CALENDARS, MOVING_POLICIES)
    )
    first = _settled(now).order_by("pk").values_list("pk", flat=True).first()
    return again + (go_on(first, now=now, limit=limit) if first is not None else 0)


def _settled(now: datetime) -> QuerySet[Recalculation]:
    """What is not done, and of which every process knows the rules."""
    return Recalculation.objects.filter(finished_at=None, asked_at__lte=now - _remembered())


def _settled_at(asked: Recalculation) -> datetime:
    return asked.asked_at + _remembered()


def _remembered() -> timedelta:
    return timedelta(seconds=settings.LOOK_UP_SECONDS)


@transaction.atomic
def _strike_off(asked_id: int, batch: list[int], *, followed: int, now: datetime) -> None:
    """Take a batch off the list, and put onto its end what came under the old rules meanwhile."""
    asked = Recalculation.objects.select_for_update().get(pk=asked_id)
    done = set(batch)
    remaining = [one for one in asked.remaining if one not in done]
    if asked.cause == Cause.POLICY:
        asked.cases += followed
        remaining = remaining or _opened_meanwhile(asked, after=max(batch, default=0))
    elif not remaining:
        remaining = _running_meanwhile(asked)
        asked.cases += len(remaining)
    asked.remaining, asked.finished_at = remaining, None if remaining else asked.finished_at or now
    asked.save(update_fields=["cases", "remaining", "finished_at"])


def _opened_meanwhile(asked: Recalculation, *, after: int) -> list[int]:
    """Cases opened by processes that remembered the policies of before, behind those that were looked at."""
    opened = Case.objects.unfinished().filter(
        Exists(_begun_before(_settled_at(asked))), pk__gt=after
    )
    return list(opened.order_by("pk").values_list("pk", flat=True))


def _running_meanwhile(asked: Recalculation) -> list[int]:
    """Cases that came to run on these calendars meanwhile; each is taken once."""
    case_ids = running_on(_codes_asked(asked))
    told = _told(EventKind.CALENDAR_CHANGED, _settled_at(asked))
    meanwhile = (
        Case.objects.unfinished()
        .filter(Exists(_begun_before(_settled_at(asked))), ~Exists(told), pk__in=case_ids)
        .exclude(pk__in=stuck(MOVING_CALENDARS))
    )
    return list(meanwhile.order_by("pk").values_list("pk", flat=True))


def _begun_before(moment: datetime) -> QuerySet[CaseEvent]:
    """A case counts as opened from when it was received; whose rules it got, from when it was written."""
    return CaseEvent.objects.filter(case=OuterRef("pk"), seq=1, recorded_at__lt=moment)


def _codes_asked(asked: Recalculation) -> list[str]:
    if asked.cause == Cause.CLOSURE:
        stores = Store.objects.filter(code=asked.subject).values_list("pk", flat=True)
        return [f"store:{pk}" for pk in stores]
    calendars = BusinessCalendar.objects.filter(code=asked.subject)
    return [code for calendar in calendars for code in codes_of(calendar)]


def _told(kind: EventKind, since: datetime) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=OuterRef("pk"), kind=kind, recorded_at__gte=since)


def _follow_calendars(case_id: int, *, now: datetime, since: datetime | None = None) -> bool:
    return _note(case_id, EventKind.CALENDAR_CHANGED, now=now, since=since)


@transaction.atomic
def _adopt_policies(case_id: int, *, now: datetime, since: datetime | None = None) -> bool:
    lock_case(case_id)
    if not differing_by_policy([case_id], now=now):
        return False
    return _note(case_id, EventKind.POLICY_CHANGED, now=now, since=since)


@transaction.atomic
def _note(case_id: int, kind: EventKind, *, now: datetime, since: datetime | None) -> bool:
    """What was finished meanwhile keeps its limits; what was told `since` follows already."""
    lock_case(case_id)
    open_case = Case.objects.unfinished().filter(pk=case_id)
    if since is not None:
        open_case = open_case.filter(~Exists(_told(kind, since)))
    if not open_case.exists():
        return False
    with changing(case_id, actor=None, now=now) as change:
        change.happened(kind)
    return True


_DO = {MOVING_CALENDARS.code: _follow_calendars, MOVING_POLICIES.code: _adopt_policies}
