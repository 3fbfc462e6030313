"""Keep our notices from being a mail bomb: count what went to one mailbox, and because of one source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import connection, transaction

from channels.contacts import mailbox_of
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """A notice that is counted, and by what: its mailbox, and who caused it."""

    row: Outgoing
    victim: str
    source: str

    def is_to_one_with(self, other: "_Counted") -> bool:
        """Whether both go to the same mailbox."""
        same = self.row.contact_point_id == other.row.contact_point_id
        return same or (self.victim != "" and self.victim == other.victim)

    def is_by_one_with(self, other: "_Counted") -> bool:
        """Whether the same source caused both."""
        return self.source != "" and self.source == other.source


def floods(
    rows: Sequence[Outgoing], sources: Mapping[int, str], *, now: datetime
) -> frozenset[int]:
    """Of which of these rows one more would be too many; the others have their place, in this order.

    A person's own answer and mail to staff are never held back. Runs as messages are sent, by whichever
    channel they were caused; whoever asks for one of these mailboxes or sources waits, so that no two
    workers take the last place. `sources` gives by row who caused it, "" for nobody to count.
    """
    counted = [
        _Counted(row=row, victim=_victim(row), source=sources[row.pk])
        for row in rows
        if row.contact_point_id is not None and is_automatic(row.template)
    ]
    if not counted:
        return frozenset()
    with transaction.atomic():
        _take_turns(counted)
        before = _counts(counted, now=now)
        placed: list[_Counted] = []
        for one in counted:
            if not _is_too_much(one, before[one.row.pk], placed):
                placed.append(one)
        if placed:
            _place(placed)
    return frozenset({one.row.pk for one in counted} - {one.row.pk for one in placed})


def _is_too_much(one: _Counted, before: Mapping[str, int], placed: Sequence[_Counted]) -> bool:
    """Whether a limit is reached by what went out before, and by those beside it that have their place."""
    beside = [other for other in placed if one.is_to_one_with(other)]
    if _exceeds(before, "all", len(beside), NOTICES_TO_ONE):
        return True
    template = one.row.template
    if not is_caused_from_outside(template):
        return False
    alike = sum(other.row.template == template for other in beside)
    if _exceeds(before, "alike", alike, ACKNOWLEDGEMENTS_TO_ONE):
        return True
    caused = sum(one.is_by_one_with(other) and other.row.template == template for other in placed)
    return bool(one.source) and _exceeds(before, "caused", caused, ACKNOWLEDGEMENTS_BY_ONE)


def _exceeds(
    before: Mapping[str, int], which: str, beside: int, limits: Mapping[timedelta, int]
) -> bool:
    in_hour, in_day = before[f"{which}_hour"] + beside, before[f"{which}_day"] + beside
    return in_hour >= limits[HOUR] or in_day >= limits[DAY]


# What counts: sent within a day, or on its way by somebody else at this moment.
_BRANCH = """
SELECT id, template, sent_at, {to_one} AS to_one, {by_one} AS by_one FROM channels_outgoing
WHERE {which} AND id <> ALL(%(ids)s)
  AND (sent_at > %(day)s
       OR state = 'pending' AND leased_until > %(now)s AND NOT (victim = '' AND source = ''))
"""
# Three branches, for each has an index of its own.
_COUNT = """
SELECT given.id,
       count(*) FILTER (WHERE to_one AND in_hour), count(*) FILTER (WHERE to_one),
       count(*) FILTER (WHERE to_one AND alike AND in_hour), count(*) FILTER (WHERE to_one AND alike),
       count(*) FILTER (WHERE by_one AND alike AND in_hour), count(*) FILTER (WHERE by_one AND alike)
FROM unnest(%(ids)s::bigint[], %(points)s::bigint[], %(victims)s::text[], %(sources)s::text[],
            %(templates)s::text[]) AS given (id, point, victim, source, template)
LEFT JOIN LATERAL (
    SELECT found.template = given.template AS alike, bool_or(to_one) AS to_one,
           bool_or(by_one) AS by_one, sent_at IS NULL OR sent_at > %(hour)s AS in_hour
    FROM ({point} UNION ALL {victim} UNION ALL {source}) AS found
    GROUP BY id, found.template, sent_at
) AS other ON true
GROUP BY given.id
""".format(  # noqa: S608 constants only
    point=_BRANCH.format(to_one="true", by_one="false", which="contact_point_id = given.point"),
    victim=_BRANCH.format(
        to_one="true", by_one="false", which="victim <> '' AND victim = given.victim"
    ),
    source=_BRANCH.format(
        to_one="false", by_one="true", which="source <> '' AND source = given.source"
    ),
)
_COUNTED = ("all_hour", "all_day", "alike_hour", "alike_day", "caused_hour", "caused_day")


def _counts(counted: Sequence[_Counted], *, now: datetime) -> dict[int, dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "ids": [one.row.pk for one in counted],
                "points": [one.row.contact_point_id for one in counted],
                "victims": [one.victim for one in counted],
                "sources": [one.source for one in counted],
                "templates": [one.row.template for one in counted],
                "now": now, "hour": now - HOUR, "day": now - DAY,
            },
        )  # fmt: skip
        return {pk: dict(zip(_COUNTED, counts, strict=True)) for pk, *counts in cursor.fetchall()}


def _place(placed: Sequence[_Counted]) -> None:
    """Count these as sent from now on, until their lease is over."""
    for one in placed:
        one.row.victim, one.row.source = one.victim, one.source
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_outgoing AS row SET victim = given.victim, source = given.source"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (id, victim, source)"
            " WHERE row.id = given.id",
            [
                [one.row.pk for one in placed], [one.victim for one in placed],
                [one.source for one in placed],
            ],
        )  # fmt: skip


def _take_turns(counted: Sequence[_Counted]) -> None:
    """Let nobody else count for these until their places are taken; always in one order."""
    names = {f"victim {one.victim}" for one in counted}
    names |= {f"source {one.source}" for one in counted if one.source}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
            " FROM unnest(%s::text[]) AS given (name)",
            [sorted(names)],
        )


def _victim(row: Outgoing) -> str:
    """Name a mailbox, however it was spelled, without its address; "" where that is erased."""
    try:
        address = row.contact_point.value() if row.contact_point else ""
    except CannotUnseal:
        return ""
    return blind_index("victim", mailbox_of(address)).hex()[:32]
