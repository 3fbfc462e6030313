"""Keep our notices from being a mail bomb: count what went to one address, and because of one source."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import Count, Q, QuerySet

from channels.letters import is_automatic, is_caused_from_outside
from channels.models import Outgoing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# How many in an hour and in a day. A stranger decides how many acknowledgements there are, so few of
# them go to one address; the other notices follow our own work and get room for a bad day.
ACKNOWLEDGEMENTS_TO_ONE = MappingProxyType({HOUR: 5, DAY: 20})
NOTICES_TO_ONE = MappingProxyType({HOUR: 30, DAY: 100})
# Many customers may share one address of a mobile network.
ACKNOWLEDGEMENTS_BY_ONE = MappingProxyType({HOUR: 30, DAY: 150})


def is_flood(row: Outgoing, source: str, *, now: datetime) -> bool:
    """Whether one more would be too many for this recipient or from this source.

    A person's own answer and mail to staff are never held back. Runs as each message is sent, so
    that parallel submissions cannot slip past a count taken before any of them was written.
    """
    if row.contact_point_id is None or not is_automatic(row.template):
        return False
    to_one = Outgoing.objects.filter(contact_point_id=row.contact_point_id)
    if _exceeds(to_one, NOTICES_TO_ONE, now=now):
        return True
    if not is_caused_from_outside(row.template):
        return False
    if _exceeds(to_one.filter(template=row.template), ACKNOWLEDGEMENTS_TO_ONE, now=now):
        return True
    return bool(source) and _exceeds(
        Outgoing.objects.filter(source=source, template=row.template),
        ACKNOWLEDGEMENTS_BY_ONE,
        now=now,
    )


def _exceeds(rows: QuerySet[Outgoing], limits: Mapping[timedelta, int], *, now: datetime) -> bool:
    counts = rows.filter(sent_at__gt=now - DAY).aggregate(
        hour=Count("pk", filter=Q(sent_at__gt=now - HOUR)), day=Count("pk")
    )
    return bool(counts["hour"] >= limits[HOUR] or counts["day"] >= limits[DAY])
