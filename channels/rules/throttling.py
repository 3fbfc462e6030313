"""Keep our notices from being a mail bomb: count what went to one mailbox, and because of one source."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import connection, transaction
from django.db.models import Count, Q

from channels.contacts import mailbox_of
from channels.kinds import OutboxState
from channels.letters import is_automatic, is_caused_from_outside
from channels.models import Outgoing
from feedback_site.privacy.sealing import CannotUnseal, blind_index

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# How many in an hour and in a day. A stranger decides how many acknowledgements there are, so few of
# them go to one mailbox; the other notices follow our own work and get room for a bad day.
ACKNOWLEDGEMENTS_TO_ONE = MappingProxyType({HOUR: 5, DAY: 20})
NOTICES_TO_ONE = MappingProxyType({HOUR: 30, DAY: 100})
# Many customers may share one address of a mobile network.
ACKNOWLEDGEMENTS_BY_ONE = MappingProxyType({HOUR: 30, DAY: 150})


def is_flood(row: Outgoing, source: str, *, now: datetime) -> bool:
    """Whether one more would be too many for this mailbox or from this source; if not, it has its place.

    A person's own answer and mail to staff are never held back. Runs as each message is sent, by
    whichever channel it was caused; whoever asks for the same mailbox or source waits, so that no two
    workers take the last place.
    """
    if row.contact_point_id is None or not is_automatic(row.template):
        return False
    victim = _victim(row)
    with transaction.atomic():
        _take_turns(victim, source)
        if _is_too_much(row, victim, source, now=now):
            return True
        # On its way from now on, and counted as such until its lease is over.
        row.victim, row.source = victim, source
        Outgoing.objects.filter(pk=row.pk).update(victim=victim, source=source)
    return False


def _is_too_much(row: Outgoing, victim: str, source: str, *, now: datetime) -> bool:
    to_one = Q(contact_point_id=row.contact_point_id)
    if victim:
        to_one |= Q(victim=victim)
    if _exceeds(row, to_one, NOTICES_TO_ONE, now=now):
        return True
    if not is_caused_from_outside(row.template):
        return False
    same = Q(template=row.template)
    if _exceeds(row, to_one & same, ACKNOWLEDGEMENTS_TO_ONE, now=now):
        return True
    by_one = Q(source=source) & same
    return bool(source) and _exceeds(row, by_one, ACKNOWLEDGEMENTS_BY_ONE, now=now)


def _exceeds(row: Outgoing, which: Q, limits: Mapping[timedelta, int], *, now: datetime) -> bool:
    """Count what was sent, and what others are sending at this moment."""
    on_its_way = Q(state=OutboxState.PENDING, leased_until__gt=now) & ~Q(victim="", source="")
    counts = (
        Outgoing.objects.filter(which, Q(sent_at__gt=now - DAY) | on_its_way)
        .exclude(pk=row.pk)
        .aggregate(hour=Count("pk", filter=Q(sent_at__gt=now - HOUR) | on_its_way), day=Count("pk"))
    )
    return bool(counts["hour"] >= limits[HOUR] or counts["day"] >= limits[DAY])


def _take_turns(victim: str, source: str) -> None:
    """Let nobody else count for this mailbox or this source until our place is taken; always in one order."""
    with connection.cursor() as cursor:
        for name in sorted((f"victim {victim}", f"source {source}")):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _victim(row: Outgoing) -> str:
    """Name a mailbox, however it was spelled, without its address; "" where that is erased."""
    try:
        address = row.contact_point.value() if row.contact_point else ""
    except CannotUnseal:
        return ""
    return blind_index("victim", mailbox_of(address)).hex()[:32]
