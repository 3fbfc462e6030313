"""Why a limit falls when it falls: ordered segments whose working parts sum to the target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from cases.sla.cycles import Cycle, Pause, TargetSegment
from cases.sla.terms import Calendars
from feedback_site.organisation.working_hours import DayKind, zone
from feedback_site.organisation.working_time import Span, WorkingCalendar, windows


class SegmentKind(StrEnum):
    """What a stretch of time was."""

    WINDOW = "window"
    PAUSE = "pause"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    RETARGET = "retarget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of time on the way to the limit; `seconds` is what it counts towards the target.

    Only a window counts. A pause tells its reason and who set it, a holiday its name. A retarget is
    the moment of a change with the target before and after (None: no target), or the stretch
    before a change from which counting began anew. Without an end it still lasts.
    """

    kind: SegmentKind
    start: datetime
    end: datetime | None
    seconds: int = 0
    reason: str = ""
    person: str = ""
    name: str = ""
    target_before: int | None = None
    target_after: int | None = None
    is_correction: bool = False  # a pause that was entered afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One cycle and why it is due when it is."""

    cycle: Cycle
    segments: tuple[Segment, ...]


def explain(cycle: Cycle, calendar: WorkingCalendar | None) -> tuple[Segment, ...]:
    """Return the segments from the start of a cycle to its limit, or to the pause it stands in.

    `calendar` is the edition that the cycle names, None for round the clock. Where the cycle has a
    limit, the seconds of its segments sum to its target; with a problem there are none.
    """
    if cycle.problem:
        return ()
    counted = segments(calendar, cycle.counts_from, cycle.due_at, cycle.pauses)
    changes = [_change(*pair) for pair in pairwise(cycle.targets)]
    if cycle.counts_from > cycle.started_at:
        before = Segment(kind=SegmentKind.RETARGET, start=cycle.started_at, end=cycle.counts_from)
        changes.insert(0, before)
    return tuple(sorted((*changes, *counted), key=lambda each: each.start))


def receipts(cycles: Iterable[Cycle], calendars: Calendars) -> tuple[Receipt, ...]:
    """Return the receipt of each cycle, with the edition of the calendar that it names."""
    editions = {
        (code, each.version): each.calendar for code, known in calendars.items() for each in known
    }
    return tuple(
        Receipt(
            cycle=cycle,
            segments=explain(cycle, editions.get((cycle.calendar, cycle.calendar_version))),
        )
        for cycle in cycles
    )


def segments(
    calendar: WorkingCalendar | None,
    start: datetime,
    due: datetime | None,
    pauses: Iterable[Pause],
) -> tuple[Segment, ...]:
    """Return what lies between a start and its limit; without one, up to the pause still open."""
    waits = sorted(pauses, key=lambda pause: (pause.start, pause.end is None, pause.end))
    still = [pause for pause in waits if pause.end is None]
    end = due if due is not None else max(still[0].start, start) if still else start
    found: list[Segment] = []
    reached = start
    for span in _open_spans(calendar, start, end):
        found += _shut(calendar, reached, span.start)
        found += _worked(span, waits)
        reached = span.end or end
    found += _shut(calendar, reached, end)
    if due is None and still:
        found.append(_pause(still[0], end, None))
    return tuple(found)


def _open_spans(calendar: WorkingCalendar | None, start: datetime, end: datetime) -> Sequence[Span]:
    if calendar is None:
        return (Span(start, end),) if start < end else ()
    return windows(calendar, start, end)


def _worked(span: Span, waits: Sequence[Pause]) -> list[Segment]:
    """Cut an open window where pauses begin and end; of several the one set first is named."""
    end = span.end or span.start
    within = [each for each in waits if each.start < end and (each.end or end) > span.start]
    edges = {span.start, end}
    for each in within:
        edges.add(max(each.start, span.start))
        edges.add(min(each.end or end, end))
    ordered = sorted(edges)
    found: list[Segment] = []
    for a, b in pairwise(ordered):
        wait = next((w for w in within if w.start <= a and (w.end is None or w.end >= b)), None)
        _add(found, _window(a, b) if wait is None else _pause(wait, a, b))
    return found


def _shut(calendar: WorkingCalendar | None, start: datetime, end: datetime) -> list[Segment]:
    """Tell closed time day by local day, so that a holiday is called one; like days are joined."""
    found: list[Segment] = []
    if calendar is None:
        return found
    where = zone(calendar.tz)
    while start < end:
        day = start.astimezone(where).date()
        midnight = _midnight_after(calendar.tz, day)
        until = min(midnight, end) if midnight > start else end
        exception = calendar.exception_on(day)
        closed = exception is not None and (
            not exception.hours or exception.kind is DayKind.CLOSURE
        )
        kind = SegmentKind.HOLIDAY if closed else SegmentKind.CLOSED
        name = exception.name if exception is not None and closed else ""
        _add(found, Segment(kind=kind, start=start, end=until, name=name))
        start = until
    return found


@lru_cache(maxsize=4096)
def _midnight_after(tz: str, day: date) -> datetime:
    """Return the end of a local date, in UTC."""
    return datetime.combine(day + timedelta(1), time(), zone(tz)).astimezone(UTC)


def _add(found: list[Segment], segment: Segment) -> None:
    """Append a segment, joined with the one before it where they differ only in time."""
    last = found[-1] if found else None
    if last is None or last.end != segment.start or _sort(last) != _sort(segment):
        found.append(segment)
        return
    found[-1] = replace(last, end=segment.end, seconds=last.seconds + segment.seconds)


def _sort(segment: Segment) -> tuple[str, ...]:
    entered_later = "correction" if segment.is_correction else ""
    return segment.kind, segment.reason, segment.person, segment.name, entered_later


def _window(start: datetime, end: datetime) -> Segment:
    worked = int((end - start).total_seconds())
    return Segment(kind=SegmentKind.WINDOW, start=start, end=end, seconds=worked)


def _pause(pause: Pause, start: datetime, end: datetime | None) -> Segment:
    return Segment(
        kind=SegmentKind.PAUSE, start=start, end=end, reason=pause.reason, person=pause.person,
        is_correction=pause.correction,
    )  # fmt: skip


def _change(before: TargetSegment, after: TargetSegment) -> Segment:
    return Segment(
        kind=SegmentKind.RETARGET,
        start=after.at,
        end=after.at,
        target_before=before.seconds,
        target_after=after.seconds,
    )
