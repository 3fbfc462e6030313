"""Attending: when somebody is at their place, as far as their posting and that place's hours tell."""

from datetime import datetime

from django.db.models import Q

from feedback_site.organisation.closed_hours import closed
from feedback_site.organisation.models import CalendarEdition, Posting, StoreClosure
from feedback_site.organisation.rules.publishing import published
from feedback_site.organisation.working_hours import CalendarError
from feedback_site.organisation.working_time import next_working_moment


def at_work_from(posting: Posting, *, now: datetime) -> datetime:
    """Give `now` where their store is open, else when it opens next.

    A region, a department and the whole chain keep no hours, nor does a store whose calendar was never
    published or cannot be read: whoever is posted there counts as present.
    """
    if posting.store_id is None:
        return now
    edition = (
        CalendarEdition.objects.filter(
            Q(since=None) | Q(since__lte=now), calendar__stores=posting.store_id
        )
        .select_related("calendar")
        .order_by("-version")
        .first()
    )
    if edition is None:
        return now
    try:
        calendar = published(edition.calendar.time_zone, edition.content)
        shut = StoreClosure.objects.filter(
            store=posting.store_id, ends_at__gt=now, recorded_at__lte=now, lifted_at=None
        )
        for one in shut:
            calendar = closed(calendar, one.begins_at, one.ends_at, one.reason)
        opens = next_working_moment(calendar, now)
    except CalendarError:
        return now
    # Reckoned in whole seconds: open now is now, to the microsecond.
    return max(now, opens or now)
