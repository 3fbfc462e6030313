"""The suite's own promise: a test that empties the tables leaves the next one a fresh site."""

import pytest
from django.db import connection

from cases.models import (
    Case,
    CaseEvent,
    Category,
    Policy,
    Solution,
    SolutionText,
    SolutionVersion,
    WorkRoute,
)
from cases.states import CaseState
from channels.models import Channel, Conversation
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Department, User
from feedback_site.privacy.models import PrivacyNotice
from tests.factories.cases import case_in
from tests.plugins.founding import KEPT

FOUNDED = (
    Channel, Department, Category, Policy, PrivacyNotice, Solution, SolutionVersion, SolutionText,
    WorkRoute,
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("model", FOUNDED)
def test_a_fresh_site_holds_its_first_rows(model):
    assert model.objects.count() == _kept(model) > 0


@pytest.mark.django_db(transaction=True)
def test_a_test_may_take_change_and_add():
    Channel.objects.filter(code="web").update(name_en="Renamed")
    Channel.objects.get(code="phone").delete()
    case_in(CaseState.IN_PROGRESS)


@pytest.mark.django_db(transaction=True)
def test_and_the_next_finds_what_it_changed_as_it_was_and_nothing_else():
    assert Channel.objects.get(code="web").name_en != "Renamed"
    for model in (Case, CaseEvent, User, Conversation):
        assert not model.objects.exists()
    assert not LedgerEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", FOUNDED)
def test_and_the_next_test_finds_everything_again(model):
    assert model.objects.count() == _kept(model) > 0


def _kept(model):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM {KEPT}."{model._meta.db_table}"')
        return cursor.fetchone()[0]
