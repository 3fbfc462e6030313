"""Solving the cases of an incident that is solved: each by its own step, told and verified by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.incident_kinds import IncidentState, RunKind
from cases.incident_texts import text_for
from cases.models import Case, Incident
from cases.rules.lifecycle import moving
from cases.rules.problems import running
from cases.rules.problems.chronicling import chronicled
from cases.states import UNFINISHED, CaseState
from channels.kinds import Remedy
from channels.letters import language_of
from feedback_site.errors import FeedbackError, NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """How many were solved, and how many could not be yet: by their state, or for open work orders or steps.

    `queued` are solved by workers one after the other. `elsewhere` are those that whoever solves may not see.
    """

    solved: int
    queued: int = 0
    left: Mapping[str, int]
    elsewhere: int = 0
    with_orders: int = 0


def solve_children(
    incident_id: int, *, texts: Mapping[str, str], remedy: str, remedy_cost: int, actor: User,
    now: datetime,
) -> Solved:  # fmt: skip
    """Solve those that are being worked on, with the incident's cause and action; many of them by workers.

    Whoever verifies must be somebody else, as with every case; what is not sorted or begun yet, or waits,
    is left and counted, like what the actor may not see, and so is what has work orders open: why it is
    solved all the same is for its owner to say, case by case. Each is a transaction of its own. Raises
    AlreadyDone unless the incident is solved, StillRunning where workers are at it, NotAllowed for whoever
    does not supervise.
    """
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    if not any(text.strip() for text in texts.values()):
        raise MissingFacts(names=_("Text"))
    if remedy not in Remedy.values:
        raise WrongFact(name=_("Remedy"), value=remedy)
    facts = {"texts": dict(texts), "remedy": remedy, "remedy_cost": remedy_cost}
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        incident = chronicle.incident
        if incident.state != IncidentState.SOLVED:
            raise AlreadyDone
        running.require_none_solving(incident)
        found = _sorted_out(incident, actor)
        if len(found.ready) > running.AT_ONCE:
            running.begin(chronicle, RunKind.SOLVE, [pk for pk, _language in found.ready], facts)
            return found.told(solved=0, queued=len(found.ready))
    known = {**facts, **cause_of(incident)}
    solved = sum(
        solve_one(case_id, language, known, actor=actor, now=now)
        for case_id, language in found.ready
    )
    return found.told(solved=solved)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The cases of an incident: those to be solved, with their languages, and why the others are not."""

    ready: Sequence[tuple[int, str]]
    left: Counter[str]
    elsewhere: int
    with_orders: int

    def told(self, *, solved: int, queued: int = 0) -> Solved:
        """What came of it; one of which somebody was quicker is left as they have it."""
        left = self.left.copy()
        left[CaseState.IN_PROGRESS.value] += len(self.ready) - solved - queued
        return Solved(
            solved=solved, queued=queued, left={state: n for state, n in left.items() if n},
            elsewhere=self.elsewhere, with_orders=self.with_orders,
        )  # fmt: skip


def _sorted_out(incident: Incident, actor: User) -> _Found:
    every = Case.objects.filter(incident=incident, state__in=sorted(UNFINISHED))
    children = every.visible_to(actor)
    rows = children.order_by("pk").values_list(
        "pk", "state", "language", F("orders_open") + F("steps_owed")
    )
    begun = [row for row in rows if row[1] == CaseState.IN_PROGRESS]
    return _Found(
        ready=[(pk, language) for pk, _state, language, owed in begun if not owed],
        left=Counter(row[1] for row in rows if row[1] != CaseState.IN_PROGRESS),
        elsewhere=every.exclude(pk__in=children.values("pk")).count(),
        with_orders=sum(bool(row[3]) for row in begun),
    )


def cause_of(incident: Incident) -> dict[str, str]:
    """What its cases are solved with because the incident is."""
    return {"root_cause": incident.root_cause, "action_taken": incident.action}


def solve_one(
    case_id: int, language: str, known: Mapping[str, Any], *, actor: User, now: datetime
) -> bool:
    """Solve one case; False where somebody took it a step further meanwhile: it is left as they have it.

    `known` holds the incident's cause, the texts in three languages and the remedy.
    """
    facts = {**known, "told_how": "message"}
    facts["decision_text"] = text_for(facts.pop("texts"), language_of(language))
    try:
        with transaction.atomic():
            moving.resolve_case(case_id, facts=facts, actor=actor, now=now)
    except FeedbackError:
        return False
    return True
