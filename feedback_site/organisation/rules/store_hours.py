"""Store hours: the editions of a calendar as one store keeps them, with what it was shut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from feedback_site.organisation.closed_hours import closed
from feedback_site.organisation.models import StoreClosure
from feedback_site.organisation.working_hours import WorkingCalendar

# Editions of one store are numbered by its calendar's edition, and a thousand for each closing and opening:
# the numbers rise with time, and an ended limit finds its own again.
STRIDE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A calendar in force from a moment on (None: always), by its number."""

    version: int
    calendar: WorkingCalendar
    since: datetime | None


def editions_of_store(
    editions: Sequence[Edition], closures: Iterable[StoreClosure]
) -> tuple[Edition, ...]:
    """Give a store's editions: those of its calendar, and after each closing or opening one more."""
    if not editions:
        return ()  # a calendar that was never published has nothing to cut
    closures = list(closures)
    moments = sorted(
        _second(moment)
        for one in closures
        for moment in (one.recorded_at, one.lifted_at)
        if moment is not None
    )
    ordered = sorted(editions, key=lambda one: one.version)
    ends = [*(later.since for _, later in pairwise(ordered)), None]
    found = list(ordered)
    for number, (moment, until) in enumerate(pairwise([*moments, None]), 1):
        assert moment is not None  # noqa: S101 only the last end is open
        for one, end in zip(ordered, ends, strict=True):
            since = moment if one.since is None else max(one.since, moment)
            if all(limit is None or since < limit for limit in (until, end)):
                calendar = _shut(one.calendar, closures, moment)
                version = one.version + STRIDE * number
                found.append(Edition(version=version, calendar=calendar, since=since))
    return tuple(found)


def _shut(
    calendar: WorkingCalendar, closures: Sequence[StoreClosure], moment: datetime
) -> WorkingCalendar:
    """Cut out what was known at a moment to be shut."""
    for one in closures:
        if _second(one.recorded_at) > moment:
            continue
        is_lifted = one.lifted_at is not None and _second(one.lifted_at) <= moment
        ends = min(one.lifted_at, one.ends_at) if is_lifted and one.lifted_at else one.ends_at
        if ends > one.begins_at:
            calendar = closed(calendar, one.begins_at, ends, one.reason)
    return calendar


def _second(moment: datetime) -> datetime:
    """What is recorded of cases counts to the second, and a closure holds for what is recorded with it."""
    return moment.replace(microsecond=0)
