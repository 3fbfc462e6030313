"""The suite's own promise: a test that empties the tables leaves the next one a fresh site."""

import pytest
from django.db import connection

from cases.models import Category, Policy, Solution, SolutionText, SolutionVersion
from channels.models import Channel
from feedback_site.organisation.models import Department
from feedback_site.privacy.models import PrivacyNotice
from tests.plugins.founding import KEPT, found_again

FOUNDED = (
    Channel, Department, Category, Policy, PrivacyNotice, Solution, SolutionVersion, SolutionText,
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("model", FOUNDED)
def test_a_fresh_site_holds_its_first_rows(model):
    assert model.objects.count() == _kept(model) > 0


@pytest.mark.django_db
def test_what_was_taken_comes_back_and_what_is_there_stays():
    Channel.objects.filter(code="web").update(name_en="Renamed")
    Channel.objects.filter(code="phone").delete()

    found_again()

    assert Channel.objects.count() == _kept(Channel)
    assert Channel.objects.get(code="web").name_en == "Renamed"


@pytest.mark.django_db(transaction=True)
def test_a_flush_takes_everything(django_db_blocker):
    Channel.objects.get(code="phone").delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", FOUNDED)
def test_and_the_next_test_finds_everything_again(model):
    assert model.objects.count() == _kept(model) > 0


def _kept(model):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM {KEPT}."{model._meta.db_table}"')
        return cursor.fetchone()[0]
