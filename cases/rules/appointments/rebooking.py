"""Rebooking: many appointments of a store are moved at once, because it cannot receive people then."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, CaseEnded, MissingFacts, SlotGone
from cases.models import Appointment
from cases.rules.appointments import booking
from cases.rules.appointments.offering import may_offer
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User


@dataclass(slots=True, kw_only=True)
class Rebooked:
    """Which were moved, and which stand: their time was taken, they were changed meanwhile or have begun."""

    moved: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Which appointment is moved, from the time at which somebody saw it, and where to."""

    appointment_id: int
    seen_at: datetime
    starts_at: datetime


def rebook(
    moves: Iterable[Move], *, store_id: int, reason: str, actor: User, now: datetime
) -> Rebooked:
    """Move appointments of one store to other times there; each customer is told which, and why.

    Each by itself, so that a time that was taken meanwhile stops nobody else's. Raises NotAllowed unless they
    supervise the store, and MissingFacts without a reason.
    """
    if not may_offer(store_id, actor):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    wanted = {one.appointment_id: one for one in moves}
    theirs = Appointment.objects.filter(pk__in=wanted, store=store_id).order_by("starts_at", "pk")
    done = Rebooked()
    for appointment_id, purpose in theirs.values_list("pk", "purpose"):
        try:
            booking.move(
                appointment_id, store_id=store_id, purpose=purpose, reason=reason, actor=actor,
                starts_at=wanted[appointment_id].starts_at, now=now,
                expected=wanted[appointment_id].seen_at,
            )  # fmt: skip
        except (AlreadyDone, CaseEnded, SlotGone):
            done.refused.append(appointment_id)
        else:
            done.moved.append(appointment_id)
    return done
