"""Kept figures: a minute at most, shared only by people with the same sight, forgotten when not wanted."""

from datetime import date, timedelta

import pytest

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Role
from reports.measures.figures import figures_of
from reports.measures.selection import Selection
from reports.models import KeptFigures
from reports.periods import Period
from reports.rules import keeping
from reports.rules.refreshing import refresh_all
from tests.factories.cases import NOW
from tests.factories.organisation import StoreFactory, posted
from tests.factories.reports import clock, timed_case

pytestmark = pytest.mark.django_db
MAY = Period(since=date(2026, 5, 1), last=date(2026, 5, 31))
SECOND = timedelta(seconds=1)


def ask(user, *, now=NOW, **places):
    return keeping.figures_for(Selection(user=user, period=MAY, **places), now=now)


def received(answer):
    return answer.figures.by_code["received"].hits


def received_of(kept):
    return kept.figures["by_code"]["received"][1]


@pytest.fixture
def manager():
    return posted(Role.MANAGER)


def test_what_is_kept_is_what_was_counted(manager):
    clock(timed_case(answered=60, solved=120, closed=180), "resolve", met=120)
    refresh_all(now=NOW)

    fresh, kept = ask(manager), ask(manager, now=NOW + SECOND)

    assert kept.figures == fresh.figures == figures_of(Selection(user=manager, period=MAY))
    assert kept.as_of == NOW


def test_nothing_older_than_a_minute_is_shown(manager):
    ask(manager)
    timed_case()
    refresh_all(now=NOW)

    assert received(ask(manager, now=NOW + 60 * SECOND)) == 0
    assert received(ask(manager, now=NOW + 61 * SECOND)) == 1


def test_what_is_looked_at_is_counted_anew_before_it_is_too_old(manager):
    ask(manager)
    timed_case()
    refresh_all(now=NOW)

    assert keeping.renew_figures(now=NOW + 31 * SECOND) == 1
    assert received(ask(manager, now=NOW + 32 * SECOND)) == 1


def test_what_nobody_looks_at_rests_and_is_forgotten(manager):
    ask(manager)

    assert keeping.renew_figures(now=NOW + timedelta(hours=1)) == 0
    keeping.renew_figures(now=NOW + timedelta(days=2))
    assert not KeptFigures.objects.exists()


def test_people_with_the_same_sight_share_and_others_do_not(manager):
    timed_case(store=StoreFactory())
    refresh_all(now=NOW)
    elsewhere = posted(Role.SUPERVISOR, store=StoreFactory())

    assert received(ask(manager)) == received(ask(posted(Role.AUDITOR))) == 1
    assert KeptFigures.objects.count() == 1
    assert received(ask(elsewhere)) == 0


def test_whoever_lost_a_posting_is_not_shown_what_was_kept_for_them():
    store = StoreFactory()
    timed_case(store=store)
    refresh_all(now=NOW)
    user = posted(Role.SUPERVISOR, store=store)
    assert received(ask(user)) == 1

    user.postings.update(store=StoreFactory())

    assert received(ask(User.objects.get(pk=user.pk))) == 0
    assert keeping.renew_figures(now=NOW + 31 * SECOND) == 1
    assert received_of(KeptFigures.objects.get()) == 0
