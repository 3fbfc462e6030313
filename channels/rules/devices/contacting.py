"""A device reports: how it is, what it keeps; and gets its numbers and our time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from channels.devices import numbers
from channels.models import CounterDevice
from channels.rules.devices.replaying import proven_device
from channels.rules.reserving import topped_up

PURPOSE = "contact"
# More is not kept on one device; what is beyond is reported next time.
MOST_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a device says of itself; `held` are the references on what it keeps."""

    given_to: int
    kept: Sequence[int]
    kept_since: datetime | None
    held: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What the device is told; `explained` are numbers it keeps that a person has accounted for."""

    device: CounterDevice
    references: Sequence[str]
    explained: Sequence[int]


@transaction.atomic
def note_contact(
    public_id: str, report: Report, *, body: bytes, signature: str, now: datetime
) -> Contact:
    """Keep what a device reports and fill up its block of references.

    Raises UnknownDevice, TamperedEntry, DeviceRevoked.
    """
    device = proven_device(public_id, PURPOSE, "", "", body, signature)
    named = sorted({one for one in report.kept if one > 0})
    kept = named[:MOST_KEPT]
    # What is beyond the list is not lost: we have not been told of it yet.
    given_to = min(report.given_to, kept[-1]) if len(named) > MOST_KEPT else report.given_to
    device.seen_at = now
    # A number beyond all reason is one that we do not believe.
    if 0 <= given_to <= device.highest + numbers.MOST_AHEAD:
        device.given_to = max(device.given_to, given_to)
    device.kept = kept
    device.kept_since = min(report.kept_since or now, now) if kept else None
    device.save(update_fields=("seen_at", "given_to", "kept", "kept_since"))
    block = topped_up(device, held=report.held, now=now)
    explained = device.numbers.filter(number__in=kept, raw=None).values_list("number", flat=True)
    return Contact(
        device=device, references=[one.reference for one in block], explained=sorted(explained)
    )
