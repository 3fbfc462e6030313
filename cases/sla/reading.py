"""Reading running clocks at a moment: limits, breaches, pauses, and the levels of warning."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from cases.sla.aiming import policy_ended
from cases.sla.choosing import Rulebook
from cases.sla.cycles import Cycle, Level, Pause, TargetSegment
from cases.sla.runs import Run, breach_of, due_of, pauses_of
from cases.sla.terms import OnDisable
from feedback_site.organisation.working_time import (
    CalendarError,
    Span,
    WorkingCalendar,
    due_at,
    moment_before,
    next_working_moment,
)


def cycles_of(
    runs: Iterable[Run],
    pauses: Sequence[Pause],
    book: Rulebook,
    now: datetime,
    *,
    quiet_until: datetime | None,
) -> tuple[Cycle, ...]:
    """Return the cycles of all runs that have, or had, a target, in order of starting."""
    shown = [policy_ended(run, pauses, book, now) for run in runs if run.targets]
    shown.sort(key=lambda run: (run.started_at, run.clock, run.number))
    return tuple(_cycle(run, pauses, book, now, quiet_until) for run in shown)


def _cycle(
    run: Run, pauses: Sequence[Pause], book: Rulebook, now: datetime, quiet_until: datetime | None
) -> Cycle:
    heeded = pauses_of(run, pauses, now)
    last = run.target or next(each for each in reversed(run.targets) if each.seconds is not None)
    due = due_of(run, heeded, book)
    if run.is_open and run.breach is None and due is not None and due < now:
        run = run.but(breaches=(*run.breaches, breach_of(run, due)))
    untimed_since = run.targets[-1].at if run.target is None else None
    problem, levels = _levels(run, last, heeded, book, due)
    cancelled = run.cancelled_at if untimed_since is None else untimed_since
    return Cycle(
        clock=run.clock,
        number=run.number,
        subject=run.subject,
        policy=last.policy,
        policy_version=last.policy_version,
        also_matched=last.also_matched,
        calendar=last.calendar,
        calendar_version=last.calendar_version,
        started_at=run.started_at,
        counts_from=run.counts_from,
        target_seconds=last.seconds or 0,
        due_at=due,
        met_at=run.met_at if untimed_since is None else None,
        first_met_at=run.first_met_at if untimed_since is None else None,
        cancelled_at=cancelled,
        began_by=run.began_by,
        ended_by=run.ended_by if untimed_since is None else "no_target",
        breaches=run.breaches,
        targets=run.targets,
        pauses=heeded,
        paused_since=_paused_since(run, heeded),
        levels=levels,
        quiet_until=quiet_until,
        problem=problem,
        ends_with_policy=_ends_with_policy(last, book),
    )


def _ends_with_policy(target: TargetSegment, book: Rulebook) -> bool:
    policy = book.policy(target.policy, target.policy_version)
    return policy is not None and policy.on_disable is not OnDisable.CONTINUE


def _paused_since(run: Run, heeded: Sequence[Pause]) -> datetime | None:
    if not heeded:
        return None
    still = [pause.start for pause in heeded if pause.end is None]
    return min(still) if still and run.is_open else None


def _levels(
    run: Run, target: TargetSegment, heeded: Sequence[Pause], book: Rulebook, due: datetime | None
) -> tuple[str, tuple[Level, ...]]:
    """Return what is wrong with the set-up, if anything, and the levels."""
    spans = [pause.span for pause in heeded]
    try:
        calendar = book.calendar(target.calendar, target.calendar_version)
        if run.target is None:
            return "", ()
        if due is None:  # says in words why, unless it is only paused
            due_at(calendar, run.counts_from, target.seconds or 0, spans)
        found = [
            level
            for share in _shares(target.warn_at)
            if (level := _level(run, target, share, calendar, spans, due)) is not None
        ]
        if target.warn_before:
            found += _before(target, calendar, spans, due)
    except CalendarError as error:
        return str(error), ()
    return "", _told(run, found)


def _level(
    run: Run,
    target: TargetSegment,
    share: int,
    calendar: WorkingCalendar | None,
    spans: Sequence[Span],
    due: datetime | None,
) -> Level | None:
    """Return when a share of the target is used up: a working instant, except the limit itself."""
    seconds = target.seconds or 0
    if share == 100:
        at = run.breach.at if run.breach is not None else due
        return None if at is None else Level(share=share, at=at)
    used = -(-seconds * share // 100)
    base = run.counts_from
    if share > 100 and due is not None and due < run.known_since:
        base, used = run.known_since, used - seconds  # so much again after it became known
    try:
        at = due_at(calendar, base, used, spans)
        if at is not None:
            at = next_working_moment(calendar, at, spans)
    except CalendarError:
        return None  # beyond the horizon, though the limit itself may well be within it
    return None if at is None else Level(share=share, at=at)


def _before(
    target: TargetSegment,
    calendar: WorkingCalendar | None,
    spans: Sequence[Span],
    due: datetime | None,
) -> list[Level]:
    """Return the warnings so many working minutes before the limit."""
    if due is None:
        return []
    return [
        Level(share=-minutes, at=moment_before(calendar, due, minutes * 60, spans))
        for minutes in target.warn_before
        if minutes * 60 < (target.seconds or 0)
    ]


def _told(run: Run, levels: Sequence[Level]) -> tuple[Level, ...]:
    """Keep what is worth telling: nothing after the end, and one notice for what came at once.

    Warnings whose moment had passed when the limit became known (a change, a late arrival) are told
    as the highest of them, at that moment; a limit already broken makes warnings needless.
    """
    known, ended = run.known_since, run.ended_at
    limit = next((each.at for each in levels if each.share == 100), None)
    if limit is not None:
        levels = [each for each in levels if each.share >= 100 or each.at < limit]
    fresh = [each for each in levels if each.share >= 100 or each.at >= known]
    broken = limit is not None and limit <= known
    if len(fresh) < len(levels) and not broken:
        stale = (each for each in levels if each.share < 100 and each.at < known)
        latest = max(stale, key=_order)
        fresh.append(replace(latest, at=known))
    if ended is not None:
        fresh = [
            each
            for each in fresh
            if (each.at <= ended if each.share != 100 else run.breach is not None)
        ]
    return tuple(sorted(fresh, key=_order))


@lru_cache
def _shares(warn_at: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({*warn_at, 100}))


def _order(level: Level) -> tuple[datetime, int]:
    return level.at, level.share
