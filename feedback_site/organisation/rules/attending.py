"""Attending: when somebody is at their place, as far as their posting and that place's hours tell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import F, Q

from feedback_site.organisation.closed_hours import closed
from feedback_site.organisation.models import CalendarEdition, StoreClosure
from feedback_site.organisation.rules.publishing import published
from feedback_site.organisation.working_hours import CalendarError, WorkingCalendar
from feedback_site.organisation.working_time import next_working_moment


def hours_of(store_ids: Iterable[int], *, now: datetime) -> Mapping[int, WorkingCalendar | None]:
    """Give the hours of each store as they are known now, without its closures; in two statements.

    A store whose calendar was never published or cannot be read keeps no hours (None): whoever is posted
    there counts as present. So does whoever is posted to a region, a department or the whole chain.
    """
    ids = set(store_ids)
    if not ids:
        return {}
    editions = dict(_editions(ids, now))
    shut: defaultdict[int, list[StoreClosure]] = defaultdict(list)
    for one in StoreClosure.objects.filter(
        store__in=ids, ends_at__gt=now, recorded_at__lte=now, lifted_at=None
    ):
        shut[one.store_id].append(one)
    return {pk: _hours(editions.get(pk), shut[pk]) for pk in ids}


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


def _editions(ids: set[int], now: datetime) -> Iterator[tuple[int, CalendarEdition]]:
    """The edition in force of each store's calendar, by store."""
    rows = (
        CalendarEdition.objects.filter(Q(since=None) | Q(since__lte=now), calendar__stores__in=ids)
        .annotate(store=F("calendar__stores"))
        .select_related("calendar")
        .order_by("store", "-version")
        .distinct("store")
    )
    return ((edition.store, edition) for edition in rows)


def _hours(edition: CalendarEdition | None, shut: list[StoreClosure]) -> WorkingCalendar | None:
    if edition is None:
        return None
    try:
        calendar = published(edition.calendar.time_zone, edition.content)
        for one in shut:
            calendar = closed(calendar, one.begins_at, one.ends_at, one.reason)
    except CalendarError:
        return None
    return calendar
