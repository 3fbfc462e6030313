"""The verbs of intake under one name: what doors, tasks and tests call."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import DatabaseError

from channels.errors import ComesTooEarly, FilesAway
from channels.models import Channel, RawIntake
from channels.rules.intake.accounting import account, account_fresh
from channels.rules.intake.dismissing import dismiss, open_after_all, retry
from channels.rules.items.receiving import Idempotency, Received, receive

log = logging.getLogger(__name__)
__all__ = [
    "Idempotency", "Received", "account", "dismiss", "open_after_all", "read_at_once", "read_now", "receive",
    "retry", "take", "take_once",
]  # fmt: skip


def take(
    *, channel: Channel, body: bytes, content_type: str, now: datetime,
    context: Mapping[str, object] | None = None, external_id: str | None = None,
    captured_at: datetime | None = None, idempotency: Idempotency | None = None,
) -> RawIntake:  # fmt: skip
    """Store an item, then read it; once this returns, the item is kept whatever the reading did.

    An item that its source sent before is returned as it stands. Otherwise as `receive`.
    """
    return take_once(
        channel=channel, body=body, content_type=content_type, now=now, context=context,
        external_id=external_id, captured_at=captured_at, idempotency=idempotency,
    ).raw  # fmt: skip


def take_once(
    *, channel: Channel, body: bytes, content_type: str, now: datetime,
    context: Mapping[str, object] | None = None, external_id: str | None = None,
    captured_at: datetime | None = None, idempotency: Idempotency | None = None,
) -> Received:  # fmt: skip
    """Do what `take` does, and say whether the item was new.

    Stored is acknowledged: where the database or the storage of files fails only afterwards, the
    item is returned unread, and the sweep reads it.
    """
    received = receive(
        channel=channel, body=body, content_type=content_type, now=now, context=context,
        external_id=external_id, captured_at=captured_at, idempotency=idempotency,
    )  # fmt: skip
    return read_now(received, body, now=now)


def read_now(received: Received, body: bytes, *, now: datetime) -> Received:
    """Read what was stored just now, as `take_once` does, where a rule stored it together with its own."""
    if not received.is_new:
        return received
    return Received(raw=read_at_once(received.raw, now=now, body=body), is_new=True)


def read_at_once(raw: RawIntake, *, now: datetime, body: bytes | None = None) -> RawIntake:
    """Read an item just stored; where that must wait it is given unread, and the sweep reads it."""
    try:
        return account_fresh(raw, body, now=now)
    except (DatabaseError, FilesAway, ComesTooEarly) as error:
        log.warning("intake %s is left to the sweep: %s", raw.pk, type(error).__name__)
        return raw
