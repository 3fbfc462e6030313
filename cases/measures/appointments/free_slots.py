"""Which slots of an offer still have a place: its hours, those of the store, and what is booked."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from cases.models import Appointment, SlotOffer
from cases.models.appointment import place_of
from cases.slot_times import Slot, slots_between
from feedback_site.organisation.rules.attending import hours_of
from feedback_site.organisation.working_hours import CalendarError


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSlot:
    """A slot with places left, and when it is by the store's clock."""

    slot: Slot
    begins: datetime
    places: int

    @property
    def code(self) -> str:
        """How a form names it."""
        return self.slot.code

    @property
    def clock(self) -> str:
        """When it begins, as the store's clock shows it."""
        return f"{self.begins:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfSlots:
    """A local day with the slots on it that can be booked."""

    day: date
    slots: tuple[FreeSlot, ...]

    @property
    def code(self) -> str:
        """How an address names it."""
        return self.day.isoformat()


def free_slots(
    offer: SlotOffer, *, now: datetime, has_notice: bool = True, moving: int | None = None
) -> tuple[FreeSlot, ...]:
    """Give the slots of an offer that can be booked now, in order, in three statements.

    Colleagues book without notice. The appointment `moving` takes no place from itself. Where the length of
    slots was changed, what was booked before takes its place in each new slot that it reaches into. None
    where nobody knows when the store is open.
    """
    calendar = hours_of([offer.store_id], now=now)[offer.store_id]
    if calendar is None:
        return ()
    place = place_of(calendar.tz)
    first = now + timedelta(minutes=offer.notice_minutes) if has_notice else now
    last = now.astimezone(place).date() + timedelta(days=offer.days_ahead)
    try:
        slots = slots_between(calendar, offer.week, offer.minutes, first=first, last=last)
    except CalendarError:
        return ()
    if not slots:
        return ()
    taken = _taken(offer, slots, moving)
    return tuple(_with_places(slots, taken, offer.places, place))


def by_day(slots: Iterable[FreeSlot]) -> tuple[DayOfSlots, ...]:
    """Put slots into the local days on which they begin."""
    return tuple(
        DayOfSlots(day=day, slots=tuple(of_day))
        for day, of_day in groupby(slots, key=lambda one: one.begins.date())
    )


def _taken(
    offer: SlotOffer, slots: Sequence[Slot], moving: int | None
) -> list[tuple[datetime, datetime]]:
    booked = Appointment.objects.expected().filter(
        store=offer.store_id, purpose=offer.purpose, ends_at__gt=slots[0].starts_at,
        starts_at__lt=slots[-1].ends_at,
    )  # fmt: skip
    if moving is not None:
        booked = booked.exclude(pk=moving)
    return list(booked.values_list("starts_at", "ends_at"))


def _with_places(
    slots: Iterable[Slot], taken: Sequence[tuple[datetime, datetime]], places: int, place: ZoneInfo
) -> Iterable[FreeSlot]:
    begun, ended = sorted(one for one, _ends in taken), sorted(one for _begins, one in taken)
    for slot in slots:
        # Those that begin before it ends, but for those that end before it begins.
        held = bisect_left(begun, slot.ends_at) - bisect_right(ended, slot.starts_at)
        if held < places:
            begins = slot.starts_at.astimezone(place)
            yield FreeSlot(slot=slot, begins=begins, places=places - held)
