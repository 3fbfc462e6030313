"""Reminding: the customer the day before an appointment, and the store when its time has passed unsaid."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Appointment
from cases.models.appointment import NOT_COMING
from cases.rules.appointments.booking import asks_at, facts_of, offer_of, told_of
from cases.rules.changes import telling
from cases.rules.changes.changing import Change, changing
from cases.rules.locking import lock_case
from feedback_site.organisation.rules.attending import hours_of
from feedback_site.organisation.working_time import windows
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep


def _reference_of(appointment_id: int) -> str:
    found = Appointment.objects.filter(pk=appointment_id)
    return found.values_list("case__reference", flat=True).first() or ""


VISITING = Sweep(
    code="cases.appointments",
    title=_("Remind of an appointment, and ask the store whether the customer came"),
    label=_reference_of,
)


def sweep_appointments(*, now: datetime, limit: int = 200) -> int:
    """Look at the appointments with which something is to be done now, and count them."""
    due = (
        Appointment.objects.filter(look_at__lte=now)
        .exclude(pk__in=stuck(VISITING))
        .order_by("look_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(VISITING, list(due), partial(look_at, now=now), now=now)


@transaction.atomic
def look_at(appointment_id: int, *, now: datetime) -> bool:
    """Do what is due; False where it was done, moved or cancelled meanwhile.

    Of a case that was called off nobody is told anything, and nobody is asked; of a time at which the store
    is shut meanwhile nobody is told to come.
    """
    case_id = Appointment.objects.values_list("case", flat=True).get(pk=appointment_id)
    case = lock_case(case_id)
    due = Appointment.objects.filter(pk=appointment_id, look_at__lte=now)
    one = due.select_related("store__calendar").first()
    if one is None:
        return False
    if case.state in NOT_COMING:
        return bool(due.update(look_at=None))
    if now < one.starts_at and _is_shut(one, now):
        return bool(due.update(look_at=asks_at(one)))
    with changing(case_id, actor=None, now=now) as change:
        if now < one.starts_at:
            _remind(one, change)
        else:
            one.asked_at, one.look_at = now, None
            change.happened(EventKind.BOOKING_ASKED, facts=facts_of(one))
        one.save()
    return True


def _remind(one: Appointment, change: Change) -> None:
    one.reminded_at, one.look_at = change.now, asks_at(one)
    change.happened(EventKind.BOOKING_REMINDED, facts=facts_of(one))
    told = told_of(one, offer=offer_of(one), now=change.now)
    telling.tell(change, "appointment_reminder", **told)


def _is_shut(one: Appointment, now: datetime) -> bool:
    calendar = hours_of([one.store_id], now=now)[one.store_id]
    return calendar is not None and not windows(calendar, one.starts_at, one.ends_at)
