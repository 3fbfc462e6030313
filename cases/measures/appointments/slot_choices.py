"""What somebody chooses from on the way to an appointment: purpose, then day, then time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.measures.appointments.free_slots import DayOfSlots, by_day, free_slots
from cases.models import SlotOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotChoices:
    """How far the choice has come; `days` are those of the chosen offer, empty where nothing is free."""

    offers: Sequence[SlotOffer]
    offer: SlotOffer | None = None
    days: tuple[DayOfSlots, ...] = ()
    day: DayOfSlots | None = None


def offers_of(store_code: str) -> list[SlotOffer]:
    """What a store offers now, by purpose."""
    offers = SlotOffer.objects.open().filter(store__code=store_code)
    return list(offers.select_related("store__calendar").order_by("purpose"))


def slot_choices(
    offers: Sequence[SlotOffer], *, purpose: str, day: str, now: datetime, has_notice: bool = True,
    moving: int | None = None, stands_at: datetime | None = None,
) -> SlotChoices:  # fmt: skip
    """Go as far as was chosen; where a store offers one thing only, that is chosen already.

    Where it `stands_at` now is no other time, and is left out.
    """
    offer = next((one for one in offers if one.purpose == purpose), None)
    if offer is None and len(offers) == 1:
        offer = offers[0]
    if offer is None:
        return SlotChoices(offers=offers)
    free = free_slots(offer, now=now, has_notice=has_notice, moving=moving)
    days = by_day(one for one in free if one.slot.starts_at != stands_at)
    chosen = next((one for one in days if one.code == day), None)
    return SlotChoices(offers=offers, offer=offer, days=days, day=chosen)
