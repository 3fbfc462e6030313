"""Recurring problems and incidents: the smallest honest rows."""

from cases.incident_kinds import KeyKind, ProblemState
from cases.models import Incident, IncidentMember, Problem
from cases.rules.problems import declaring
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW
from tests.factories.organisation import posted


def problem_in(state, **more):
    """Give a problem in this state, with what its constraints ask for beside."""
    decided = {} if state == ProblemState.PROPOSED else {"decided_at": NOW}
    closed = {"closed_at": NOW, "root_cause": "material"} if state == ProblemState.CLOSED else {}
    return Problem.objects.create(
        **{
            "title": "偏黃", "state": state, "kind": KeyKind.HAND, "since": NOW, "found_at": NOW,
            **decided, **closed, **more,
        }
    )  # fmt: skip


def incident_with(cases=(), *, lead=None, **more):
    """Declare an incident over these cases."""
    return declaring.declare(
        **{"title": "三號機", "kind": "machine", "summary": "偏黃", **more},
        case_ids=[case.pk for case in cases], actor=lead or posted(Role.SUPERVISOR), now=NOW,
    )  # fmt: skip


def member(incident, person, role):
    """Put somebody into a task force."""
    return IncidentMember.objects.create(incident=incident, person=person, role=role, called_at=NOW)


def bare_incident(**more):
    """Give an incident without plan, task force and record."""
    return Incident.objects.create(
        **{
            "title": "三號機", "kind": "machine", "summary": "偏黃", "declared_at": NOW,
            "declared_by": posted(Role.SUPERVISOR), **more,
        }
    )  # fmt: skip
