"""What one step writes: the columns and cycles that differ, in few statements, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseEvent, ClockCycle
from cases.rules.clocks import clocking, ruling
from cases.rules.desk import noting
from cases.rules.lifecycle import moving
from cases.rules.openings import opening
from cases.rules.replies import replying
from cases.states import CaseState
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def case():
    return opening.open_case(SubmissionFactory().pk, now=NOW)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def row_versions(table, case):
    """The transaction and place of each stored row: another one means that it was written again."""
    with connection.cursor() as cursor:
        key = "id" if table == "cases_case" else "case_id"
        cursor.execute(f"SELECT id, ctid::text FROM {table} WHERE {key} = %s", [case.pk])
        return dict(cursor.fetchall())


def test_cycles_that_stay_as_they_are_are_not_written_again(case, agent):
    before = row_versions("cases_clockcycle", case)
    noting.note(case.pk, text="嗯", actor=agent, now=LATER)
    noted = row_versions("cases_clockcycle", case)
    replying.reply(case.pk, text="您好", actor=agent, now=LATER)
    answered = row_versions("cases_clockcycle", case)
    met = set(ClockCycle.objects.filter(case=case, met_at=LATER).values_list("pk", flat=True))

    assert before
    assert noted == before
    assert {pk for pk, place in answered.items() if noted.get(pk) != place} == met != set()


def test_a_stored_cycle_that_is_wrong_is_put_right_by_the_next_step(case, agent):
    cycle = ClockCycle.objects.get(case=case, clock="first_response")
    due_at = cycle.due_at
    ClockCycle.objects.filter(pk=cycle.pk).update(due_at=NOW, policy="none")

    noting.note(case.pk, text="嗯", actor=agent, now=LATER)

    cycle.refresh_from_db()
    assert (cycle.due_at, cycle.policy) == (due_at, "standard")
    assert list(clocking.differing(now=LATER)) == []


def test_a_step_writes_the_columns_that_changed_and_no_other(case, agent):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        noting.note(case.pk, text="嗯", actor=agent, now=LATER)
    (update,) = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]

    assert update.count(" = ") == 4  # version, last event, that it was folded, and whose
    stored = Case.objects.get(pk=case.pk)
    assert (stored.version, stored.last_event_seq) == (case.version + 1, case.last_event_seq + 1)


def test_each_event_stands_in_history_and_ledger_with_its_id(agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    facts = {
        "waiting_reason": "customer", "asked_what": "照片", "asked_whom": "顧客",
        "resume_by": (NOW + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    before = set(CaseEvent.objects.values_list("pk", flat=True))
    moving.wait_case(case.pk, facts=facts, actor=agent, now=LATER)

    (event,) = CaseEvent.objects.exclude(pk__in=before)
    assert event.facts == {**facts, "reason": "customer"}
    assert (event.actor, event.by_customer, event.recorded_at) == (agent, False, LATER)
    assert LedgerEvent.objects.filter(subject=f"case:{case.pk}").latest("id").verb == (
        "case.waiting_began"
    )


def test_a_note_takes_seven_statements(case, agent, settings):
    """Lock, note, words, history, the case, its cycles, and history with ledger."""
    settings.LOOK_UP_SECONDS = 60
    assert agent.reach.everything
    ruling.rules()
    with CaptureQueriesContext(connection) as captured:
        noting.note(case.pk, text="嗯", actor=agent, now=LATER)
    forget()

    own = [query["sql"][:60] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(own) == 7, own
