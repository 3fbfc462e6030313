"""The kept-rate of promises: each store's own, in time only, and the same number of statements for many."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Promise
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from reports.measures.promises import kept_by_store
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)


def promised(case, due, kept=None):
    return Promise.objects.create(
        case=case, text="call", owner=case.owner, due_at=NOW + due * HOUR, made_at=NOW - 99 * HOUR,
        kept_at=None if kept is None else NOW + kept * HOUR,
    )  # fmt: skip


def at(store):
    return case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))


def counted(user):
    rows = kept_by_store(user, since=NOW - 100 * HOUR, until=NOW)
    return [(one.store, one.due, one.in_time, one.late, one.broken, one.rate) for one in rows]


def test_what_was_due_is_counted_by_store_the_worst_first():
    good, bad = StoreFactory(), StoreFactory()
    promised(at(good), -5, -6)
    promised(at(good), -5, -5)
    promised(at(good), 5)  # not due yet
    case = at(bad)
    promised(case, -5, -6)
    promised(case, -5, -4)
    promised(case, -5)
    promised(case_in(CaseState.WITHDRAWN, submission=SubmissionFactory(store=bad)), -5)

    assert counted(posted(Role.MANAGER)) == [(bad, 3, 1, 1, 1, 33), (good, 2, 2, 0, 0, 100)]
    assert counted(posted(Role.MANAGER, store=good)) == [(good, 2, 2, 0, 0, 100)]


@pytest.mark.parametrize("n", [1, 30])
def test_many_stores_cost_as_many_statements_as_one(django_assert_num_queries, n):
    for _ in range(n):
        promised(at(StoreFactory()), -5)
    manager = posted(Role.MANAGER)
    assert manager.reach.everything

    with django_assert_num_queries(2):
        assert len(counted(manager)) == n


def test_the_page_shows_rate_and_what_is_due():
    case = at(StoreFactory())
    promised(case, -5)
    client = Client()
    client.force_login(posted(Role.MANAGER))
    client.cookies["django_language"] = "en"

    page = client.get(reverse("admin:reports_promises"), {"days": "30"})

    assert "One promise fell due; 0 % were kept in time." in page.text
    assert case.reference in page.text
