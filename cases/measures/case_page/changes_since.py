"""What happened to a case since a version of it was read: for whoever was writing meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases import event_words
from cases.appointment_words import through_whom
from cases.models import Case, CaseEvent, Note
from feedback_site.organisation.models import User

# What is longer ago is in the history below.
MOST_CHANGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """One thing that was done: what, by whom, and the words of it where there are any."""

    at: datetime
    who: str
    title: str
    text: str


def changes_since(case: Case, version: int) -> Sequence[Meanwhile]:
    """Give what happened after this version, the oldest first; three statements, and none where nothing did.

    Each change makes one version and writes its events at one moment: so many of the latest moments are new.
    """
    now_at = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    number = min(now_at - version, MOST_CHANGES)
    if number < 1:
        return ()
    events = list(
        CaseEvent.objects.filter(case=case)
        .select_related("actor", "message")
        .order_by("-seq")[: 4 * number]
    )
    moments = sorted({event.recorded_at for event in events})[-number:]
    new = [event for event in reversed(events) if event.recorded_at in moments]
    ids = [event.facts["note"] for event in new if "note" in event.facts]
    notes = Note.objects.in_bulk(ids) if ids else {}
    return [_meanwhile(event, notes) for event in new]


def _meanwhile(event: CaseEvent, notes: dict[int, Note]) -> Meanwhile:
    note = notes.get(event.facts.get("note", 0))
    said = note.text if note else event.message.text if event.message else ""
    assignee = str(event.facts.get("assignee", ""))
    to = User.objects.filter(pk=int(assignee)).first() if assignee.isdecimal() else None
    outside = through_whom(event.facts) or _("The customer")
    who = outside if event.by_customer else str(event.actor or _("The system"))
    return Meanwhile(
        at=event.happened_at,
        who=who,
        title=event_words.title_of(event.kind, event.facts, assignee=str(to or "")),
        text=said or event_words.text_of(event.kind, event.facts),
    )
