"""Other times for what was booked: what lies outside the hours of its store, and what is free instead."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from cases.measures.appointments.free_slots import FreeSlot, free_slots
from cases.models import Appointment, SlotOffer
from cases.slot_times import code_of, lies_in
from feedback_site.organisation.rules.attending import hours_of
from feedback_site.organisation.working_hours import CalendarError, WorkingCalendar
from feedback_site.organisation.working_time import Span, windows

# A chain that is shut for a season has more: the earliest come first, and the next when those are moved.
MOST = 200
Hours = Mapping[int, WorkingCalendar | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An appointment, and the time that would be kept for it instead; none where nothing is free."""

    one: Appointment
    free: FreeSlot | None

    @property
    def code(self) -> str:
        """How a form names it: which, from when as it was seen, and where to."""
        seen = code_of(self.one.starts_at)
        return f"{self.one.pk}~{seen}~{self.free.code}" if self.free else ""


def outside_hours(
    store_ids: Iterable[int] | None, *, now: datetime, hours: Hours | None = None
) -> list[Appointment]:
    """Give what is booked from now on for times at which its store is not open, the earliest first.

    After a holiday was added, hours were changed, the store was shut; three statements where none lies
    outside, one more for those that do, and one where nobody is expected. None is all stores; `hours` are
    those of stores that somebody considers. Of a store whose hours nobody knows, nothing is known to lie
    outside.
    """
    coming = Appointment.objects.expected().filter(starts_at__gte=now)
    if store_ids is not None:
        coming = coming.filter(store__in=set(store_ids))
    # Of a whole chain these are many, and nearly none of them is shown.
    times = coming.values_list("pk", "store", "store__is_open", "starts_at", "ends_at")
    rows = [_Kept(*row) for row in times.order_by("starts_at", "pk")]
    if not rows:
        return []
    found = _outside(rows, now=now, hours=hours)[:MOST]
    if not found:
        return []
    whole = Appointment.objects.filter(pk__in=found).select_related(
        "store__calendar", "case__customer"
    )
    return list(whole.order_by("starts_at", "pk"))


def outside_among(appointments: Iterable[Appointment], *, now: datetime) -> frozenset[int]:
    """Say of appointments that were read, each with its store, which will meet a store that is not open.

    Two statements where somebody is still expected, else none.
    """
    rows = [
        _Kept(one.pk, one.store_id, one.store.is_open, one.starts_at, one.ends_at)
        for one in appointments
        if one.is_booked and not one.is_dropped and one.starts_at >= now
    ]
    return frozenset(_outside(rows, now=now)) if rows else frozenset()


def _outside(rows: "Sequence[_Kept]", *, now: datetime, hours: Hours | None = None) -> list[int]:
    known = hours if hours is not None else hours_of({one.store for one in rows}, now=now)
    last = max(one.ends_at for one in rows)
    spans = {pk: _open_spans(calendar, now, last) for pk, calendar in known.items()}
    return [one.pk for one in rows if _is_outside(one, spans.get(one.store))]


class _Kept(NamedTuple):
    """What of an appointment says whether its store is open then."""

    pk: int
    store: int
    is_open: bool
    starts_at: datetime
    ends_at: datetime


def _is_outside(one: _Kept, spans: Sequence[Span] | None) -> bool:
    if not one.is_open:
        return True
    return spans is not None and not lies_in(spans, one.starts_at, one.ends_at)


def _open_spans(
    calendar: WorkingCalendar | None, first: datetime, last: datetime
) -> Sequence[Span] | None:
    try:
        return None if calendar is None else windows(calendar, first, last)
    except CalendarError:
        return None


def proposals(
    appointments: Sequence[Appointment], *, first: date | None, now: datetime
) -> list[Proposal]:
    """Find another time at the same store for each, in their order; two statements for each purpose.

    It is on the first day that has a place, from their own day on or from `first`: there the one nearest to
    the time of day that they had chosen.
    """
    free = _free(appointments, now)
    left = Counter(
        {
            (purpose, one.slot.starts_at): one.places
            for purpose, many in free.items()
            for one in many
        }
    )
    found = []
    for one in appointments:
        days = max(first or one.day, one.day)
        open_ones = [
            slot
            for slot in free.get(one.purpose, ())
            if slot.begins.date() >= days
            and slot.slot.starts_at != one.starts_at
            and left[one.purpose, slot.slot.starts_at] > 0
        ]
        best = min(open_ones, key=lambda slot: _farness(slot, one), default=None)
        if best is not None:
            left[one.purpose, best.slot.starts_at] -= 1
        found.append(Proposal(one=one, free=best))
    return found


def _farness(slot: FreeSlot, one: Appointment) -> tuple[date, int, datetime]:
    """The day first, then how far it is from their time of day, on the store's clock."""
    minutes = (slot.begins.hour - one.begins.hour) * 60 + slot.begins.minute - one.begins.minute
    return slot.begins.date(), abs(minutes), slot.begins


def _free(appointments: Sequence[Appointment], now: datetime) -> dict[str, tuple[FreeSlot, ...]]:
    """What is free by purpose at the one store that they are at; booked by us, without notice."""
    stores, purposes = {one.store_id for one in appointments}, {one.purpose for one in appointments}
    offers = SlotOffer.objects.open().filter(store__in=stores, purpose__in=purposes)
    return {
        offer.purpose: free_slots(offer, now=now, has_notice=False)
        for offer in offers.select_related("store__calendar")
    }
