"""Work between departments: routed, timed by the department's own limit, sent to and fro."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.errors import AlreadyDone, IllegalMove, MissingFacts, NoDepartment, StaleOrder, WrongFact
from cases.facts import FACTS
from cases.kinds import EventKind
from cases.models import (
    Case,
    CaseEvent,
    Category,
    ClockCycle,
    OrderEvent,
    OrderStay,
    WorkLimit,
    WorkOrder,
    WorkRoute,
)
from cases.order_states import OPEN_STATES, ORDER_STEPS, OrderState
from cases.rules.desk import noting
from cases.rules.lifecycle import moving
from cases.rules.work_orders import ordering, steps
from cases.rules.work_orders.sweeping import sweep_orders
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from feedback_site.sweeping.models import StuckRow
from tests.factories.cases import NOW, case_in, solving
from tests.factories.organisation import posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# A Friday at five in the afternoon in Taipei: a working day later it is Monday.
FRIDAY = datetime(2026, 5, 8, 9, tzinfo=UTC)


def department(code):
    return Department.objects.get(code=code)


@pytest.fixture
def agent():
    return posted(Role.AGENT, department=department("customer_care"))


@pytest.fixture
def printer():
    return posted(Role.AGENT, department=department("print_quality"))


@pytest.fixture
def head():
    return posted(Role.DEPARTMENT_HEAD, department=department("print_quality"))


@pytest.fixture
def case(agent):
    return case_in(CaseState.IN_PROGRESS, owner=agent)


def given(actor, *, now=NOW, **more):
    values = {"kind": "reprint", "title": "Print again", "asked": "24 prints, matte"} | more
    return ordering.order_work(actor=actor, now=now, **values)


def step(order, verb, actor, *, now=NOW + HOUR, version=None, **facts):
    return steps.take_step(order.pk, verb, facts=facts, actor=actor, now=now, version=version)


def news(template="staff_work_order"):
    rows = Outgoing.objects.filter(template=template).order_by("pk")
    return [(row.context["news"], row.recipient) for row in rows]


@pytest.mark.parametrize(
    ("kind", "category", "goes_to"),
    [
        ("reprint", "print_colour", "print_quality"),
        ("repair", "camera_repair", "camera_repair"),
        ("repair", "print_colour", "equipment_service"),
        # No line names it: whoever answers for the category.
        ("investigate", "delivery", None),
    ],
)
def test_the_line_that_says_most_routes(case, agent, kind, category, goes_to):
    case.category = Category.objects.get(code=category)
    case.department = case.category.department
    case.save()

    order = given(agent, kind=kind, case_id=case.pk)

    assert order.department == (department(goes_to) if goes_to else case.department)


def test_without_a_line_and_a_case_somebody_must_choose(agent):
    with pytest.raises(NoDepartment):
        given(agent, kind="other")
    WorkRoute.objects.create(kind="other", department=department("online_orders"))

    assert given(agent, kind="other").department == department("online_orders")
    assert given(agent, kind="other", department_id=department("camera_repair").pk).department == (
        department("camera_repair")
    )
    assert WorkOrder.objects.count() == 2


def test_an_order_is_timed_in_the_departments_working_days_and_moves_no_clock_of_the_case(
    case, agent, head
):
    noting.note(case.pk, text="stores the clocks", actor=agent, now=FRIDAY)
    before = (list(ClockCycle.objects.values()), Case.objects.get(pk=case.pk).next_due_at)
    assert before[0]

    order = given(agent, case_id=case.pk, now=FRIDAY)

    assert order.due_at == FRIDAY + timedelta(days=3)
    assert order.alarm_at == FRIDAY + timedelta(days=3) - timedelta(days=1) * 0.2
    assert (list(ClockCycle.objects.values()), Case.objects.get(pk=case.pk).next_due_at) == before
    stay = order.stays.get()
    assert (stay.target_seconds, stay.calendar, stay.due_at) == (
        86_400,
        "working_days",
        order.due_at,
    )
    case.refresh_from_db()
    assert (case.orders_made, case.orders_open) == (1, 1)
    assert CaseEvent.objects.filter(case=case).latest("seq").kind == EventKind.ORDER_MADE
    assert LedgerEvent.objects.filter(verb="order.made", subject=f"order:{order.pk}").count() == 1
    assert news() == [("order_given", head)]


def test_the_limit_that_says_most_is_taken_and_without_any_there_is_none(agent):
    quality = department("print_quality")
    WorkLimit.objects.create(department=quality, minutes=60)
    assert given(agent).due_at == NOW + HOUR
    WorkLimit.objects.create(department=quality, kind="reprint", minutes=30)
    assert given(agent).due_at == NOW + HOUR / 2
    WorkLimit.objects.update(is_active=False)

    order = given(agent)

    assert (order.due_at, order.alarm_at, order.stays.get().due_at) == (None, None, None)


def test_from_given_to_done(case, agent, printer, head):
    order = given(agent, case_id=case.pk)
    step(order, "accept", printer)
    step(order, "start", printer)
    ordering.note(order.pk, text="paper is out", actor=agent, now=NOW + HOUR)
    done = step(order, "finish", printer, result="sent by courier", now=NOW + 2 * HOUR)

    assert (done.state, done.owner, done.result) == (OrderState.DONE, printer, "sent by courier")
    assert (done.ended_at, done.alarm_at) == (NOW + 2 * HOUR, None)
    stay = done.stays.get()
    assert (stay.left_by, stay.breached_at) == ("done", None)
    kinds = list(done.events.values_list("kind", flat=True))
    assert kinds == ["made", "accepted", "started", "noted", "done"]
    case.refresh_from_db()
    assert (case.orders_made, case.orders_open) == (1, 0)
    assert news() == [("order_given", head), ("order_done", agent)]
    # Accepting and beginning are no news for whoever has the case open.
    told = CaseEvent.objects.filter(case=case, kind=EventKind.ORDER_MOVED)
    assert [event.facts["step"] for event in told] == ["done"]


def test_sent_to_and_fro_counts_and_the_heads_of_both_hear_of_it(agent, head, printer, settings):
    settings.WORK_ORDER_HOPS = 2
    other = department("equipment_service")
    other_head = posted(Role.DEPARTMENT_HEAD, department=other)
    order = given(agent)
    step(order, "send_on", printer, department=str(other.pk), reason="the device")
    first = WorkOrder.objects.get(pk=order.pk)
    assert (first.hops, first.returns, first.department) == (1, 0, other)

    back = step(
        order, "send_on", other_head, department=str(department("print_quality").pk),
        reason="the paper",
    )  # fmt: skip

    assert (back.hops, back.returns, back.state, back.owner) == (2, 1, OrderState.OPEN, None)
    assert [(s.number, s.is_return, s.left_by) for s in back.stays.all()] == [
        (1, False, "sent_on"), (2, False, "sent_on"), (3, True, ""),
    ]  # fmt: skip
    told = [who for what, who in news() if what == "order_ping_pong"]
    # Whoever sends it on knows.
    assert told == [head]
    assert back.events.last().kind == "ping_pong"


def test_what_was_refused_is_asked_again_and_what_was_done_badly_too(case, agent, printer):
    order = given(agent, case_id=case.pk)
    step(order, "refuse", printer, reason="no file")
    case.refresh_from_db()
    assert case.orders_open == 0
    quality = str(order.department_id)

    again = step(order, "ask_again", agent, department=quality, reason="file attached")

    assert (again.state, again.hops, again.returns) == (OrderState.OPEN, 1, 1)
    step(order, "accept", printer)
    step(order, "finish", printer, result="done")
    redone = step(order, "ask_again", agent, department=quality, reason="wrong size")
    assert (redone.state, redone.result, redone.returns) == (OrderState.OPEN, "", 2)
    case.refresh_from_db()
    assert case.orders_open == 1
    gone = step(order, "withdraw", agent, reason="not needed")
    assert (gone.state, gone.is_open) == (OrderState.WITHDRAWN, False)
    assert OrderStay.objects.filter(order=order, left_at=None).count() == 0


def test_a_step_outside_the_table_changes_nothing():
    actor = posted(Role.MANAGER)
    order = given(actor)
    for state in OrderState:
        is_ended = state not in OPEN_STATES
        WorkOrder.objects.update(
            state=state, owner=actor, result="x", ended_at=NOW if is_ended else None
        )
        before = (WorkOrder.objects.values().get(), OrderEvent.objects.count())
        for verb, one in ORDER_STEPS.items():
            if state not in one.came_from:
                with pytest.raises(IllegalMove):
                    step(order, verb, actor, reason="x", result="x", owner="1", department="1")
        assert (WorkOrder.objects.values().get(), OrderEvent.objects.count()) == before


def test_who_may_do_what(agent, printer):
    stranger = posted(Role.AGENT, department=department("camera_repair"))
    clerk = posted(Role.CLERK)
    order = given(agent)
    refusals = (
        (agent, "accept", {}), (stranger, "accept", {}), (clerk, "accept", {}),
        (printer, "withdraw", {"reason": "x"}), (printer, "assign", {"owner": str(printer.pk)}),
    )  # fmt: skip
    for actor, verb, facts in refusals:
        with pytest.raises(NotAllowed):
            step(order, verb, actor, **facts)
    with pytest.raises(NotAllowed):
        given(clerk)

    assert WorkOrder.objects.get().state == OrderState.OPEN
    seen = [WorkOrder.objects.visible_to(who).count() for who in (agent, printer, stranger, clerk)]
    assert seen == [1, 1, 0, 1]


def test_facts_are_asked_for_and_a_stale_page_is_refused(agent, printer, head):
    order = given(agent)
    elsewhere = posted(Role.AGENT, department=department("camera_repair"))
    with pytest.raises(MissingFacts):
        step(order, "refuse", printer, reason=" ")
    with pytest.raises(WrongFact):
        step(order, "send_on", printer, department=str(order.department_id), reason="x")
    with pytest.raises(WrongFact):
        step(order, "assign", head, owner=str(elsewhere.pk))
    assigned = step(order, "assign", head, owner=str(printer.pk), version=1)
    assert (assigned.state, assigned.owner, assigned.version) == ("accepted", printer, 2)
    with pytest.raises(StaleOrder):
        step(order, "start", printer, version=1)

    assert WorkOrder.objects.get().state == OrderState.ACCEPTED


def test_limits_are_told_once_near_and_once_missed(case, agent, printer, head):
    order = given(agent, case_id=case.pk)
    step(order, "accept", printer, now=NOW)
    moments = [order.alarm_at, order.alarm_at + HOUR, order.due_at, order.due_at + HOUR]
    before = Case.objects.values().get(pk=case.pk)

    told = [sweep_orders(now=moment) for moment in moments]

    assert told == [1, 0, 1, 0]
    assert order.stays.get().breached_at == order.due_at
    kinds = list(order.events.values_list("kind", flat=True))
    assert kinds == ["made", "accepted", "warned", "breached"]
    assert set(news()) == {
        ("order_given", head), ("order_near", printer), ("order_missed", printer),
        ("order_missed", head), ("order_missed", agent),
    }  # fmt: skip
    assert Case.objects.values().get(pk=case.pk) == before
    assert not StuckRow.objects.exists()
    late = step(order, "finish", printer, result="late", now=order.due_at + 2 * HOUR)
    assert late.stays.get().breached_at == order.due_at


def test_a_case_is_solved_with_open_orders_only_for_a_reason(case, agent, printer):
    order = given(agent, case_id=case.pk)
    with pytest.raises(MissingFacts) as refused:
        moving.resolve_case(case.pk, facts=solving(), actor=agent, now=NOW + HOUR)
    assert str(FACTS["orders_left"].label) in str(refused.value)
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS

    moving.resolve_case(
        case.pk, facts=solving(orders_left="the report may come later"), actor=agent,
        now=NOW + HOUR,
    )  # fmt: skip

    event = CaseEvent.objects.get(case=case, kind=EventKind.RESOLVED)
    assert event.facts["orders_left"] == "the report may come later"
    step(order, "accept", printer)
    Case.objects.filter(pk=case.pk).update(state=CaseState.REJECTED)
    with pytest.raises(AlreadyDone):
        given(agent, case_id=case.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_has_it():
    order = given(posted(Role.AGENT), department_id=department("print_quality").pk)
    people = [posted(Role.AGENT, department=order.department) for _ in range(2)]

    results = at_once(2, lambda n: step(order, "accept", people[n]), catching=IllegalMove)

    assert sorted(type(one).__name__ for one in results) == ["IllegalMove", "WorkOrder"]
    winner = people[[isinstance(one, WorkOrder) for one in results].index(True)]
    assert WorkOrder.objects.get().owner_id == winner.pk
