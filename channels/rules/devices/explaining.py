"""Saying why numbers of a device will never come: the tablet is broken, the entry was written on paper."""

from datetime import datetime

from django.db import transaction

from channels.devices import numbers
from channels.errors import MissingReason, NothingMissing
from channels.models import DeviceNumber
from channels.rules.devices.registering import locked_device
from channels.rules.devices.replaying import account_for
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User


@transaction.atomic
def explain_numbers(
    device_id: int, *, first: int, last: int, reason: str, actor: User, now: datetime
) -> list[int]:
    """Account for what is missing from `first` to `last`, and give those numbers.

    One that comes after all still gets its case. Raises NotAllowed, UnknownDevice, MissingReason,
    NothingMissing.
    """
    device = locked_device(device_id, actor)
    if not reason.strip():
        raise MissingReason
    last = min(last, max(device.highest, device.given_to))
    came = set(device.numbers.filter(number__range=(first, last)).values_list("number", flat=True))
    missing = [one for one in range(max(first, 1), last + 1) if one not in came]
    if not missing or len(missing) > numbers.MOST_AHEAD:
        raise NothingMissing
    DeviceNumber.objects.bulk_create(
        DeviceNumber(
            device=device, number=one, at=now, reason=reason.strip()[:200], explained_by=actor
        )
        for one in missing
    )
    account_for(device, missing)
    device.save(update_fields=("highest", "gapless_to"))
    entry = Entry(
        verb="device.numbers_explained", subject=f"device:{device.pk}", actor=name_of(actor),
        body={"numbers": missing, "reason": reason.strip()[:200]},
    )  # fmt: skip
    record([entry], now=now)
    return missing
