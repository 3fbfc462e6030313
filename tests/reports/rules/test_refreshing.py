"""Facts follow their cases: found when behind, equal to the history, the same when done twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from cases.models import Case, CaseEvent, Policy
from cases.rules.desk import noting
from cases.rules.lifecycle import closing, moving
from cases.rules.time_limits import correcting
from cases.sla.terms import INTERNAL_CLOCKS, ClockKind
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from reports.measures.definitions import CLOCK_NAMES
from reports.models import CaseFact
from reports.models.case_fact import CLOCK_BITS
from reports.rules import refreshing
from reports.rules.refreshing import refresh_all, refresh_facts, refresh_touched
from tests.cases.rules.lifecycle.test_loop import solving
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted
from tests.factories.reports import clock, timed_case
from tests.waiting import until_moved

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_case_gets_one_row_and_twice_changes_nothing():
    case = timed_case(answered=60, solved=120, closed=180)

    assert refresh_facts(now=NOW) == 1
    before = CaseFact.objects.values().get()
    assert refresh_facts(now=NOW) == 0

    assert CaseFact.objects.values().get() == before
    assert (before["case_id"], before["answer_felt"], before["solve_felt"]) == (case.pk, 60, 120)


def test_what_moved_is_brought_up_to_date():
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    refresh_all(now=NOW)

    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=NOW + HOUR)

    assert refresh_all(now=NOW + HOUR) == 1
    fact = CaseFact.objects.get()
    assert (fact.state, fact.solve_felt, fact.times_solved) == ("resolved", 3600, 1)


def test_agreed_time_leaves_out_the_pause_and_felt_time_does_not():
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    asking = {
        "waiting_reason": "customer", "asked_what": "the order number", "asked_whom": "the customer",
        "resume_by": NOW + 24 * HOUR,
    }  # fmt: skip
    moving.wait_case(case.pk, facts=asking, actor=agent, now=NOW + HOUR)
    moving.resume_case(case.pk, cause="answered", actor=agent, now=NOW + 6 * HOUR)
    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=NOW + 7 * HOUR)

    refresh_all(now=NOW + 7 * HOUR)

    fact = CaseFact.objects.get()
    assert fact.solve_felt == 7 * 3600
    assert fact.solve_agreed == 2 * 3600


def test_agreed_time_leaves_out_a_pause_that_was_entered_afterwards():
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    correcting.enter_pause(
        case.pk, waiting_reason="customer", pause_from=NOW + HOUR, pause_until=NOW + 6 * HOUR,
        reason="asked on the phone", actor=posted(Role.SUPERVISOR), now=NOW + 6 * HOUR,
    )  # fmt: skip
    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=NOW + 7 * HOUR)

    refresh_all(now=NOW + 7 * HOUR)

    fact = CaseFact.objects.get()
    assert (fact.solve_felt, fact.solve_agreed) == (7 * 3600, 2 * 3600)


def test_agreed_time_leaves_out_how_long_a_case_that_goes_on_was_solved():
    Policy.objects.create(
        code="goes_on", name="goes on", rank=1, reopen_mode="continue",
        targets=[{"clock": "resolve", "seconds": 86_400}],
    )  # fmt: skip
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=NOW + HOUR)
    supervisor = posted(Role.SUPERVISOR)
    closing.reopen_case(case.pk, reason="x", actor=supervisor, now=NOW + 6 * HOUR)
    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=NOW + 7 * HOUR)

    refresh_all(now=NOW + 7 * HOUR)

    fact = CaseFact.objects.get()
    assert (fact.solve_felt, fact.solve_agreed) == (7 * 3600, 2 * 3600)


def test_any_limit_of_the_customers_is_any():
    case = timed_case()
    for kind in ("visit", "review", "per_vendor"):
        clock(case, kind, missed=True)

    refresh_all(now=NOW)

    fact = CaseFact.objects.get()
    assert fact.clocks_missed == fact.clocks_decided == 512 + 1024
    assert set(CLOCK_BITS) == set(CLOCK_NAMES) == set(ClockKind) - INTERNAL_CLOCKS


def test_a_re_opened_case_has_no_solution_until_it_stands():
    case = timed_case(solved=120)
    clock(case, "resolve", met=120)
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.IN_PROGRESS, resolved_at=None, resolver=None, version=2
    )

    refresh_all(now=NOW)

    fact = CaseFact.objects.get()
    assert (fact.solve_felt, fact.solve_agreed) == (None, None)


def test_it_goes_batch_by_batch():
    for _ in range(5):
        timed_case()

    assert refresh_facts(now=NOW, limit=2) == 2
    assert refresh_all(now=NOW) == 3
    assert CaseFact.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_what_all_were_found_counted_up_to_is_not_read_again():
    """Passed over when two looks found it counted: who wrote at the first may yet bring a lower number."""
    agent = posted(Role.AGENT)
    case, other = (case_in(CaseState.IN_PROGRESS, owner=agent) for _ in range(2))
    refresh_all(now=NOW)
    noting.note(case.pk, text="a", actor=agent, now=NOW)
    assert [refresh_touched(now=NOW) for _ in range(4)] == [1, 0, 0, 0]
    newest = CaseEvent.objects.latest("pk").pk
    until_moved(lambda: refreshing._mark.settled, lambda: refresh_touched(now=NOW), to=newest)

    # No step of the case but a change behind the history's back: only the look at all cases finds it.
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    assert refresh_touched(now=NOW) == 0

    noting.note(other.pk, text="b", actor=agent, now=NOW)
    assert refresh_touched(now=NOW) == 1
    assert refresh_all(now=NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_an_event_that_was_numbered_earlier_and_written_later_is_not_passed_over():
    """Its number lies below those that the others saw, while its transaction was still open."""
    agent = posted(Role.AGENT)
    case, other = (case_in(CaseState.IN_PROGRESS, owner=agent) for _ in range(2))
    refresh_all(now=NOW)
    is_written, may_end = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            noting.note(case.pk, text="later", actor=agent, now=NOW + HOUR)
            is_written.set()
            may_end.wait(20)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert is_written.wait(20)
    noting.note(other.pk, text="earlier", actor=agent, now=NOW + HOUR)
    found = [refresh_touched(now=NOW + HOUR) for _ in range(4)]
    may_end.set()
    writer.join(20)

    assert found == [1, 0, 0, 0]
    assert refresh_touched(now=NOW + HOUR) == 1


def test_often_only_those_with_the_newest_events_are_looked_at_and_now_and_then_all(monkeypatch):
    agent = posted(Role.AGENT)
    older, newer = (case_in(CaseState.IN_PROGRESS, owner=agent) for _ in range(2))
    for case in (older, newer):
        moving.resolve_case(case.pk, facts=solving(), actor=agent, now=NOW + HOUR)
    monkeypatch.setattr(refreshing, "TOUCHING", 1)

    assert refresh_touched(now=NOW + HOUR) == 1
    assert CaseFact.objects.get().case_id == newer.pk
    assert refresh_touched(now=NOW + HOUR) == 0
    assert refresh_all(now=NOW + HOUR) == 1
    assert set(CaseFact.objects.values_list("case_id", flat=True)) == {older.pk, newer.pk}
