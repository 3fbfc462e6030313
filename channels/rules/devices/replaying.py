"""What a device kept comes in: each number once, exactly, however often it is sent."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from channels.devices import numbers, signing
from channels.devices.clerks import clerk_in
from channels.devices.clock import Captured, captured_moment
from channels.errors import (
    DeviceRevoked,
    ForeignReference,
    NumberTaken,
    TamperedEntry,
    UnknownDevice,
)
from channels.models import CounterDevice, DeviceNumber, RawIntake, ReservedReference
from channels.references import is_of_device
from channels.rules import intake
from channels.rules.items.receiving import Received
from feedback_site.organisation.models import User

PURPOSE = "entry"
# Sent so soon, an entry was not kept: the line was there.
AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """What a device says beside the bytes of an entry; `words` are those it signed.

    `captured_at` is by its own clock, `offset` ours minus its own at its last contact, `contact_at`.
    """

    device: str
    number: int
    captured_at: datetime
    offset: timedelta
    contact_at: datetime | None
    reference: str
    clerk: str
    language: str
    words: str
    signature: str


def take_entry(
    entry: KeptEntry, *, body: bytes, content_type: str, sender: User, now: datetime
) -> Received:
    """Take one entry through intake: number and item come into being together, or neither does.

    The same entry again gives the item that it made. Its clocks count from when it was captured, and
    it is by whoever was signed in then, whoever sends it. Raises UnknownDevice, TamperedEntry,
    DeviceRevoked, NumberTaken, ForeignReference; what is refused stays on the device.
    """
    with transaction.atomic():
        device = proven_device(
            entry.device, PURPOSE, entry.words, content_type, body, entry.signature
        )
        known = device.numbers.select_related("raw__channel").filter(number=entry.number).first()
        if known is not None and known.raw is not None:
            return _again(known.raw, entry, body)
        if not 0 < entry.number <= device.highest + numbers.MOST_AHEAD:
            raise TamperedEntry(why="number")
        received = _receive(device, entry, body, content_type, sender=sender, now=now)
        _place(device, entry.number, received.raw, known, now=now)
    return intake.read_now(received, body, now=now)


def proven_device(
    public_id: str, purpose: str, words: str, content_type: str, body: bytes, given: str
) -> CounterDevice:
    """Lock the device that signed this; the caller holds the transaction.

    Raises UnknownDevice, TamperedEntry, and DeviceRevoked only to the device itself.
    """
    rows = CounterDevice.objects.select_related("store", "channel")
    device = rows.select_for_update(of=("self",)).filter(public_id=public_id).first()
    if device is None:
        raise UnknownDevice
    if not signing.fits(
        given, signing.signature(device.secret(), purpose, words, content_type, body)
    ):
        raise TamperedEntry(why="signature")
    if device.revoked_at is not None:
        raise DeviceRevoked
    return device


def account_for(device: CounterDevice, came: list[int]) -> None:
    """Move the device's marks on after numbers found their place; the caller holds its lock and saves."""
    device.highest = max(device.highest, *came)
    above = device.numbers.filter(number__gt=device.gapless_to).values_list("number", flat=True)
    device.gapless_to = numbers.advanced(device.gapless_to, set(above))


def _again(raw: RawIntake, entry: KeptEntry, body: bytes) -> Received:
    if bytes(raw.sha256) != hashlib.sha256(body).digest():
        raise NumberTaken(number=entry.number)
    return Received(raw=raw, is_new=False)


def _receive(
    device: CounterDevice, entry: KeptEntry, body: bytes, content_type: str, *, sender: User,
    now: datetime,
) -> Received:  # fmt: skip
    captured = captured_moment(
        entry.captured_at, offset=entry.offset, contact_at=entry.contact_at,
        registered_at=device.registered_at, now=now,
    )  # fmt: skip
    if entry.reference:
        _use(device, entry.reference)
    return intake.receive(
        channel=device.channel, body=body, content_type=content_type, now=now,
        external_id=f"device:{device.public_id}:{entry.number}", captured_at=captured.at,
        context=_context(device, entry, captured, sender, now), reference=entry.reference or None,
    )  # fmt: skip


def _use(device: CounterDevice, reference: str) -> None:
    """Give back a reserved number, for its item has it from now on.

    A number that nobody has is taken too: it may have been given before a backup was put back, and the
    slip is in a customer's hands.
    """
    gone, _rows = ReservedReference.objects.filter(pk=reference, device=device).delete()
    if not gone and not _is_nobodys(reference):
        raise ForeignReference(reference=reference)


def _is_nobodys(reference: str) -> bool:
    return (
        is_of_device(reference)
        and not ReservedReference.objects.filter(pk=reference).exists()
        and not RawIntake.objects.filter(reference=reference).exists()
    )


def _context(
    device: CounterDevice, entry: KeptEntry, captured: Captured, sender: User, now: datetime
) -> dict[str, object]:
    return {
        "clerk": _clerk(entry, sender),
        "sent_by": sender.pk,
        "store": device.store.code,
        "language": entry.language,
        "device": device.pk,
        "number": entry.number,
        "skew_seconds": round(captured.skew.total_seconds()),
        "is_doubtful": captured.is_doubtful,
        "was_kept": captured.at < now - AT_ONCE,
    }


def _clerk(entry: KeptEntry, sender: User) -> int:
    """Give who was signed in when it was written down; where nothing proves that, who sends it.

    So also where that person has left since: their token must not speak for them any more.
    """
    found = clerk_in(entry.clerk)
    if found is None:
        return sender.pk
    ours = User.objects.filter(pk=found, is_staff=True, is_active=True)
    return found if ours.exists() else sender.pk


def _place(
    device: CounterDevice, number: int, raw: RawIntake, known: DeviceNumber | None, *, now: datetime
) -> None:  # fmt: skip
    """Put the item under its number; one that somebody had explained away has come after all."""
    if known is not None:
        known.raw, known.at = raw, now
        known.save(update_fields=("raw", "at"))
    else:
        DeviceNumber.objects.create(device=device, number=number, raw=raw, at=now)
    account_for(device, [number])
    device.seen_at = now
    device.kept = [one for one in device.kept if one != number]
    if not device.kept:
        device.kept_since = None
    device.save(update_fields=("highest", "gapless_to", "seen_at", "kept", "kept_since"))
