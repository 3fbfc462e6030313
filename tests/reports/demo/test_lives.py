"""Living the stories: every state and every queue has something in it, and all of it is sound."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from cases.measures.queues import queues
from cases.models import Case, CaseEvent, ClockCycle, Quote
from cases.rules.clocks import clocking
from cases.states import CaseState
from feedback_site.organisation.models import User
from feedback_site.remembering import forget
from reports.demo.cast import Cast
from reports.demo.chain import found_chain
from reports.demo.drawing import draw_plans
from reports.demo.lives import STEPS
from reports.demo.loading import live_all
from reports.demo.plan import BEGINNING
from reports.demo.quotes import live_quotes
from reports.demo.seasons import CARE
from reports.demo.today import OPENINGS

UNTIL = datetime(2026, 11, 20, 15, 0, tzinfo=CARE)
# Who has which queue; the others are everybody's.
KEEPERS = {
    "clerk": "my_store", "head": "to_acknowledge", "supervisor": "to_reject",
    "agent.print": "my_department",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _look_things_up_once(settings):
    settings.LOOK_UP_SECONDS = 60.0
    forget()
    yield
    forget()


@pytest.fixture
def staff(db):
    found_chain(now=UNTIL)
    return Cast.assembled()


def lived(staff, *ways, until=UNTIL):
    """Live today's stories, and one that goes each of these ways; gives their cases' references."""
    plans = draw_plans(len(OPENINGS) + len(ways), until=until, cast_=staff)
    older = [plan for plan in plans if not plan.is_open_today]
    told = [
        replace(plan, steps=steps, is_anonymous=False, opened_at=until - timedelta(days=20))
        for plan, steps in zip(older, ways, strict=False)
    ]
    today = [plan for plan in plans if plan.is_open_today]
    return list(live_all([*told, *today], cast_=staff, until=until))


@pytest.mark.parametrize(
    ("until", "quotes"),
    [
        (UNTIL, {"open", "approved", "declined", "replaced"}),
        # Of so few cases only three are left at night of which nothing was heard for a while.
        (UNTIL.replace(hour=3), {"open", "approved", "declined"}),
    ],
)
def test_every_state_and_every_queue_has_something_in_it(staff, until, quotes):
    lived(
        staff, ("withdraw",), (*BEGINNING, "merge"), (*BEGINNING, "duplicate"),
        (*BEGINNING, "resolve", "confirm"), until=until,
    )  # fmt: skip
    advert = Case.objects.filter(rejection_proposed_by__isnull=False)

    assert {*Case.objects.values_list("state", flat=True)} >= set(CaseState) - {CaseState.REJECTED}
    assert advert.count() == 2
    agent = queues.counts(User.objects.get(username="agent"), now=until)
    assert {code for code, count in agent.items() if count == "0"} == set()
    for username, code in KEEPERS.items():
        assert queues.counts(User.objects.get(username=username), now=until)[code] != "0", username
    live_quotes(until=until)
    assert set(Quote.objects.values_list("state", flat=True)) == quotes
    assert not CaseEvent.objects.filter(happened_at__gt=until).exists()
    assert list(clocking.differing(now=until)) == []


def test_a_second_person_rejects_an_advert(staff):
    plan = next(
        one for one in draw_plans(25, until=UNTIL, cast_=staff) if one.steps == ("propose",)
    )
    plan = replace(plan, steps=("propose", "reject"))
    list(live_all([plan], cast_=staff, until=UNTIL))

    assert Case.objects.get().state == CaseState.REJECTED


def test_every_step_is_one_that_a_story_can_take(staff):
    steps = {step for plan in draw_plans(2000, until=UNTIL, cast_=staff) for step in plan.steps}

    assert steps == set(STEPS)


def test_the_clocks_of_a_story_are_those_of_its_history(staff):
    lived(
        staff, (*BEGINNING, "wait", "resume", "resolve", "object", "answer", "resolve", "confirm")
    )

    assert list(clocking.differing(now=UNTIL)) == []
    assert not ClockCycle.objects.filter(alarm_at__lte=UNTIL).exists()


def test_the_same_seed_lives_the_same_lives(staff):
    def told():
        with transaction.atomic():
            lived(staff)
            cases = Case.objects.order_by("opened_at")
            found = list(cases.values_list("opened_at", "state", "owner", "next_due_at"))
            transaction.set_rollback(True)
        return found

    assert told() == told()
