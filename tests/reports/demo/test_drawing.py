"""Stories of the demonstration: repeatable, with a rhythm, and with plain last days."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from django.utils import timezone

from reports.demo import seasons
from reports.demo.cast import Cast
from reports.demo.chain import found_chain
from reports.demo.drawing import draw_plans
from reports.demo.plan import PACES, TWINS
from reports.demo.seasons import CARE

COUNT = 2000
UNTIL = datetime(2026, 11, 20, 15, 0, tzinfo=CARE)


@pytest.fixture
def staff(db):
    found_chain(now=UNTIL)
    return Cast.assembled()


def local_days(plans):
    return Counter(plan.opened_at.astimezone(CARE).date() for plan in plans)


def between(days, first, last):
    return sum(count for day, count in days.items() if first <= day <= last)


def test_the_same_seed_draws_the_same_stories(staff):
    first = draw_plans(60, until=UNTIL, cast_=staff)

    assert draw_plans(60, until=UNTIL, cast_=staff) == first
    assert draw_plans(60, until=UNTIL, cast_=staff, seed=1) != first


def test_stories_make_as_many_cases_as_were_asked_for(staff):
    plans = draw_plans(COUNT, until=UNTIL, cast_=staff)

    assert sum(1 + len(TWINS.intersection(plan.steps)) for plan in plans) == COUNT
    assert all(UNTIL - timedelta(days=366) < plan.opened_at < UNTIL for plan in plans)
    assert {plan.store for plan in plans} == {"", *PACES}


def test_saturdays_are_stronger_than_mondays(staff):
    days = Counter(
        plan.opened_at.astimezone(CARE).weekday()
        for plan in draw_plans(COUNT, until=UNTIL, cast_=staff)
    )

    assert days[5] > 1.4 * days[0]


def test_more_comes_in_before_a_feast(staff):
    days = local_days(draw_plans(COUNT, until=UNTIL, cast_=staff))
    new_year = datetime(2026, 2, 17, tzinfo=CARE).date()

    before = between(days, new_year - timedelta(days=9), new_year)
    after = between(days, new_year + timedelta(days=5), new_year + timedelta(days=14))
    assert before > 1.4 * after


@pytest.mark.parametrize("until", [UNTIL, UNTIL.replace(month=12, day=28), UNTIL.replace(hour=3)])
def test_the_last_week_is_a_week_like_others(staff, until):
    days = local_days(draw_plans(COUNT, until=until, cast_=staff))
    today = until.date()
    last = between(days, today - timedelta(days=6), today)
    usual = between(days, today - timedelta(days=62), today - timedelta(days=7)) / 8

    assert 0.7 < last / usual < 1.4


def test_nobody_stands_at_a_counter_at_night(staff):
    plans = draw_plans(COUNT, until=UNTIL, cast_=staff)

    assert all(seasons.is_open(one.opened_at) for one in plans if one.channel == "counter")


@pytest.mark.parametrize(("hour", "day"), [(3, 20), (23, 21)])
def test_what_comes_up_at_night_is_done_in_the_morning(hour, day):
    done = seasons.at_work(Random(1), UNTIL.replace(hour=hour)).astimezone(CARE)

    assert (done.day, done.hour in (9, 10)) == (day, True)


def test_what_comes_up_by_day_is_done_at_once():
    moment = timezone.localtime(UNTIL, CARE)

    assert seasons.at_work(Random(1), moment) == moment
