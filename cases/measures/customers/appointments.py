"""The appointment of a case as its customer sees it, and what happened to it in their words."""

from datetime import datetime

from cases.appointment_words import day_in_words, said_of_booking
from cases.kinds import AppointmentState, EventKind, Purpose
from cases.measures.customers import words
from cases.measures.customers.page import Entry, Visit
from cases.models import Appointment, Case, CaseEvent, SlotOffer
from cases.models.appointment import NOT_COMING

# That nobody came is between colleagues; here there is a way to a new time instead.
TOLD = frozenset(
    {
        EventKind.BOOKED, EventKind.BOOKING_MOVED, EventKind.BOOKING_CANCELLED,
        EventKind.BOOKING_CAME,
    }
)  # fmt: skip


def told_of_booking(event: CaseEvent) -> Entry:
    """One line: when, where and what for; by whom it was done, and why."""
    return Entry(
        at=event.happened_at, kind="customer" if event.by_customer else "staff",
        title=words.TITLES[EventKind(event.kind)], text=said_of_booking(event.facts),
    )  # fmt: skip


def visit_of(case: Case, *, now: datetime) -> Visit | None:
    """Give the appointment that is to come, or the last one where it did not take place; two statements."""
    if case.state in NOT_COMING:
        return None
    rows = list(case.appointments.select_related("store__calendar").order_by("-booked_at"))
    booked = next((one for one in rows if one.is_booked), None)
    if booked is None and rows and rows[0].state == AppointmentState.MISSED:
        booked = rows[0]
    return _visit(booked, now) if booked else None


def _visit(one: Appointment, now: datetime) -> Visit:
    offer = SlotOffer.objects.filter(store=one.store_id, purpose=one.purpose).first()
    until = one.change_until.astimezone(one.place)
    return Visit(
        pk=one.pk, store_code=one.store.code, store=one.store.name, address=one.store.address,
        phone=one.store.phone, purpose=one.purpose, purpose_name=str(Purpose(one.purpose).label),
        words=offer.words if offer else "", day=one.begins.date(), clock=one.clock,
        starts_at=one.starts_at, zone=one.place.key, may_change=one.is_booked and now <= one.change_until,
        until=f"{day_in_words(until.date())} {until:%H:%M}", is_over=now >= one.ends_at,
        is_booked=one.is_booked,
    )  # fmt: skip
