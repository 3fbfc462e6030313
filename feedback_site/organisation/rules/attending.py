"""Attending: when somebody is at their place, as far as their posting and that place's hours tell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import F, Q

from feedback_site.organisation.closed_hours import closed
from feedback_site.organisation.models import CalendarEdition, StoreClosure
from feedback_site.organisation.rules.publishing import published
from feedback_site.organisation.working_hours import CalendarError, WorkingCalendar
from feedback_site.organisation.working_time import next_working_moment
from feedback_site.remembering import remember

TEAMS = ("departments", "regions")
# One of those, and its key.
Team = tuple[str, int]


def hours_of(store_ids: Iterable[int], *, now: datetime) -> Mapping[int, WorkingCalendar | None]:
    """Give the hours of each store as they are known now, without its closures; in two statements.

    A store whose calendar was never published or cannot be read keeps no hours (None): whoever is posted
    there counts as present.
    """
    ids = set(store_ids)
    if not ids:
        return {}
    editions = dict(_editions("stores", Q(calendar__stores__in=ids), now))
    shut: defaultdict[int, list[StoreClosure]] = defaultdict(list)
    for one in StoreClosure.objects.filter(
        store__in=ids, ends_at__gt=now, recorded_at__lte=now, lifted_at=None
    ):
        shut[one.store_id].append(one)
    return {pk: _hours(editions.get(pk), shut[pk]) for pk in ids}


def hours_of_teams(*, now: datetime) -> Mapping[Team, WorkingCalendar | None]:
    """Give the working times of all departments and regions that have some; in two statements.

    Whoever is posted to another team, or to the whole chain, counts as present. Remembered for some
    seconds: teams are few, and hardly ever change.
    """
    return remember("hours of teams", lambda: dict(_teams(now)))


def _teams(now: datetime) -> Iterator[tuple[Team, WorkingCalendar | None]]:
    for kind in TEAMS:
        having = Q(**{f"calendar__{kind}__isnull": False})
        yield from (((kind, pk), _hours(one, ())) for pk, one in _editions(kind, having, now))


def opens_at(hours: WorkingCalendar | None, moment: datetime) -> datetime:
    """Give `moment` where a store with these hours is open then, else when it opens next."""
    if hours is None:
        return moment
    try:
        opens = next_working_moment(hours, moment)
    except CalendarError:
        return moment
    # Reckoned in whole seconds: open now is now, to the microsecond.
    return max(moment, opens or moment)


def _editions(kind: str, having: Q, now: datetime) -> Iterator[tuple[int, CalendarEdition]]:
    """The edition in force of the calendar of each place of a kind, by place."""
    rows = (
        CalendarEdition.objects.filter(having, Q(since=None) | Q(since__lte=now))
        .annotate(place=F(f"calendar__{kind}"))
        .select_related("calendar")
        .order_by("place", "-version")
        .distinct("place")
    )
    return ((edition.place, edition) for edition in rows)


def _hours(edition: CalendarEdition | None, shut: Sequence[StoreClosure]) -> WorkingCalendar | None:
    if edition is None:
        return None
    try:
        calendar = published(edition.calendar.time_zone, edition.content)
        for one in shut:
            calendar = closed(calendar, one.begins_at, one.ends_at, one.reason)
    except CalendarError:
        return None
    return calendar
