"""Take many items of one source together; where they cannot go together each goes by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from channels.adapters import adapter_for
from channels.errors import UnreadableIntake
from channels.models import Channel, RawIntake
from channels.references import new_reference
from channels.rules import intake
from channels.rules.beginning_many import Told, begin_many
from channels.rules.drafting import cleaned
from channels.rules.receiving import unstored


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as its source gave it; `context` as for an item that is taken alone."""

    body: bytes
    external_id: str
    context: Mapping[str, object]


def take_many(items: Sequence[Item], *, channel: Channel, content_type: str, now: datetime) -> int:
    """Take items within the caller's transaction, and give how many were new.

    Those that the source sent before are left. One that is not simple, or cannot be read, is taken as
    a single one, in its own way to its own disposition; so are all where one of them undid the others.
    """
    fresh = list(_unknown(items, channel))
    read = [(item, _told(item, channel, content_type, now)) for item in fresh]
    together = [told for _item, told in read if told is not None]
    alone = [item for item, told in read if told is None]
    if together:
        try:
            with transaction.atomic():
                begin_many(together, now=now)
        except (IntegrityError, DataError):
            together, alone = [], fresh
    return len(together) + sum(
        intake.take_once(
            channel=channel, body=item.body, content_type=content_type, now=now,
            external_id=item.external_id, context=item.context,
        ).is_new
        for item in alone
    )  # fmt: skip


def _unknown(items: Sequence[Item], channel: Channel) -> Iterator[Item]:
    """Leave out what is here already, and what is the same as an item before it."""
    asked = [item.external_id for item in items]
    rows = RawIntake.objects.filter(channel=channel, external_id__in=asked)
    known = set(rows.values_list("external_id", flat=True))
    for item in items:
        if item.external_id not in known:
            known.add(item.external_id)
            yield item


def _told(item: Item, channel: Channel, content_type: str, now: datetime) -> Told | None:
    """Read an item that is not stored yet; None where it must go alone."""
    raw = unstored(
        channel=channel, body=item.body, content_type=content_type, now=now, context=item.context,
        external_id=item.external_id,
    )  # fmt: skip
    raw.reference = new_reference()
    try:
        draft = cleaned(adapter_for(channel.kind).read(raw, item.body))
    except UnreadableIntake:
        return None
    told = Told(raw=raw, draft=draft)
    return told if told.is_simple else None
