"""When a customer may come to a store: parts of days in which it is open, by its own hours and closures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.kinds import VisitPart
from feedback_site.organisation.models import Store
from feedback_site.organisation.rules.attending import hours_of
from feedback_site.organisation.working_hours import CalendarError, zone
from feedback_site.organisation.working_time import Span, windows

DAYS = 14
# Nobody is there by then if they set out now; and less than this is no part of a day.
NOTICE, SHORTEST = timedelta(hours=2), timedelta(minutes=45)
_BEGINS = {VisitPart.MORNING: time(0), VisitPart.AFTERNOON: time(12), VisitPart.EVENING: time(18)}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTime:
    """One part of a day; from and until are when the store is open in it, at its place."""

    day: date
    part: VisitPart
    opens: datetime
    closes: datetime

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.day.isoformat()}.{self.part}"


def visit_times(store: Store, *, now: datetime) -> Sequence[VisitTime]:
    """Give the parts of the next fourteen days in which a store is open; none where no hours are known."""
    calendar = hours_of([store.pk], now=now)[store.pk]
    if calendar is None:
        return ()
    place, first = zone(calendar.tz), now + NOTICE
    # The last day counts whole: it is not over at this time of day.
    last = first.astimezone(place).date() + timedelta(days=DAYS + 1)
    try:
        spans = windows(calendar, first, datetime.combine(last, time(0), place))
    except CalendarError:
        return ()
    found = [
        VisitTime(day=day, part=part, opens=max(begin, start), closes=min(end, stop))
        for start, stop in _local(spans, place)
        for day in _days(start.date(), stop.date())
        for part, begin, end in _parts(day, place)
        if min(end, stop) - max(begin, start) >= SHORTEST
    ]
    return list({one.code: one for one in found}.values())


def _local(spans: Sequence[Span], place: ZoneInfo) -> list[tuple[datetime, datetime]]:
    return [(one.start.astimezone(place), one.end.astimezone(place)) for one in spans if one.end]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _parts(day: date, place: ZoneInfo) -> list[tuple[VisitPart, datetime, datetime]]:
    """Give each part of a local day with its first moment and that of what follows."""
    starts = [datetime.combine(day, begins, place) for begins in _BEGINS.values()]
    ends = [*starts[1:], datetime.combine(day + timedelta(days=1), time(0), place)]
    return list(zip(_BEGINS, starts, ends, strict=True))
