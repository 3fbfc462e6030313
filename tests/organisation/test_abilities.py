"""What each role may do, written down once more in plain words, and how far each posting reaches."""

import pytest

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.factories.cases import NOW
from tests.factories.organisation import (
    DepartmentFactory,
    PostingFactory,
    RegionFactory,
    StoreFactory,
    UserFactory,
    posted,
)

WORK = {"take_feedback", "see_cases", "work_cases", "reveal"}
LEAD = WORK | {
    "assign_cases", "confirm_rejection", "supervise", "write_solutions", "call_back", "see_reports",
    "watch_channels",
}  # fmt: skip
TABLE = {
    "clerk": {"take_feedback", "see_cases", "reveal"},
    "agent": WORK | {"call_back", "watch_channels"},
    "specialist": WORK | {"write_solutions"},
    "supervisor": LEAD,
    "department_head": LEAD | {"approve_solutions"},
    "manager": LEAD | {"approve_solutions", "see_ledger"},
    "experience_officer": {"see_cases", "see_reports", "call_back", "reveal"},
    "auditor": {"see_cases", "see_reports", "see_ledger"},
    "administrator": set(Ability.values) - {"confirm_rejection", "approve_solutions"},
}


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_do(role):
    assert {ability.value for ability in ABILITIES[role]} == TABLE[role.value]


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a_person_may_what_their_posting_carries(role):
    user = posted(role)

    assert {one.value for one in Ability if user.can(one)} == TABLE[role.value]


@pytest.mark.django_db
def test_without_a_posting_nobody_may_or_sees_anything():
    user = UserFactory()

    assert not [one for one in Ability if user.can(one)]
    assert not user.reach.everything
    assert not user.reach.stores | user.reach.departments


@pytest.mark.django_db
def test_a_posting_that_ended_counts_no_more():
    user = PostingFactory(role=Role.MANAGER, ended_at=NOW).user

    assert not [one for one in Ability if user.can(one)]
    assert not user.reach.everything


@pytest.mark.django_db
def test_whoever_has_left_may_nothing():
    user = posted(Role.ADMINISTRATOR)
    user.is_active = False

    assert not [one for one in Ability if user.can(one)]


@pytest.mark.django_db
def test_a_superuser_may_everything_and_sees_everything():
    user = User.objects.create_superuser("root")

    assert all(user.can(one) for one in Ability)
    assert user.reach.everything


@pytest.mark.django_db
def test_reach_is_the_sum_of_places():
    region = RegionFactory()
    north, south = StoreFactory(region=region), StoreFactory(region=region)
    single, other = StoreFactory(), StoreFactory()
    department = DepartmentFactory()
    user = PostingFactory(role=Role.MANAGER, region=region).user
    PostingFactory(user=user, role=Role.CLERK, store=single)
    PostingFactory(user=user, role=Role.SPECIALIST, department=department)

    assert user.reach.stores == {north.pk, south.pk, single.pk}
    assert other.pk not in user.reach.stores
    assert user.reach.departments == {department.pk}
    assert not user.reach.everything


@pytest.mark.django_db
def test_reach_and_abilities_cost_one_statement(django_assert_num_queries):
    user = User.objects.get(pk=posted(Role.AGENT).pk)

    with django_assert_num_queries(1):
        assert user.can(Ability.WORK_CASES)
        assert user.reach.everything
