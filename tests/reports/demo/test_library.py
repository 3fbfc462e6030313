"""The library of the demonstration: old enough, judged, used, and with a version to approve."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from cases.kinds import SolutionState
from cases.models import Category, SolutionUse, SolutionVersion, SolutionVote
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from reports.demo.library import answer_from_library, backdate, live_library
from tests.factories.cases import case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 5, 20, tzinfo=UTC)


def test_readers_judge_and_a_version_waits_for_a_manager():
    posted(Role.SPECIALIST)
    backdate(UNTIL)
    live_library(UNTIL, Random(1))

    waiting = SolutionVersion.objects.get(state=SolutionState.IN_REVIEW)
    assert (waiting.solution.code, waiting.number) == ("pickup-delayed", 2)
    assert {text.language for text in waiting.texts.all()} == {"zh-hant", "zh-hans", "en"}
    in_force = SolutionVersion.objects.in_force()
    assert {one.approved_at for one in in_force} == {UNTIL - timedelta(days=366)}
    assert set(SolutionVote.objects.values_list("version", flat=True)) == {
        one.pk for one in in_force
    }


def test_an_answer_is_taken_from_the_library_in_the_customers_language():
    case, agent = case_in(CaseState.IN_PROGRESS, language="en"), posted(Role.AGENT)

    said = answer_from_library(case, "整批相片偏黃", agent, UNTIL)
    assert said.startswith("We are sorry that the colours")
    assert SolutionUse.objects.get().case == case
    case.category = Category.objects.get(code="staff_attitude")
    assert answer_from_library(case, "整批相片偏黃", agent, UNTIL) == ""
    assert SolutionUse.objects.count() == 1
