"""Incidents as the desk lists and shows them, in a fixed number of statements however large they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from cases.incident_kinds import (
    OPEN_INCIDENT,
    ContactHow,
    IncidentState,
    MessageState,
    RunKind,
    RunResult,
)
from cases.measures.problems.incident_words import text_of, title_of
from cases.models import (
    AffectedCustomer,
    Case,
    Incident,
    IncidentEvent,
    IncidentMember,
    IncidentMessage,
    IncidentRecipient,
    IncidentRun,
    IncidentRunCase,
    IncidentTask,
)
from cases.models.case import CaseQuerySet
from cases.states import UNFINISHED, CaseState
from channels.kinds import ContactKind, OutboxState
from feedback_site.organisation.models import User

ROWS = 50
MOST_CHILDREN = MOST_AFFECTED = 200
MOST_EVENTS = 150
MOST_RUNS, MOST_NOT_DONE = 3, 100
# Whom no letter will reach; then whom none has reached yet; who was not met; and who knows.
_URGENCY = Choice(
    When(
        ~Q(contact_point__kind=ContactKind.EMAIL, contact_point__bounced_at=None),
        contacted_how="",
        then=0,
    ),
    When(contacted_how="", letter=None, then=1),
    When(contacted_how=ContactHow.UNREACHABLE, then=2),
    default=3,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One line of the list."""

    incident: Incident
    children: int
    unfinished: int
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the record."""

    at: datetime
    title: str
    text: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageProgress:
    """A message and how far it is: who is written down, was told, got a letter, which failed."""

    message: IncidentMessage
    recipients: int
    told: int
    letters: int
    sent: int
    failed: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedRow:
    """An affected customer; `is_written_to` says that a letter has gone out to them."""

    row: AffectedCustomer
    is_written_to: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress:
    """A step over many cases: how many are behind it, with how many it was done, and which were left.

    `not_done` are those of them that the reader may see.
    """

    run: IncidentRun
    cases: int
    behind: int
    done: int
    not_done: Sequence[IncidentRunCase]

    @property
    def left(self) -> int:
        """How many were left as they are."""
        return self.behind - self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFile:
    """What a page shows of an incident; `hidden` cases are out of the reader's reach."""

    incident: Incident
    children: Sequence[Case]
    number: int
    unfinished: int
    verified: int
    hidden: int
    members: Sequence[IncidentMember]
    tasks: Sequence[IncidentTask]
    record: Sequence[Line]
    messages: Sequence[MessageProgress]
    affected: Sequence[AffectedRow]
    affected_number: int
    runs: Sequence[RunProgress]

    @property
    def is_running(self) -> bool:
        """Whether something is being done with its cases."""
        return any(one.run.ended_at is None for one in self.runs)

    @property
    def is_being_solved(self) -> bool:
        """Whether its cases are being solved."""
        solving = (one.run for one in self.runs if one.run.kind == RunKind.SOLVE)
        return any(run.ended_at is None for run in solving)

    @property
    def open_tasks(self) -> int:
        """How much of the plan is not done."""
        return sum(task.done_at is None for task in self.tasks)


def incident_rows(
    user: User, *, view: str, kind: str = "", before: int | None = None
) -> list[IncidentRow]:
    """List incidents, newest first, one more than ROWS where there are more; two statements."""
    rows = Incident.objects.visible_to(user)
    if view in ("open", ""):
        rows = rows.filter(state__in=sorted({*OPEN_INCIDENT, IncidentState.SOLVED}))
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = rows.select_related("store").annotate(
        children=_counted(Q()), unfinished=_counted(Q(state__in=sorted(UNFINISHED)))
    )
    listed = list(found.order_by("-pk")[: ROWS + 1])
    leads = _leads(one.pk for one in listed)
    return [
        IncidentRow(
            incident=one, children=getattr(one, "children", 0), unfinished=getattr(one, "unfinished", 0),
            lead=leads.get(one.pk, ""),
        )
        for one in listed
    ]  # fmt: skip


def open_incidents(user: User) -> list[tuple[str, str]]:
    """What a case may be joined to, as choices."""
    rows = Incident.objects.visible_to(user).open().order_by("-pk")[:ROWS]
    return [(str(one.pk), str(one)) for one in rows]


def incident_file(incident_id: int, user: User) -> IncidentFile:
    """Read an incident with everything on its page. Raises Incident.DoesNotExist for strangers."""
    incident = (
        Incident.objects.visible_to(user)
        .select_related("store", "problem__store", "problem__category", "declared_by")
        .get(pk=incident_id)
    )
    every = Case.objects.filter(incident=incident)
    numbers = every.aggregate(
        number=Count("pk"),
        unfinished=Count("pk", filter=Q(state__in=sorted(UNFINISHED))),
        verified=Count("pk", filter=Q(state=CaseState.CLOSED, outcome="confirmed")),
    )
    children = list(_children(every, user))
    affected = _affected(incident)
    return IncidentFile(
        incident=incident,
        children=children,
        **numbers,
        hidden=numbers["number"] - len(children),
        members=list(incident.members.filter(left_at=None).select_related("person")),
        tasks=list(incident.tasks.select_related("done_by")),
        record=_record(incident),
        messages=_messages(incident),
        affected=affected,
        affected_number=incident.affected.count(),
        runs=_runs(incident, user),
    )


def _counted(which: Q) -> Coalesce:
    children = Case.objects.filter(which, incident=OuterRef("pk")).order_by().values("incident")
    number = Subquery(children.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return Coalesce(number, 0)


def _leads(incident_ids: Iterable[int]) -> Mapping[int, str]:
    rows = IncidentMember.objects.filter(
        incident__in=list(incident_ids), role="lead", left_at=None
    ).select_related("person")
    return {row.incident_id: str(row.person) for row in rows}


def _children(every: CaseQuerySet, user: User) -> CaseQuerySet:
    return (
        every.visible_to(user)
        .select_related("store", "owner")
        .only(
            "reference", "title", "state", "outcome", "opened_at", "store", "owner__display_name",
            "owner__username",
        )
        .order_by("-opened_at")[:MOST_CHILDREN]
    )  # fmt: skip


def _affected(incident: Incident) -> list[AffectedRow]:
    """Those come first who are still to be called, so that of a long list nobody is out of reach."""
    sent = IncidentRecipient.objects.filter(
        affected=OuterRef("pk"), outgoing__state=OutboxState.SENT
    )
    rows = (
        incident.affected.select_related("contact_point", "contacted_by")
        .annotate(letter=Subquery(sent.values("pk")[:1]))
        .order_by(_URGENCY, "pk")[:MOST_AFFECTED]
    )
    return [AffectedRow(row=row, is_written_to=row.letter is not None) for row in rows]


def _record(incident: Incident) -> list[Line]:
    """The latest lines, newest first; the people that they name are read in one statement."""
    events = list(
        IncidentEvent.objects.filter(incident=incident)
        .select_related("case")
        .only("kind", "facts", "happened_at", "actor", "case__reference")
        .order_by("-seq")[:MOST_EVENTS]
    )
    ids = {event.actor_id for event in events} | {event.facts.get("person") for event in events}
    people = User.objects.only("display_name", "username").in_bulk(ids - {None})
    return [
        Line(
            at=event.happened_at,
            title=title_of(
                event.kind, event.facts, person=str(people.get(event.facts.get("person"), "–")),
                reference=event.case.reference if event.case else "",
            ),
            text=text_of(event.facts),
            who=str(people.get(event.actor_id, "")),
        )
        for event in events
    ]  # fmt: skip


def _messages(incident: Incident) -> list[MessageProgress]:
    its = "recipients"
    rows = incident.messages.select_related("written_by", "sent_by").annotate(
        all_of=Count(its),
        told=Count(its, filter=Q(recipients__told_at__isnull=False)),
        letters=Count(its, filter=Q(recipients__outgoing__isnull=False)),
        sent=Count(its, filter=Q(recipients__outgoing__state=OutboxState.SENT)),
        failed=Count(its, filter=Q(recipients__outgoing__state=OutboxState.DEAD)),
    )
    return [
        MessageProgress(
            message=row, recipients=row.all_of, told=row.told, letters=row.letters, sent=row.sent,
            failed=row.failed, waiting=row.letters - row.sent - row.failed,
        )
        for row in rows.order_by("-pk")
    ]  # fmt: skip


def _runs(incident: Incident, user: User) -> list[RunProgress]:
    """The latest steps over its cases; a second statement only where some were left."""
    runs = list(
        incident.runs.select_related("asked_by")
        .annotate(
            cases=Count("rows"),
            behind=Count("rows", filter=Q(rows__done_at__isnull=False)),
            done=Count("rows", filter=Q(rows__result=RunResult.DONE)),
        )
        .order_by("-pk")[:MOST_RUNS]
    )
    left = [run.pk for run in runs if run.behind > run.done]
    not_done = _not_done(left, user) if left else []
    return [
        RunProgress(
            run=run, cases=run.cases, behind=run.behind, done=run.done,
            not_done=[row for row in not_done if row.run_id == run.pk],
        )
        for run in runs
    ]  # fmt: skip


def _not_done(run_ids: Sequence[int], user: User) -> list[IncidentRunCase]:
    rows = IncidentRunCase.objects.filter(
        run__in=run_ids, done_at__isnull=False, case__in=Case.objects.visible_to(user)
    )
    found = rows.exclude(result=RunResult.DONE).select_related("case")
    return list(
        found.only("run_id", "result", "case__reference", "case__title").order_by("pk")[
            :MOST_NOT_DONE
        ]
    )


def draft_of(incident: Incident) -> IncidentMessage | None:
    """The message that is being written; None where none is."""
    return incident.messages.filter(state=MessageState.DRAFT).first()
