"""The segments of a receipt in a clerk's words, in the reader's language."""

import re
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.sla.cycles import Breach
from cases.sla.receipt import Segment, SegmentKind

Show = Callable[[datetime], str]
# What the arithmetic says of what is set up wrongly; it is stored so, and put into words for whoever reads.
_PROBLEMS = (
    (
        r"There is no calendar '(?P<calendar>.*)'\.",
        gettext_lazy("There is no calendar “%(calendar)s” in force."),
    ),
    (
        r"There is no version (?P<version>\d+) of the calendar '(?P<calendar>.*)'\.",
        gettext_lazy("There is no edition %(version)s of the calendar “%(calendar)s”."),
    ),
    (
        r"A calendar needs the hours of a week\.",
        gettext_lazy("The calendar has no weekly hours yet. Enter them, then publish."),
    ),
    (
        r"Not a time zone: '(?P<zone>.*)'",
        gettext_lazy("The calendar's time zone “%(zone)s” is not known."),
    ),
    (r"The calendar has no hours\.", gettext_lazy("The calendar has no opening hours.")),
    (
        r"The target is not reached within (?P<days>\d+) days\.",
        gettext_lazy("The calendar is open so little that the limit would not fall within %(days)s days."),
    ),
    (
        r"The calendar does not open within (?P<days>\d+) days\.",
        gettext_lazy("The calendar does not open within %(days)s days."),
    ),
    (
        r"No such moment within (?P<days>\d+) days\.",
        gettext_lazy(
            "The calendar is open so little that no warning falls within %(days)s days before the limit."
        ),
    ),
    (
        r"The moment lies outside the years a date can have\.",
        gettext_lazy("The limit would fall outside the years that a date can have."),
    ),
)  # fmt: skip


def problem_in_words(problem: str, *, calendar: Callable[[str], str] = str) -> str:
    """Say what is set up wrongly; `calendar` turns a calendar's code into its name."""
    for pattern, words in _PROBLEMS:
        if met := re.fullmatch(pattern, problem):
            told = met.groupdict()
            if "calendar" in told:
                told["calendar"] = calendar(told["calendar"])
            return str(words) % told
    return problem


def segment_in_words(segment: Segment, show: Show, *, reason: Callable[[str], str] = str) -> str:
    """Return one line of a receipt; `show` writes a moment in the reader's time zone and language.

    `reason` turns the code of a waiting reason into its label.
    """
    if segment.kind is SegmentKind.RETARGET:
        return _changed(segment, show)
    times = {"start": show(segment.start), "end": show(segment.end) if segment.end else ""}
    if segment.kind is SegmentKind.WINDOW:
        counted = {**times, "duration": duration_in_words(segment.seconds)}
        return _("%(start)s to %(end)s: %(duration)s counted") % counted
    if segment.kind is SegmentKind.PAUSE:
        return _waited(segment, times, reason(segment.reason))
    if segment.kind is SegmentKind.HOLIDAY:
        named = {**times, "name": segment.name or _("holiday")}
        return _("%(start)s to %(end)s: closed, %(name)s") % named
    return _("%(start)s to %(end)s: outside working hours") % times


def duration_in_words(seconds: int) -> str:
    """Return a length of time in hours and minutes; under a minute in seconds."""
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    hours, minutes = divmod(seconds // 60, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if minutes:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    return " ".join(parts)


def breach_in_words(breach: Breach, show: Show) -> str:
    """Return what became of a missed limit that was excused; empty for one that stands."""
    if breach.excused_at is None:
        return ""
    words = {"at": show(breach.at), "excused_at": show(breach.excused_at)}
    if breach.excuse == "calendar_changed":
        return _("missed at %(at)s; excused at %(excused_at)s: working times changed") % words
    if breach.excuse == "correction":
        return (
            _("missed at %(at)s; excused at %(excused_at)s: a pause was entered afterwards") % words
        )
    if breach.excuse == "recorded_late":
        return (
            _("missed at %(at)s; excused at %(excused_at)s: it was done in time, told late") % words
        )
    return (
        _("missed at %(at)s; excused at %(excused_at)s: it counts from another message now") % words
    )


def _waited(segment: Segment, times: dict[str, str], reason: str) -> str:
    waited = {**times, "reason": reason or _("no reason given"), "person": segment.person}
    if segment.end is None:
        if segment.person:
            return _("since %(start)s: paused, %(reason)s (%(person)s)") % waited
        return _("since %(start)s: paused, %(reason)s") % waited
    if segment.is_correction:
        return (
            _("%(start)s to %(end)s: paused, %(reason)s (entered afterwards by %(person)s)")
            % waited
        )
    if segment.person:
        return _("%(start)s to %(end)s: paused, %(reason)s (%(person)s)") % waited
    return _("%(start)s to %(end)s: paused, %(reason)s") % waited


def _changed(segment: Segment, show: Show) -> str:
    if segment.end is None or segment.end > segment.start:
        times = {"start": show(segment.start), "end": show(segment.end) if segment.end else ""}
        return _("%(start)s to %(end)s: not counted, the limit counts from its change") % times
    changed = {
        "at": show(segment.start),
        "before": _target(segment.target_before),
        "after": _target(segment.target_after),
    }
    return _("%(at)s: limit changed from %(before)s to %(after)s") % changed


def _target(seconds: int | None) -> str:
    return _("no limit") if seconds is None else duration_in_words(seconds)
