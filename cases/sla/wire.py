"""Limits asked for and explained as JSON, one question a line: the test bench of the arithmetic."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from cases.sla.cycles import Breach, Pause
from cases.sla.facts import second
from cases.sla.receipt import Receipt, Segment, SegmentKind, segments
from feedback_site.organisation.working_hours import (
    CalendarDay,
    CalendarError,
    DayKind,
    WeeklyHours,
    WorkingCalendar,
    hours,
)
from feedback_site.organisation.working_time import due_at, instant_of


def answer(line: bytes | str) -> str:
    """Answer one question: due_at, segments, error. Whatever is wrong with it is told in `error`.

    The question: calendar (null is round the clock), start, target_seconds, pauses [[from, to], …]. A
    moment without its offset is local time of the calendar; round the clock has none, and says so.
    """
    try:
        due, found = _reckon(json.loads(line))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        return _dump({"due_at": None, "segments": [], "error": _words(error)})
    return _dump({"due_at": iso(due), "segments": found, "error": None})


def receipt_as_dict(receipt: Receipt) -> dict[str, Any]:
    """Return the receipt of one cycle of a case as plain JSON values."""
    cycle = receipt.cycle
    return {
        "clock": cycle.clock.value,
        "cycle": cycle.number,
        "started_at": iso(cycle.started_at),
        "target_seconds": cycle.target_seconds,
        "due_at": iso(cycle.due_at),
        "met_at": iso(cycle.met_at),
        "breached_at": iso(cycle.breached_at),
        "cancelled_at": iso(cycle.cancelled_at),
        "paused_since": iso(cycle.paused_since),
        "began_by": cycle.began_by,
        "ended_by": cycle.ended_by or None,
        "breaches": [_breach_as_dict(each) for each in cycle.breaches],
        "policy": cycle.policy,
        "policy_version": cycle.policy_version,
        "also_matched": list(cycle.also_matched),
        "calendar": cycle.calendar,
        "calendar_version": cycle.calendar_version,
        "segments": [segment_as_dict(each) for each in receipt.segments],
        "error": cycle.problem or None,
    }


def _breach_as_dict(breach: Breach) -> dict[str, Any]:
    return {
        "at": iso(breach.at),
        "cause": breach.cause,
        "excused_at": iso(breach.excused_at),
        "excuse": breach.excuse or None,
    }


def segment_as_dict(segment: Segment) -> dict[str, Any]:
    """Return a segment as plain JSON values; what does not apply is left out."""
    plain: dict[str, Any] = {
        "kind": segment.kind.value,
        "from": iso(segment.start),
        "to": iso(segment.end),
        "seconds": segment.seconds,
    }
    if segment.reason:
        plain |= {"reason": segment.reason, "person": segment.person}
    if segment.is_correction:
        plain["correction"] = True
    if segment.name:
        plain["name"] = segment.name
    if segment.kind is SegmentKind.RETARGET:
        plain |= {"before": segment.target_before, "after": segment.target_after}
    return plain


def iso(moment: datetime | None) -> str | None:
    """Return a moment in UTC as ISO 8601 with Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat()[:-6] + "Z"


def calendar_from(value: Mapping[str, Any] | None) -> WorkingCalendar | None:
    """Read a calendar of the wire format. Raises CalendarError for one that is set up wrongly."""
    if value is None:
        return None
    if not isinstance(value, dict) or "tz" not in value:
        raise CalendarError("A calendar needs a time zone and its weekly hours.")
    weekly = {day: pairs or () for day, pairs in _named(value, "weekly").items()}
    days = tuple(
        CalendarDay(
            date.fromisoformat(day),
            DayKind.SPECIAL if pairs else DayKind.HOLIDAY,
            hours(pairs or ()),
        )
        for day, pairs in _named(value, "exceptions").items()
    )
    return WorkingCalendar(value["tz"], (WeeklyHours.of(weekly),), days)


def _named(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    named = value.get(name)
    if named is None:
        return {}
    if not isinstance(named, dict):
        raise CalendarError(f"{name} is an object of days and their hours.")
    return named


def _reckon(question: Any) -> tuple[datetime | None, list[dict[str, Any]]]:
    if not isinstance(question, dict):
        raise TypeError("A question is a JSON object.")
    calendar = calendar_from(question["calendar"])
    start = _moment(question["start"], calendar)
    pauses = [_pause(each, calendar) for each in _listed(question, "pauses")]
    target = _whole(question["target_seconds"])
    due = due_at(calendar, start, target, [each.span for each in pauses])
    found = segments(calendar, start, due, pauses)
    return due, [segment_as_dict(each) for each in found]


def _listed(question: Mapping[str, Any], name: str) -> list[Any]:
    listed = question.get(name)
    if listed is not None and not isinstance(listed, list):
        raise TypeError(f"{name} is a list.")
    return listed or []


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError("target_seconds is a whole number of seconds.")
    return int(value)


def _moment(value: Any, calendar: WorkingCalendar | None) -> datetime:
    """Read a moment; one without its offset from UTC is meant where the calendar is."""
    if not isinstance(value, str):
        raise TypeError("A moment is written in ISO 8601.")
    read = datetime.fromisoformat(value)
    return second(read if read.tzinfo or calendar is None else instant_of(calendar.tz, read))


def _pause(value: Any, calendar: WorkingCalendar | None) -> Pause:
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError("A pause is a pair: from, and to or null.")
    start, end = (None if each is None else _moment(each, calendar) for each in value)
    if start is None:
        raise TypeError("A pause begins somewhere.")
    return Pause(start=start, end=end, reason="")


def _words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"Missing: {error.args[0]}"
    return str(error) or type(error).__name__


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))
