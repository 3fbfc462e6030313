"""Keeping clocks: what is gone on with is what the whole history says, whatever was undone between."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import CaseEvent
from cases.rules.clocks import clocking
from cases.rules.clocks.keeping import clocks_kept
from cases.rules.desk import noting
from cases.rules.openings import opening
from cases.rules.replies import replying
from cases.rules.time_limits import alarming
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
MUCH_LATER = NOW + timedelta(days=9)


class Undone(Exception):
    """What makes a transaction end as if it had not been."""


@pytest.fixture(autouse=True)
def _remembering(remembering):
    """As a running site does."""


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@transaction.atomic
def reply_in_vain(case, agent):
    replying.reply(case.pk, text="您好", actor=agent, now=LATER)
    raise Undone


def histories_read(captured):
    return sum("FROM cases_caseevent" in query["sql"] for query in captured)


def test_steps_go_on_with_the_clocks_and_read_no_history(agent):
    with clocks_kept(), CaptureQueriesContext(connection) as captured:
        case = opening.open_case(SubmissionFactory().pk, now=NOW)
        replying.reply(case.pk, text="您好", actor=agent, now=LATER)
        alarming.ring(case.pk, now=MUCH_LATER)
        noting.note(case.pk, text="嗯", actor=agent, now=MUCH_LATER)

    assert histories_read(captured) == 0
    assert CaseEvent.objects.filter(case=case, kind="breached").exists()
    assert list(clocking.differing(now=MUCH_LATER)) == []


def test_a_change_undone_leaves_nothing_of_itself(agent):
    with clocks_kept():
        case = opening.open_case(SubmissionFactory().pk, now=NOW)
        with pytest.raises(Undone):
            reply_in_vain(case, agent)
        noting.note(case.pk, text="嗯", actor=agent, now=LATER)
        noting.note(case.pk, text="嗯嗯", actor=agent, now=LATER)

    assert list(clocking.differing(now=LATER)) == []
    assert case.cycles.get(clock="first_response").met_at is None


def test_elsewhere_each_step_reads_the_history(agent):
    case = opening.open_case(SubmissionFactory().pk, now=NOW)
    with CaptureQueriesContext(connection) as captured:
        noting.note(case.pk, text="嗯", actor=agent, now=LATER)

    assert histories_read(captured) == 1
