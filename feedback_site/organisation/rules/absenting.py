"""Absenting: when somebody is away and who stands in; whoever works on cases hands theirs over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.errors import AlreadyBack, NoSuchAbsence
from feedback_site.organisation.models import Absence, User
from feedback_site.organisation.models.work_profile import led_by

LONGEST = timedelta(days=400)


def drafted(
    person: User, *, begins_at: datetime, ends_at: datetime, kind: str, actor: User,
    now: datetime, stand_in: User | None = None, hands_over: bool = True,
) -> Absence:  # fmt: skip
    """Give an away time as it would be, unsaved. Raises NotAllowed, and NoSuchAbsence for a wrong span."""
    require_leads(actor, person)
    span = ends_at - begins_at
    if not (timedelta() < span <= LONGEST and ends_at > now) or stand_in == person:
        raise NoSuchAbsence
    others = Absence.objects.lasting().filter(person=person)
    if others.filter(begins_at__lt=ends_at, ends_at__gt=begins_at).exists():
        raise NoSuchAbsence
    return Absence(
        person=person, begins_at=begins_at, ends_at=ends_at, kind=kind, stand_in=stand_in,
        hands_over=hands_over, entered_by=actor, entered_at=now,
    )  # fmt: skip


@transaction.atomic
def enter_absence(
    person_id: int, *, begins_at: datetime, ends_at: datetime, kind: str, actor: User,
    now: datetime, stand_in: User | None = None, hands_over: bool = True,
) -> Absence:  # fmt: skip
    """Enter an away time; raises as `drafted`. What the person has is handed over when it begins."""
    # The person is locked, so that of two entries at one moment the second sees the first.
    person = User.objects.select_for_update().get(pk=person_id)
    absence = drafted(
        person, begins_at=begins_at, ends_at=ends_at, kind=kind, actor=actor, now=now,
        stand_in=stand_in, hands_over=hands_over,
    )  # fmt: skip
    absence.save()
    body = {
        "person": person.pk, "from": begins_at.isoformat(), "until": ends_at.isoformat(),
        "kind": kind, "stand_in": stand_in.pk if stand_in else None, "hands_over": hands_over,
    }  # fmt: skip
    _record("absence.entered", absence, actor, body, now=now)
    return absence


@transaction.atomic
def end_absence(absence_id: int, *, actor: User, now: datetime) -> Absence:
    """Somebody is back earlier, or does not go at all. Raises NotAllowed, AlreadyBack."""
    absence = Absence.objects.select_for_update().get(pk=absence_id)
    require_leads(actor, absence.person)
    if absence.ends_at <= now:
        raise AlreadyBack
    absence.ends_at, absence.ended_by = max(now, absence.begins_at), actor
    absence.save(update_fields=["ends_at", "ended_by"])
    _record("absence.ended", absence, actor, {"until": absence.ends_at.isoformat()}, now=now)
    return absence


def require_leads(actor: User, person: User) -> None:
    """Raise NotAllowed for people out of somebody's reach."""
    if not led_by(actor).filter(pk=person.pk).exists():
        raise NotAllowed


def _record(
    verb: str, absence: Absence, actor: User, body: Mapping[str, object], *, now: datetime
) -> None:
    entry = Entry(verb=verb, subject=f"absence:{absence.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
