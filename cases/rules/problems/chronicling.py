"""Chronicling: the record of an incident, written with each change under its lock, and who may make one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, MissingFacts
from cases.incident_kinds import IncidentEventKind, TaskForceRole
from cases.models import Incident, IncidentEvent
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# Who of a task force leads it, and who speaks for it.
LEADS = frozenset({TaskForceRole.LEAD})
SPEAKS = LEADS | {TaskForceRole.COMMUNICATION}
# What people are told that a step lacks.
_CALLED = {
    "title": _("title"), "summary": _("what is known"), "containment": _("how it was contained"),
    "root_cause": _("root cause"), "action": _("what was done"), "lessons": _("what was learned"),
    "reason": _("Reason"), "text": _("Text"),
}  # fmt: skip


@dataclass(slots=True)
class Chronicle:
    """One locked incident, who changes it, and when."""

    incident: Incident
    actor: User
    now: datetime
    events: list[IncidentEvent] = field(default_factory=list)

    def happened(
        self, kind: IncidentEventKind, told: Mapping[str, object] | None = None, *,
        case_id: int | None = None, **facts: object,
    ) -> IncidentEvent:  # fmt: skip
        """Add a line to the record; it is written when the change is done."""
        self.incident.last_event_seq += 1
        event = IncidentEvent(
            incident=self.incident, seq=self.incident.last_event_seq, kind=kind, actor=self.actor,
            case_id=case_id, facts={**(told or {}), **facts}, happened_at=self.now,
        )  # fmt: skip
        self.events.append(event)
        return event


@contextmanager
def chronicled(incident_id: int, *, actor: User, now: datetime) -> Iterator[Chronicle]:
    """Lock an incident, let the caller change it, and write what happened, also into the ledger.

    Raises AlreadyDone where the incident is over: its record is closed.
    """
    with transaction.atomic():
        incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident_id)
        if incident.is_over:
            raise AlreadyDone
        chronicle = Chronicle(incident=incident, actor=actor, now=now)
        yield chronicle
        finish(chronicle)


def finish(chronicle: Chronicle) -> None:
    """Store the incident and its new lines."""
    incident = chronicle.incident
    incident.save()
    IncidentEvent.objects.bulk_create(chronicle.events)
    entries = [
        Entry(
            verb=f"incident.{event.kind}", subject=f"incident:{incident.pk}",
            actor=name_of(chronicle.actor), body={"seq": event.seq, "case": event.case_id},
        )
        for event in chronicle.events
    ]  # fmt: skip
    if entries:
        record(entries, now=chronicle.now)


def may_act(incident: Incident, user: User, roles: frozenset[TaskForceRole] | None = None) -> bool:
    """Whether somebody supervises, or is in the task force; with `roles` in one of them."""
    if user.can(Ability.SUPERVISE):
        return True
    mine = incident.members.filter(person=user, left_at=None)
    return (mine.filter(role__in=sorted(roles)) if roles else mine).exists()


def require_acting(
    incident: Incident, user: User, roles: frozenset[TaskForceRole] | None = None
) -> None:
    """Raise NotAllowed where `may_act` says no."""
    if not may_act(incident, user, roles):
        raise NotAllowed


def require_words(**words: str) -> None:
    """Raise MissingFacts for what is empty."""
    missing = [str(_CALLED[name]) for name, text in words.items() if not text.strip()]
    if missing:
        raise MissingFacts(names="、".join(missing))
