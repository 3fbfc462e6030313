"""What has to be told of a case's limits now, and when to look again."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from cases.sla.cycles import Cycle, Level, Notice
from cases.sla.facts import second
from feedback_site.organisation.working_time import WorkingCalendar, next_working_moment

_TICK = timedelta(seconds=1)  # at the very instant of the limit it can still be met


def notices(
    cycles: Iterable[Cycle],
    now: datetime,
    *,
    told: Collection[tuple[str, int, int]] = frozenset(),
    duty: WorkingCalendar | None = None,
) -> tuple[Notice, ...]:
    """Return the warnings and breaches to tell now, with the true time of each, earliest first.

    `told` are the keys told before: each is told once, however late. With a duty calendar nothing
    is told while it is closed; the same call gives it when it opens. Warnings of ended cycles and
    anything from before an import are left out; a breach of a cycle met late is told.
    """
    moment = second(now)
    if not _on_duty(duty, moment):
        return ()
    found = [
        Notice(clock=cycle.clock, cycle=cycle.number, level=level.share, at=level.at)
        for cycle in cycles
        for level in cycle.levels
        if _is_due(cycle, level, moment)
    ]
    return tuple(
        sorted(
            (each for each in found if each.key not in told), key=lambda each: (each.at, each.key)
        )
    )


def next_alarm_at(
    cycles: Iterable[Cycle], now: datetime, *, duty: WorkingCalendar | None = None
) -> datetime | None:
    """Return the earliest moment after `now` at which a cycle changes by time alone, or None.

    That is a level of warning, the second after a limit, a resume-by date, or (with a duty
    calendar that is closed now) its opening.
    """
    moment = second(now)
    open_cycles = [cycle for cycle in cycles if not cycle.frozen]
    alarms = [_alarm(level) for cycle in open_cycles for level in cycle.levels]
    alarms += [
        pause.resume_by
        for cycle in open_cycles
        for pause in cycle.pauses
        if pause.end is None and pause.resume_by is not None
    ]
    if not _on_duty(duty, moment):
        opens = next_working_moment(duty, moment)
        alarms += [opens] if opens is not None else []
    return min((alarm for alarm in alarms if alarm > moment), default=None)


def _alarm(level: Level) -> datetime:
    return level.at + _TICK if level.share == 100 else level.at


def _is_due(cycle: Cycle, level: Level, now: datetime) -> bool:
    if cycle.quiet_until is not None and level.at <= cycle.quiet_until:
        return False
    if level.share == 100:
        return cycle.breached_at is not None and cycle.cancelled_at is None
    return level.at <= now and not cycle.frozen


def _on_duty(duty: WorkingCalendar | None, now: datetime) -> bool:
    return duty is None or next_working_moment(duty, now) == now
