"""Telling of missed limits: many cases in as many statements as few, and each as if it were alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, ClockCycle, Escalation, Notice
from cases.rules import alarming, clocking, opening
from cases.rules.changing import changing
from channels.models import Outgoing
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(hours=25)


def opened(number):
    return [
        opening.open_case(SubmissionFactory(title="嗯", text="嗯").pk, now=NOW)
        for _ in range(number)
    ]


@pytest.fixture(autouse=True)
def head():
    return posted(Role.DEPARTMENT_HEAD)


def statements(do):
    with CaptureQueriesContext(connection) as captured:
        do()
    return len(captured)


@pytest.mark.usefixtures("_remembering")
def test_many_are_told_in_as_many_statements_as_few():
    opened(2)
    few = statements(lambda: alarming.sweep_alarms(now=LATE))
    opened(20)
    many = statements(lambda: alarming.sweep_alarms(now=LATE))

    assert many == few


@pytest.fixture
def _remembering(settings):
    from feedback_site.remembering import forget

    forget()
    settings.LOOK_UP_SECONDS = 60
    yield
    forget()


def told(case):
    return (
        list(case.events.order_by("seq").values_list("kind", "facts__clock", "facts__level")),
        list(Escalation.objects.filter(case=case).values_list("level", "assignee", "cause")),
        list(Notice.objects.filter(cycle__case=case).order_by("cycle__clock", "level")
             .values_list("cycle__clock", "level", "true_at")),
        list(ClockCycle.objects.filter(case=case).order_by("clock")
             .values_list("clock", "breached_at", "alarm_at")),
        Case.objects.filter(pk=case.pk).values_list("level", "version", "next_due_at").get(),
        Outgoing.objects.filter(context__case_id=case.pk).exclude(template="received").count(),
    )  # fmt: skip


def test_a_batch_makes_of_each_what_it_would_become_alone(head):
    together, alone = opened(3), opened(1)[0]
    alarming.ring(alone.pk, now=LATE)

    alarming.sweep_alarms(now=LATE)

    assert {repr(told(case)) for case in together} == {repr(told(alone))}
    assert told(alone)[1] == [(1, head.pk, "breach")]
    assert list(clocking.differing(now=LATE)) == []
    assert CaseEvent.objects.filter(kind="assigned").count() == 4
    assert Outgoing.objects.filter(template="staff_escalated", recipient=head).count() == 4


@pytest.mark.parametrize("kind", [EventKind.NOTED, EventKind.ANSWERED])
def test_a_step_between_a_limit_and_its_sweep_takes_no_notice_away(kind):
    case = opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW)
    cycle = ClockCycle.objects.get(case=case, clock="first_response")
    just_after = cycle.due_at + timedelta(seconds=3)

    with changing(case.pk, actor=None, now=just_after) as change:
        change.happened(kind)
    alarming.sweep_alarms(now=just_after + timedelta(seconds=2))

    assert Notice.objects.filter(cycle=cycle, level=100).count() == 1
    cycle.refresh_from_db()
    assert cycle.alarm_at is None or cycle.alarm_at > just_after


def test_what_came_up_before_a_case_could_be_opened_is_told():
    case = opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW + timedelta(days=2))

    alarming.sweep_alarms(now=NOW + timedelta(days=2))

    told = Notice.objects.filter(cycle__case=case, cycle__clock="first_response", level=100)
    assert told.count() == 1
