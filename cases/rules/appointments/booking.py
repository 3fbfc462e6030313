"""Booking: a place in a slot of a store is kept for the customer of a case, moved, or given back.

The offer's row is locked while its places are counted, after that of the case: two people who press at the
same moment cannot both have the last place.
"""

from contextlib import AbstractContextManager, suppress
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.errors import (
    AlreadyDone,
    CaseEnded,
    ChangedTooOften,
    HasAppointment,
    MissingFacts,
    SlotGone,
    TooLateToChange,
)
from cases.kinds import AppointmentState, EventKind
from cases.measures.appointments.free_slots import FreeSlot, free_slots
from cases.models import Appointment, SlotOffer
from cases.models.appointment import NOT_COMING
from cases.rules.appointments.offering import may_offer
from cases.rules.changes import telling
from cases.rules.changes.changing import Change, changing
from cases.states import UNFINISHED
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.working_time import instant_of

BOOKABLE = UNFINISHED
# The day before, at this time of the store's day, the customer is reminded.
REMINDED_AT = time(10)
# So long after its end the store is asked whether the customer came.
ASKED_AFTER = timedelta(minutes=30)
# How often a customer may book and move by themselves on one case.
MOST_CHANGES = 8
# What of these still waits to go out, for the morning or for the relay, is not sent once it is not so.
OVERTAKEN = ("appointment_booked", "appointment_reminder")


def book(
    case_id: int, *, store_id: int, purpose: str, starts_at: datetime, actor: User | None,
    now: datetime, version: int | None = None, partner: str = "",
) -> Appointment:  # fmt: skip
    """Keep a place for the customer of a case; they do it themselves where there is no `actor`.

    Where they did it through a `partner` its name stands in the history. They get a letter with it at once,
    and one the day before. Raises NotAllowed, CaseEnded, HasAppointment, ChangedTooOften, StaleCase, and
    SlotGone where there is no such slot, or no place in it.
    """
    _require(actor)
    with _changing(case_id, actor, now, version) as change:
        if change.case.state not in BOOKABLE:
            raise CaseEnded
        if change.case.appointments.filter(state=AppointmentState.BOOKED).exists():
            raise HasAppointment
        _require_seldom(change)
        offer, free = _place_in(store_id, purpose, starts_at, change)
        made = Appointment(
            case=change.case, store=offer.store, purpose=offer.purpose, booked_at=now,
            booked_by=actor,
        )  # fmt: skip
        _put(made, offer, free, now)
        made.save()
        change.happened(EventKind.BOOKED, facts={**facts_of(made), **_through(partner)})
        telling.tell(change, "appointment_booked", **told_of(made, offer=offer, now=now))
    return made


def move(
    appointment_id: int, *, store_id: int, purpose: str, starts_at: datetime, actor: User | None,
    now: datetime, version: int | None = None, reason: str = "", expected: datetime | None = None,
    partner: str = "",
) -> Appointment:  # fmt: skip
    """Give the place back and keep another, or nothing of both; the customer is told the new time.

    With a `reason` they read that it was us who had to move it, and why. `expected`: it is moved only if it
    still begins then, there and for that, and has not begun. Raises as `book`, AlreadyDone for what is not
    booked, is not as expected or stands at that time, and TooLateToChange where the customer's own time to
    change it is over.
    """
    _require(actor)
    with _changing(_case_of(appointment_id), actor, now, version) as change:
        moved = _booked(appointment_id, change)
        if (moved.store_id, moved.purpose, moved.starts_at) == (store_id, purpose, starts_at):
            raise AlreadyDone
        if expected is not None:
            _require_as_seen(moved, (store_id, purpose, expected), now)
        _require_seldom(change)
        offer, free = _place_in(store_id, purpose, starts_at, change, moving=moved.pk)
        was = moved.starts_at
        moved.store, moved.purpose = offer.store, offer.purpose
        moved.times_moved += 1
        moved.reminded_at = moved.asked_at = None
        _put(moved, offer, free, now)
        moved.save()
        said = {"was_at": was.isoformat(), **_why(reason)}
        change.happened(
            EventKind.BOOKING_MOVED, facts={**facts_of(moved), **said, **_through(partner)}
        )
        told = {**told_of(moved, offer=offer, now=now), **said}
        telling.hold_back_kinds(change, *OVERTAKEN)
        telling.tell(change, "appointment_booked", **told)
    return moved


def cancel(
    appointment_id: int, *, actor: User | None, now: datetime, reason: str = "",
    version: int | None = None, partner: str = "",
) -> Appointment:  # fmt: skip
    """Give the place back; the customer is told, by a colleague with a reason that they read.

    Raises NotAllowed, MissingFacts, AlreadyDone, TooLateToChange, StaleCase.
    """
    _require(actor)
    if actor is not None and not reason.strip():
        raise MissingFacts(names=_("Reason"))
    with _changing(_case_of(appointment_id), actor, now, version) as change:
        gone = _booked(appointment_id, change)
        gone.settle(AppointmentState.CANCELLED, by=actor, now=now)
        gone.save()
        _cancelled(change, gone, partner=partner, **_why(reason))
    return gone


def end_with_case(change: Change) -> None:
    """Give back the place of a case that has just been called off, and tell the customer not to come.

    Whatever its customer may still change by themselves: nobody waits for them there any more.
    """
    booked = change.case.appointments.filter(state=AppointmentState.BOOKED, ends_at__gt=change.now)
    for gone in booked.select_related("store__calendar"):
        gone.settle(AppointmentState.CANCELLED, by=change.actor, now=change.now)
        gone.save()
        _cancelled(change, gone, ended=change.case.state)


def cancel_day(
    store_id: int, begins: datetime, ends: datetime, *, reason: str, actor: User, now: datetime
) -> int:
    """Cancel all of a day that is still to come, each customer told why, and count them.

    Each by itself, so that one that was cancelled meanwhile stops nobody else's. Raises NotAllowed unless
    they supervise the store, and MissingFacts without a reason.
    """
    if not may_offer(store_id, actor):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    coming = Appointment.objects.expected().filter(
        store=store_id, starts_at__gte=max(begins, now), starts_at__lt=ends
    )
    done = 0
    for appointment_id in coming.order_by("starts_at").values_list("pk", flat=True):
        with suppress(AlreadyDone, CaseEnded):
            cancel(appointment_id, actor=actor, reason=reason, now=now)
            done += 1
    return done


def _cancelled(change: Change, gone: Appointment, *, partner: str = "", **said: str) -> None:
    """Write that it is cancelled into the history, and tell the customer."""
    facts = {**facts_of(gone), **said, **_through(partner)}
    change.happened(EventKind.BOOKING_CANCELLED, facts=facts)
    telling.hold_back_kinds(change, *OVERTAKEN)
    told: dict[str, Any] = {**told_of(gone, now=change.now), **said}
    telling.tell(change, "appointment_cancelled", **told)


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason.strip()} if reason.strip() else {}


def _through(partner: str) -> dict[str, str]:
    return {"partner": partner} if partner else {}


def facts_of(one: Appointment) -> dict[str, object]:
    """What an event keeps of an appointment: enough to say it in each language, by the store's clock."""
    store = one.store
    return {
        "appointment": one.pk, "purpose": one.purpose, "starts_at": one.starts_at.isoformat(),
        "zone": one.place.key,
        "store": [store.name_zh_hant, store.name_zh_hans, store.name_en],
    }  # fmt: skip


def told_of(one: Appointment, *, now: datetime, offer: SlotOffer | None = None) -> dict[str, Any]:
    """What a letter needs of an appointment; in which language it goes out is decided when it is sent."""
    store = one.store
    until = {"until_at": one.change_until.isoformat()} if one.change_until > now else {}
    return {
        **until,
        "starts_at": one.starts_at.isoformat(),
        "appointment": {
            "id": one.pk, "sequence": one.times_moved, "purpose": one.purpose,
            "ends_at": one.ends_at.isoformat(), "zone": one.place.key,
            "is_cancelled": one.state == AppointmentState.CANCELLED,
            "store": {
                "zh-hant": store.name_zh_hant, "zh-hans": store.name_zh_hans, "en": store.name_en,
            },
            "address": store.address, "phone": store.phone,
            "words": offer.words_by_language() if offer else {},
        },
    }  # fmt: skip


def offer_of(one: Appointment) -> SlotOffer | None:
    """What it was booked from, as that is by now."""
    return SlotOffer.objects.filter(store=one.store_id, purpose=one.purpose).first()


def _require(actor: User | None) -> None:
    if actor is not None and not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed


def _changing(
    case_id: int, actor: User | None, now: datetime, version: int | None
) -> AbstractContextManager[Change]:
    return changing(case_id, actor=actor, now=now, version=version, by_customer=actor is None)


def _require_seldom(change: Change) -> None:
    """Each change is a letter, and a place that others do not see: a customer's are counted."""
    if not change.by_customer:
        return
    kinds = Q(kind=EventKind.BOOKED) | Q(kind=EventKind.BOOKING_MOVED)
    if change.case.events.filter(kinds, by_customer=True).count() >= MOST_CHANGES:
        raise ChangedTooOften


def _case_of(appointment_id: int) -> int:
    return Appointment.objects.values_list("case", flat=True).get(pk=appointment_id)


def _booked(appointment_id: int, change: Change) -> Appointment:
    """Read an appointment of the locked case."""
    found = Appointment.objects.select_related("store__calendar").get(pk=appointment_id)
    if not found.is_booked:
        raise AlreadyDone
    if change.case.state in NOT_COMING:
        raise CaseEnded
    if change.by_customer and change.now > found.change_until:
        raise TooLateToChange
    return found


def _require_as_seen(moved: Appointment, seen: tuple[int, str, datetime], now: datetime) -> None:
    """Whoever moves what they saw in a list must not undo what its customer has chosen since."""
    if (moved.store_id, moved.purpose, moved.starts_at) != seen or moved.starts_at <= now:
        raise AlreadyDone


def _place_in(
    store_id: int, purpose: str, starts_at: datetime, change: Change, *, moving: int | None = None
) -> tuple[SlotOffer, FreeSlot]:
    """Find a place in a slot that begins then, with the offer locked. Raises SlotGone."""
    offers = SlotOffer.objects.open().filter(store=store_id, purpose=purpose)
    offer = offers.select_for_update(of=("self",)).select_related("store__calendar").first()
    if offer is None:
        raise SlotGone
    free = free_slots(offer, now=change.now, has_notice=change.by_customer, moving=moving)
    found = next((one for one in free if one.slot.starts_at == starts_at), None)
    if found is None:
        raise SlotGone
    return offer, found


def _put(one: Appointment, offer: SlotOffer, free: FreeSlot, now: datetime) -> None:
    """Put it into a slot; what the sweep has to do follows from the time."""
    one.starts_at, one.ends_at = free.slot.starts_at, free.slot.ends_at
    one.change_until = one.starts_at - timedelta(minutes=offer.notice_minutes)
    reminder = instant_of(
        one.place.key,
        datetime.combine(one.begins.date() - timedelta(days=1), REMINDED_AT),
    )
    one.look_at = reminder if reminder > now else asks_at(one)


def asks_at(one: Appointment) -> datetime:
    """When the store is asked whether the customer came."""
    return one.ends_at + ASKED_AFTER
