"""Uses of solutions: counted once for each case, and only of what is in force."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from cases.errors import NotInForce
from cases.kinds import SolutionState
from cases.models import SolutionUse, SolutionVote
from cases.rules.knowledge import using_solutions
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted
from tests.factories.solutions import solution_version

pytestmark = pytest.mark.django_db
OUT_OF_FORCE = [SolutionState.DRAFT, SolutionState.IN_REVIEW, SolutionState.RETIRED]


@pytest.mark.parametrize("role", Role)
def test_whoever_works_on_cases_uses_them_and_the_case_stays_as_it_is(role):
    case, version, user = case_in(CaseState.TRIAGED), solution_version(), posted(role)
    if Ability.WORK_CASES not in ABILITIES[role]:
        with pytest.raises(NotAllowed):
            using_solutions.use_solution(case.pk, version_id=version.pk, actor=user, now=NOW)
        assert not SolutionUse.objects.exists()
        return
    for _twice in range(2):
        use = using_solutions.use_solution(case.pk, version_id=version.pk, actor=user, now=NOW)

    assert (use.case, use.version, use.used_by, use.used_at, use.language) == (
        case, version, user, NOW, "zh-hant",
    )  # fmt: skip
    assert SolutionUse.objects.count() == 1
    assert LedgerEvent.objects.filter(verb="solution.used").count() == 1
    before = case.version
    case.refresh_from_db()
    assert case.version == before


@pytest.mark.parametrize("state", OUT_OF_FORCE)
def test_what_is_not_in_force_is_neither_used_nor_judged(state):
    case, version = case_in(CaseState.TRIAGED), solution_version(state)

    with pytest.raises(NotInForce):
        using_solutions.use_solution(
            case.pk, version_id=version.pk, actor=posted(Role.AGENT), now=NOW
        )
    with pytest.raises(NotInForce):
        using_solutions.say_whether_it_helped(version.pk, has_helped=True, language="en", now=NOW)
    assert not SolutionUse.objects.exists()
    assert not SolutionVote.objects.exists()


def test_readers_judge_only_what_they_may_read():
    open_to_all = solution_version()
    inside = solution_version(code="inside", is_public=False)
    using_solutions.say_whether_it_helped(open_to_all.pk, has_helped=False, language="en", now=NOW)

    with pytest.raises(NotInForce):
        using_solutions.say_whether_it_helped(inside.pk, has_helped=True, language="en", now=NOW)
    assert list(SolutionVote.objects.values_list("version", "has_helped")) == [
        (open_to_all.pk, False)
    ]


@pytest.mark.django_db(transaction=True)
def test_two_keys_at_once_are_one_use():
    case, version, agent = case_in(CaseState.TRIAGED), solution_version(), posted(Role.AGENT)

    def press(_key):
        try:
            return using_solutions.use_solution(
                case.pk, version_id=version.pk, actor=agent, now=NOW
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        uses = list(pool.map(press, range(2)))

    assert uses[0] == uses[1]
    assert SolutionUse.objects.count() == 1
    assert LedgerEvent.objects.filter(verb="solution.used").count() == 1
