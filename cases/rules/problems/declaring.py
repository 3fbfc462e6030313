"""Declaring: an incident over many cases, and cases joined to it or taken out again.

A child keeps its clocks, its owner and its state: an incident pauses nobody (sla.md 36). The incident's
lock comes before that of any case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, WrongFact
from cases.incident_kinds import IncidentEventKind, IncidentKind, RunKind, TaskForceRole
from cases.kinds import EventKind
from cases.models import (
    Case,
    ChecklistItem,
    Incident,
    IncidentMember,
    IncidentTask,
    Problem,
)
from cases.rules.changes.changing import changing
from cases.rules.problems import running
from cases.rules.problems.chronicling import (
    Chronicle,
    chronicled,
    finish,
    require_acting,
    require_words,
)
from cases.states import UNFINISHED
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.roles import Ability


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """How many cases have joined, and how many workers join one after the other."""

    joined: int = 0
    queued: int = 0


@transaction.atomic
def declare(
    *, title: str, kind: str, summary: str, actor: User, now: datetime, store: Store | None = None,
    problem: Problem | None = None, case_ids: Sequence[int] = (),
) -> Incident:  # fmt: skip
    """Declare an incident: its emergency plan is laid out, and whoever declares it leads until relieved.

    Cases of the problem are joined with those given, as far as they are open and of no incident; many of
    them by workers.
    """
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    require_words(title=title, summary=summary)
    if kind not in IncidentKind.values:
        raise WrongFact(name=_("Kind"), value=kind)
    incident = Incident.objects.create(
        title=title.strip()[:200], kind=kind, summary=summary.strip(), store=store,
        problem=problem, declared_by=actor, declared_at=now,
    )  # fmt: skip
    chronicle = Chronicle(incident=incident, actor=actor, now=now)
    chronicle.happened(IncidentEventKind.DECLARED, problem=problem.code if problem else "")
    _lay_out_plan(incident)
    IncidentMember.objects.create(
        incident=incident, person=actor, role=TaskForceRole.LEAD, called_at=now
    )
    ids = set(case_ids)
    if problem is not None:
        ids |= set(Case.objects.filter(problem=problem).values_list("pk", flat=True))
    _join(chronicle, ids)
    finish(chronicle)
    return incident


def join(incident_id: int, case_ids: Sequence[int], *, actor: User, now: datetime) -> Joined:
    """Join cases to an open incident, or where they are many let workers join them.

    Raises AlreadyDone where none can be: finished, or of an incident already.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        if not chronicle.incident.is_open:
            raise AlreadyDone
        joined = _join(chronicle, case_ids)
        if not (joined.joined or joined.queued):
            raise AlreadyDone
    return joined


def leave(incident_id: int, case_id: int, *, reason: str, actor: User, now: datetime) -> Case:
    """Take a case out: it was another matter. Raises AlreadyDone where it is not in."""
    require_words(reason=reason)
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        if not actor.can(Ability.WORK_CASES):
            require_acting(chronicle.incident, actor)
        with changing(case_id, actor=actor, now=now) as change:
            if change.case.incident_id != incident_id:
                raise AlreadyDone
            change.case.incident = None
            facts = {"incident": chronicle.incident.code, "reason": reason.strip()}
            change.happened(EventKind.INCIDENT_LEFT, facts=facts)
        chronicle.happened(IncidentEventKind.LEFT, case_id=case_id, reason=reason.strip())
    return change.case


def _join(chronicle: Chronicle, case_ids: Iterable[int]) -> Joined:
    free = Case.objects.filter(incident=None, state__in=sorted(UNFINISHED), pk__in=set(case_ids))
    ids = list(free.order_by("pk").values_list("pk", flat=True))
    if len(ids) > running.AT_ONCE:
        running.begin(chronicle, RunKind.JOIN, ids, {})
        return Joined(queued=len(ids))
    return Joined(joined=take_in(chronicle, ids))


def take_in(chronicle: Chronicle, case_ids: Sequence[int]) -> int:
    """Join those that are open and of no incident, locked in the order of their ids; give their number."""
    free = Case.objects.filter(incident=None, state__in=sorted(UNFINISHED), pk__in=case_ids)
    rows = free.select_for_update(of=("self",)).order_by("pk").only("pk")
    ids = [case.pk for case in rows]
    for case_id in ids:
        _joined(chronicle, case_id)
    return len(ids)


def _joined(chronicle: Chronicle, case_id: int) -> None:
    incident = chronicle.incident
    with changing(case_id, actor=chronicle.actor, now=chronicle.now) as change:
        change.case.incident = incident
        change.happened(
            EventKind.INCIDENT_JOINED, facts={"incident": incident.code, "title": incident.title}
        )
    chronicle.happened(IncidentEventKind.JOINED, case_id=case_id)


def _lay_out_plan(incident: Incident) -> None:
    """Copy the plan: what is edited in the settings later is for the next incident."""
    lines = ChecklistItem.objects.filter(kind=incident.kind, is_active=True)
    IncidentTask.objects.bulk_create(
        IncidentTask(
            incident=incident, position=line.position, role=line.role,
            name_zh_hant=line.name_zh_hant, name_zh_hans=line.name_zh_hans, name_en=line.name_en,
        )
        for line in lines
    )  # fmt: skip
