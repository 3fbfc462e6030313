"""Solving the cases of an incident that is solved: each by its own step, told and verified by itself."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.incident_kinds import IncidentState
from cases.incident_texts import text_for
from cases.models import Case, Incident
from cases.rules import lifecycle
from cases.states import UNFINISHED, CaseState
from channels.kinds import Remedy
from channels.letters import language_of
from feedback_site.errors import FeedbackError, NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """How many were solved, and by their state how many could not be yet.

    `elsewhere` are those that whoever solves may not see.
    """

    solved: int
    left: Mapping[str, int]
    elsewhere: int = 0


def solve_children(
    incident_id: int, *, texts: Mapping[str, str], remedy: str, remedy_cost: int, actor: User,
    now: datetime,
) -> Solved:  # fmt: skip
    """Solve those that are being worked on, with the incident's cause and action.

    Whoever verifies must be somebody else, as with every case; what is not sorted or begun yet, or waits,
    is left and counted, like what the actor may not see. Each is a transaction of its own. Raises
    AlreadyDone unless the incident is solved, NotAllowed for whoever does not supervise.
    """
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    if not any(text.strip() for text in texts.values()):
        raise MissingFacts(names="text")
    if remedy not in Remedy.values:
        raise WrongFact(name="remedy", value=remedy)
    incident = Incident.objects.get(pk=incident_id)
    if incident.state != IncidentState.SOLVED:
        raise AlreadyDone
    facts = {
        "root_cause": incident.root_cause, "action_taken": incident.action, "remedy": remedy,
        "remedy_cost": remedy_cost, "told_how": "message",
    }  # fmt: skip
    every = Case.objects.filter(incident=incident, state__in=sorted(UNFINISHED))
    children = every.visible_to(actor)
    elsewhere = every.exclude(pk__in=children.values("pk")).count()
    left: Counter[str] = Counter()
    solved = 0
    for case_id, state, language in children.order_by("pk").values_list("pk", "state", "language"):
        if state != CaseState.IN_PROGRESS or solved == MOST_AT_ONCE:
            left[state] += 1
            continue
        decision = text_for(texts, language_of(language))
        if _solve(case_id, {**facts, "decision_text": decision}, actor=actor, now=now):
            solved += 1
        else:
            left[state] += 1
    return Solved(solved=solved, left=dict(left), elsewhere=elsewhere)


def _solve(case_id: int, facts: Mapping[str, object], *, actor: User, now: datetime) -> bool:
    try:
        with transaction.atomic():
            lifecycle.resolve_case(case_id, facts=facts, actor=actor, now=now)
    except FeedbackError:
        # Somebody took it a step further meanwhile: it is left as they have it, and counted.
        return False
    return True
