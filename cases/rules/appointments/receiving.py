"""Receiving visitors: whether a customer came to their appointment, as the store says it.

The clock never says it: a customer who came, and whom nobody ticked, would be told a lie by it.
"""

from datetime import datetime, timedelta

from cases.errors import AlreadyDone, NotYet
from cases.kinds import AppointmentState, EventKind
from cases.measures.appointments.days import MARKED_EARLIEST
from cases.models import Appointment
from cases.rules.appointments.booking import facts_of
from cases.rules.changes.changing import changing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def came(appointment_id: int, *, actor: User, now: datetime) -> Appointment:
    """Say that the customer came; also where it was said before that they did not."""
    return _settle(
        appointment_id, AppointmentState.CAME, EventKind.BOOKING_CAME, actor=actor, now=now
    )


def missed(appointment_id: int, *, actor: User, now: datetime) -> Appointment:
    """Say that it did not take place, whoever's fault that was. Nobody is written to about it."""
    return _settle(
        appointment_id, AppointmentState.MISSED, EventKind.BOOKING_MISSED, actor=actor, now=now
    )


def _settle(
    appointment_id: int, state: AppointmentState, kind: EventKind, *, actor: User, now: datetime
) -> Appointment:
    """Raises NotAllowed, NotYet before its time, AlreadyDone where it was cancelled or said before."""
    if not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed
    case_id = Appointment.objects.values_list("case", flat=True).get(pk=appointment_id)
    with changing(case_id, actor=actor, now=now) as change:
        one = Appointment.objects.select_related("store__calendar").get(pk=appointment_id)
        if one.state in (AppointmentState.CANCELLED, state):
            raise AlreadyDone
        early = MARKED_EARLIEST if state == AppointmentState.CAME else timedelta()
        earliest = one.starts_at - early
        if now < earliest:
            raise NotYet
        one.settle(state, by=actor, now=now)
        one.save()
        change.happened(kind, facts=facts_of(one))
    return one
