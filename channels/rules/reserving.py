"""References that a device may print alone: given beforehand, and known when a customer asks too early."""

import hmac
from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from channels.models import CounterDevice, RawIntake, ReservedReference
from channels.references import (
    access_code,
    code_digest,
    is_of_device,
    new_reference,
    read_reference,
)

# A counter that takes more complaints in one break of the line has other worries; then the number follows.
BLOCK = 40


def topped_up(
    device: CounterDevice, *, held: Collection[str], now: datetime
) -> list[ReservedReference]:
    """Give the device its block anew, without those on what it keeps, filled up to BLOCK.

    The caller holds the device's lock: two answers at once must not both fill up.
    """
    known = ReservedReference.objects.filter(device=device).order_by("reserved_at", "pk")
    block = [one for one in known if one.reference not in held]
    missing = BLOCK - len(block)
    return block + (_reserve(device, missing, now) if missing > 0 else [])


def is_waiting(reference_text: str, code: str) -> bool:
    """Whether reference and code stand on a slip whose item has not come yet.

    Asks for numbers of devices alone, and for these whether there is a case or not.
    """
    spelled = read_reference(reference_text) or ""
    if not is_of_device(spelled):
        return False
    is_reserved = ReservedReference.objects.filter(pk=spelled).exists()
    fits = hmac.compare_digest(code_digest(code_of(spelled)), code_digest(code))
    return is_reserved and fits


def device_with(reference_text: str) -> CounterDevice | None:
    """Give the device for which this reference is reserved; None where it is nobody's, or has come."""
    spelled = read_reference(reference_text) or ""
    if not is_of_device(spelled):
        return None
    found = ReservedReference.objects.select_related("device__store").filter(pk=spelled).first()
    return found.device if found else None


def code_of(reference: str) -> str:
    """Give the access code that the conversation of this reference begins with (decisions/0007)."""
    return access_code(bytes.fromhex(settings.TOKEN_KEY), reference, 1)


def _reserve(device: CounterDevice, number: int, now: datetime) -> list[ReservedReference]:
    """Draw from the numbers of devices; one that is taken after all is passed over and comes next time."""
    drawn = {new_reference(is_for_device=True) for _ in range(number)}
    # Numbers of before devices had a letter of their own.
    drawn -= set(RawIntake.objects.filter(reference__in=drawn).values_list("reference", flat=True))
    ReservedReference.objects.bulk_create(
        [ReservedReference(reference=one, device=device, reserved_at=now) for one in sorted(drawn)],
        ignore_conflicts=True,
    )
    ours = ReservedReference.objects.filter(device=device, reference__in=drawn)
    return list(ours.order_by("pk"))
