"""Take many items of one source together; where they cannot go together each goes by itself."""

from collections.abc import Sequence
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from channels.adapters import adapter_for
from channels.errors import UnreadableIntake
from channels.models import Channel
from channels.references import new_reference
from channels.rules import intake
from channels.rules.conversations.beginning_many import Told, begin_many
from channels.rules.items.drafting import cleaned
from channels.rules.items.receiving import unstored
from channels.rules.items.telling_apart import Item, untold


def take_many(items: Sequence[Item], *, channel: Channel, content_type: str, now: datetime) -> int:
    """Take items within the caller's transaction, and give how many were new.

    Those that the source sent before are left, as far as they say the same. One that is not simple, or
    cannot be read, is taken as a single one, in its own way to its own disposition; so are all where one
    of them undid the others.
    """
    fresh = list(untold(items, channel))
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
