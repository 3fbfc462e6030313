"""The demonstration shows a rota, skills, somebody away whose cases went on, and cases given out."""

from datetime import datetime, timedelta

import pytest

from cases.measures.assignment.workload import workload_of
from cases.models import Case, Category, Handover
from cases.states import CaseState
from feedback_site.organisation.models import Absence, User, WorkProfile
from reports.demo.chain import found_chain
from reports.demo.seasons import CARE
from reports.demo.sharing import AWAY, CAN, NEEDS, live_sharing
from tests.factories.cases import case_in

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 11, 20, 15, 0, tzinfo=CARE)


def test_a_week_of_sharing():
    found_chain(now=UNTIL)
    ill = User.objects.get(username="agent4")
    case = case_in(CaseState.IN_PROGRESS, owner=ill)
    free = case_in(CaseState.RECEIVED, opened_at=UNTIL - timedelta(days=1), next_due_at=UNTIL)

    live_sharing(until=UNTIL)

    case.refresh_from_db()
    assert case.owner == User.objects.get(username="agent")
    assert Handover.objects.get().case == case
    assert Case.objects.get(pk=free.pk).owner is not None
    assert (Absence.objects.count(), WorkProfile.objects.count()) == (len(AWAY), len(CAN))
    assert Category.objects.filter(skill__isnull=False).count() == len(NEEDS)
    page = workload_of(User.objects.get(username="supervisor"), now=UNTIL)
    lines = {line.person.username: line for line in page.lines}
    there = [name for name in ("agent", "agent4", "agent6") if lines[name].is_there]
    assert (there, page.behind, page.unowned) == (["agent"], 0, 0)
    assert lines["agent4"].absence is not None
