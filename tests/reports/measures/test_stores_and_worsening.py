"""What a manager's first page counts: stores line by line, and what rose beyond chance; by one statement."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from cases.models import Category
from cases.states import CaseState, Outcome
from feedback_site.organisation.roles import Role
from reports.measures.stores import StoreState, states_of
from reports.measures.worsening import worsening_of
from reports.models import CaseFact
from reports.rules.refreshing import refresh_all
from tests.factories.organisation import StoreFactory, posted
from tests.factories.reports import clock, timed_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 12, tzinfo=ZoneInfo(settings.TIME_ZONE))
DAY = timedelta(days=1)
SECONDS = 86_400


def came(store, days_ago, n=1, **more):
    return [timed_case(opened_at=NOON - days_ago * DAY, store=store, **more) for _ in range(n)]


def states(user, *stores):
    refresh_all(now=NOON)
    return states_of(user, [store.pk for store in stores], now=NOON, today=TODAY)


def test_a_store_is_counted_as_it_is_now_and_as_the_last_four_full_weeks_were():
    bad, good, quiet = StoreFactory(), StoreFactory(), StoreFactory()
    came(bad, 3, next_due_at=NOON - DAY)
    came(bad, 40, 2, next_due_at=NOON + DAY)
    came(bad, 0)  # today is not over
    came(good, 1, solved=60, closed=3600, outcome=Outcome.CONFIRMED)
    came(good, 28, solved=60, closed=3600, outcome=Outcome.UNREACHABLE)
    came(good, 29, solved=60, closed=3600, outcome=Outcome.CONFIRMED)  # the day before the span
    came(good, 57, solved=60, closed=50 * SECONDS, outcome=Outcome.LEGAL)  # was not to be asked
    came(good, 2, state=CaseState.REJECTED)
    manager = posted(Role.MANAGER)

    expected = [
        StoreState(store_id=bad.pk, open=4, overdue=1, received=1, received_before=2),
        StoreState(store_id=good.pk, asked=2, confirmed=1, received=2, received_before=1),
        StoreState(store_id=quiet.pk),
    ]
    assert states(manager, bad, good, quiet) == expected
    leader = posted(Role.SUPERVISOR, store=good)
    # What they own elsewhere is no figure of that store.
    came(bad, 3, owner=leader)
    assert states(leader, good) == [expected[1]]


def test_what_nothing_explains_is_told_with_what_is_usual():
    store, other = StoreFactory(), StoreFactory()
    busy, calm = Category.objects.order_by("pk")[:2]
    for week in range(13):
        came(store, 7 * week + 2, 2, category=busy)
        came(other, 7 * week + 2, 2, category=calm)
    came(store, 1, 18, category=busy)
    refresh_all(now=NOON)

    found = worsening_of(posted(Role.MANAGER), today=TODAY)

    assert {(one.kind, one.value) for one in found.more_cases} == {
        ("store", store.pk), ("category", busy.pk),
    }  # fmt: skip
    spike = found.more_cases[0].spike
    assert (spike.series.now, sum(spike.series.before)) == (20, 24)
    assert spike.low <= 2 <= spike.high < 20
    assert (found.more_missed, found.stores, found.categories, found.weeks) == ([], 2, 2, 12)
    # Whoever sees the calm store alone is told of nothing.
    leader = posted(Role.SUPERVISOR, store=other)
    CaseFact.objects.filter(store_id=store.pk).update(owner_id=leader.pk)
    assert worsening_of(leader, today=TODAY).more_cases == []


def test_a_larger_share_of_missed_limits_is_told_and_a_little_larger_one_is_not():
    worse, same = StoreFactory(), StoreFactory()
    category = Category.objects.first()

    def limits(store, days_ago, n, missed):
        for at, case in enumerate(came(store, days_ago, n, category=category)):
            clock(case, "first_response", met=7200, missed=at < missed)

    for store, missed_now in ((worse, 12), (same, 3)):
        limits(store, 3, 20, missed_now)
        for week in (5, 7, 9):
            limits(store, 7 * week, 10, 1)
    refresh_all(now=NOON)

    found = worsening_of(posted(Role.MANAGER), today=TODAY).more_missed

    assert [(one.kind, one.value) for one in found] == [
        ("store", worse.pk), ("category", category.pk),
    ]  # fmt: skip
    rise = found[0].rise
    assert (rise.now.hits, rise.now.n, rise.before.hits, rise.before.n) == (12, 20, 3, 30)
    assert rise.low > 0


def test_a_young_chain_has_nothing_to_compare_with():
    came(StoreFactory(), 1, 30)
    refresh_all(now=NOON)

    found = worsening_of(posted(Role.MANAGER), today=TODAY)

    assert (found.is_too_young, found.more_cases, found.weeks) == (True, (), 0)


@pytest.mark.parametrize("stores", [1, 30])
def test_each_costs_one_statement_however_many_stores(stores, django_assert_num_queries):
    for _ in range(stores):
        came(StoreFactory(), 9, category=Category.objects.first())
    refresh_all(now=NOON)
    manager = posted(Role.MANAGER)
    assert manager.reach.everything

    with django_assert_num_queries(1):
        states_of(manager, [], now=NOON, today=TODAY)
    with django_assert_num_queries(1):
        worsening_of(manager, today=TODAY)
