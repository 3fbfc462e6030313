"""Undoing: what a resolution leaves behind, and putting a case back as it was before a slip."""

from datetime import datetime

from django.utils.dateparse import parse_datetime

from cases.kinds import EventKind, ToldHow
from cases.measures.queues.owed import answers_after, earliest, gone_before
from cases.models import Case, CaseEvent
from cases.rules.categories import labelling
from cases.rules.lifecycle import repeating
from cases.states import CALLED_OFF
from channels.rules.answers import taking_back

# What was said so is said; a letter from the case has not gone out yet, and one by post hardly.
SAID = frozenset({ToldHow.PHONE, ToldHow.IN_PERSON, ToldHow.IN_PUBLIC})
_MARKED = (EventKind.REMEDIED, EventKind.RESOLVED, EventKind.ANSWERED)


def values_before(case: Case) -> dict[str, str]:
    """Give the values of a case that its solving writes over, as its event keeps them."""
    return {
        name: value.isoformat()
        for name in ("unanswered_since", "first_answered_at")
        if (value := getattr(case, name)) is not None
    }


def taken_back(case: Case) -> dict[str, object]:
    """Name the events of the latest solving that never happened, as the event of undoing says it.

    Nothing where it was solved before its events were marked: the fold then takes back what it can.
    """
    number = case.resolution_number
    marked = case.events.filter(kind__in=_MARKED, facts__resolution=number).order_by("seq")
    sequences = list(marked.values_list("seq", flat=True))
    return {"takes_back": sequences, "resolution": number} if sequences else {}


def solved_by_slip(case: Case) -> dict[str, object]:
    """Give what was answered in the solving that was undone last; nothing where none was, or work went on.

    Whoever undid it to correct one word finds the others again.
    """
    if not case.resolution_number:
        return {}
    kinds = (EventKind.RESOLVED, EventKind.RESOLUTION_UNDONE, EventKind.REOPENED)
    latest = list(case.events.filter(kind__in=kinds).order_by("-seq")[:2])
    is_slip = [one.kind for one in latest] == [EventKind.RESOLUTION_UNDONE, EventKind.RESOLVED]
    return dict(latest[1].facts) if is_slip else {}


def put_back(case: Case, *, now: datetime) -> None:
    """Restore what solving wrote over: since when they wait, when they were answered, links and labels."""
    resolved = case.events.filter(kind=EventKind.RESOLVED).latest("seq")
    repeating.unlink_repeat(case, made_at=resolved.happened_at, now=now)
    labelling.kept_no_more(case, at=resolved.happened_at)
    if "before" in resolved.facts:
        put_answers_back(case, resolved, since=_answer_since(case, resolved))


def put_answers_back(case: Case, never: CaseEvent, *, since: CaseEvent | None) -> None:
    """Restore since when the customer waits and when they were first answered, as before what never was.

    `since`: the first answer after it that stands. What it found may be of answers that never were, either.
    """
    before = [one.facts.get("before", {}) for one in (never, *gone_before(case, never))]
    first = parse_datetime(before[-1].get("first_answered_at", ""))
    case.first_answered_at = first or (since.happened_at if since else None)
    if since is None and case.state not in CALLED_OFF:
        waits = [parse_datetime(one.get("unanswered_since", "")) for one in before]
        case.unanswered_since = earliest(*waits, case.unanswered_since)


def files_back(case: Case, *, now: datetime) -> None:
    """Put the files that would have gone with the answer of the latest solving beside it again."""
    resolved = case.events.filter(kind=EventKind.RESOLVED).latest("seq")
    enclosed = case.events.filter(
        kind=EventKind.ANSWERED, message__isnull=False, seq__gt=resolved.seq,
        recorded_at=resolved.recorded_at,
    )  # fmt: skip
    for message_id in enclosed.values_list("message", flat=True):
        taking_back.take_files_back(message_id, now=now)


def _answer_since(case: Case, resolved: CaseEvent) -> CaseEvent | None:
    """The first answer since that stands: what was said when it was solved, or written afterwards."""
    answers = answers_after(case, resolved)
    undone = answers.filter(facts__resolution=resolved.facts["resolution"])
    return answers.exclude(pk__in=undone).order_by("seq").first()
