"""Telling of missed limits: many cases in as many statements as few, and each as if it were alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseEvent, ClockCycle, Escalation, Notice
from cases.rules import alarming, clocking, opening
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
