"""The demonstration has a proposed problem, an accepted one, and an incident with plan and message."""

from datetime import timedelta

import pytest

from cases.models import Case, Incident, IncidentMessage, Problem
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from reports.demo.cast import Cast
from reports.demo.troubles import live_troubles
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_it_fills_the_pages():
    for role in (Role.AGENT, Role.AGENT, Role.SUPERVISOR, Role.SUPERVISOR):
        posted(role)
    owner = posted(Role.AGENT)
    for number in range(36):
        days = number / 3 + 0.2 if number < 13 else 10 + 3 * (number - 13)
        case_in(CaseState.IN_PROGRESS, opened_at=NOW - days * DAY, owner=owner)

    live_troubles(Cast.assembled(), NOW)

    assert set(Problem.objects.values_list("state", flat=True)) == {"proposed", "open"}
    assert Problem.objects.get(state="proposed").about == "GL-2291"
    incident = Incident.objects.get()
    assert (incident.state, incident.affected.count()) == ("contained", 4)
    assert incident.tasks.exclude(done_at=None).count() == 2
    assert Case.objects.filter(incident=incident).count() == 6
    assert IncidentMessage.objects.get().state == "sent"
