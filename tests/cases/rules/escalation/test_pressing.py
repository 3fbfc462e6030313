"""Who is on duty, what climbs on unanswered, and what goes up by fact and by share of the time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from cases.event_words import text_of
from cases.models import Category, DutyShift, Escalation, Policy
from cases.rules.changes.changing import changing
from cases.rules.commitments import promising
from cases.rules.escalation import escalating, pressing
from cases.rules.escalation.climbing import Rung
from cases.rules.escalation.raising import drafted
from cases.rules.openings import opening
from cases.rules.replies import replying
from cases.rules.time_limits import alarming
from cases.rules.triage import triaging
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory, case_in, customer_writes
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def case():
    return case_in(CaseState.IN_PROGRESS)


def on_duty(person, *, level=1, start=-1, hours=8, **more):
    return DutyShift.objects.create(
        level=level, person=person, starts_at=NOW + start * HOUR,
        ends_at=NOW + (start + hours) * HOUR, **more,
    )  # fmt: skip


def raised(case, now=NOW):
    escalating.escalate(case.pk, reason="asked", actor=case.owner, now=now)
    return Escalation.objects.filter(case=case).latest("pk")


def test_whoever_is_on_duty_comes_before_whoever_merely_holds_the_role(case):
    posted(Role.DEPARTMENT_HEAD)
    second, first, other = posted(Role.AGENT), posted(Role.AGENT), posted(Role.AGENT)
    on_duty(second, position=2)
    on_duty(first, position=1)
    elsewhere = Department.objects.exclude(pk=case.department_id).first()
    on_duty(other, position=1, department=elsewhere)

    assert raised(case).assignee == first


def test_nobody_is_reached_outside_their_shift(case):
    head = posted(Role.DEPARTMENT_HEAD)
    on_duty(head, start=5)
    manager = posted(Role.MANAGER)

    assert raised(case).assignee == manager


def test_where_everybody_is_off_shift_the_first_is_told_when_theirs_begins(case):
    head = posted(Role.DEPARTMENT_HEAD)
    on_duty(head, start=5)

    escalation = raised(case)

    assert (escalation.assignee, escalation.acknowledge_by) == (head, NOW + 9 * HOUR)
    assert Outgoing.objects.get(template="staff_escalated").due_at == NOW + 5 * HOUR


def test_unacknowledged_it_goes_to_the_next_in_line_and_then_a_level_up(case):
    first, second, manager = posted(Role.AGENT), posted(Role.AGENT), posted(Role.MANAGER)
    on_duty(first, position=1, hours=24)
    on_duty(second, position=2, hours=24)
    raised(case)

    def last():
        return Escalation.objects.filter(case=case).latest("pk")

    assert pressing.sweep_pressing(now=NOW + 3 * HOUR) == 0
    assert pressing.sweep_pressing(now=NOW + 4 * HOUR) == 1
    assert (last().assignee, last().level, last().cause) == (second, 1, "unanswered")
    assert pressing.sweep_pressing(now=NOW + 4 * HOUR) == 0
    assert pressing.sweep_pressing(now=NOW + 8 * HOUR) == 1
    assert (last().assignee, last().level) == (manager, 3)
    escalating.acknowledge(last().pk, actor=manager, now=NOW + 9 * HOUR)
    assert pressing.sweep_pressing(now=NOW + 99 * HOUR) == 0
    assert LedgerEvent.objects.filter(verb="escalation.acknowledged").count() == 1
    assert Escalation.objects.filter(case=case, climbed_at__isnull=False).count() == 2


def test_whoever_stands_above_is_told_of_all_that_nobody_acknowledged_in_one_letter():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(5)]
    for case in cases:
        raised(case)
    manager = posted(Role.MANAGER)

    assert pressing.sweep_pressing(now=NOW + 4 * HOUR) == 5

    letter = Outgoing.objects.get(recipient=manager)
    assert letter.template == "staff_escalations"
    assert {row["case_id"] for row in letter.context["rows"]} == {case.pk for case in cases}
    above = Escalation.objects.filter(cause="unanswered", assignee=manager)
    assert sorted(above.values_list("case", flat=True)) == sorted(case.pk for case in cases)


def test_at_the_top_with_nobody_else_the_same_is_asked_again(case):
    manager = posted(Role.MANAGER)
    raised(case)

    assert pressing.sweep_pressing(now=NOW + 4 * HOUR) == 1

    again = Escalation.objects.filter(case=case).latest("pk")
    assert (again.assignee, again.level) == (manager, 3)
    assert again.acknowledge_by == NOW + 8 * HOUR


def _hand_on(escalation_id):
    try:
        return pressing.hand_on([escalation_id], now=NOW + 5 * HOUR)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_workers_hand_it_on_once():
    case = case_in(CaseState.IN_PROGRESS)
    posted(Role.MANAGER)
    escalation = raised(case)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(_hand_on, [escalation.pk, escalation.pk]))

    assert sorted(map(len, done)) == [0, 1]
    assert Escalation.objects.filter(case=case).count() == 2


def waiting(case):
    """An old escalation that nobody acknowledged."""
    return Escalation.objects.create(
        case=case, level=1, role=Role.DEPARTMENT_HEAD, cause="request", raised_at=NOW,
        acknowledge_by=NOW + HOUR,
    )  # fmt: skip


@pytest.mark.parametrize("level", [2, 0])
def test_what_another_escalation_passed_rests_and_lowers_nothing(case, level):
    posted(Role.DEPARTMENT_HEAD)
    old = waiting(case)
    if level:
        type(case).objects.filter(pk=case.pk).update(level=level)
    else:
        raised(case)
    case.refresh_from_db()
    before = (case.level, Escalation.objects.count(), Outgoing.objects.count())

    pressing.sweep_pressing(now=NOW + 2 * HOUR)

    old.refresh_from_db()
    case.refresh_from_db()
    assert old.climbed_at == NOW + 2 * HOUR
    assert (case.level, Escalation.objects.count(), Outgoing.objects.count()) == before


def test_raising_never_lowers_a_case(case):
    type(case).objects.filter(pk=case.pk).update(level=2)
    rung = Rung(level=1, role=Role.DEPARTMENT_HEAD, person=None, tell_at=NOW)

    with changing(case.pk, actor=None, now=NOW) as change:
        drafted(change, rung, cause=Escalation.Cause.REQUEST, reason="x")

    case.refresh_from_db()
    assert case.level == 2


@pytest.mark.parametrize(
    ("state", "rests"),
    [(CaseState.RESOLVED, False), (CaseState.VERIFYING, False), (CaseState.CLOSED, True)],
)
def test_what_is_solved_climbs_no_more_and_what_is_closed_is_not_looked_at_again(state, rests):
    posted(Role.DEPARTMENT_HEAD)
    escalation = waiting(case_in(state))

    # What is put to rest counts as done.
    assert pressing.sweep_pressing(now=NOW + 5 * HOUR) == rests
    assert pressing.hand_on([escalation.pk], now=NOW + 5 * HOUR) == []

    escalation.refresh_from_db()
    assert (escalation.climbed_at is not None) == rests
    assert Escalation.objects.count() == 1


def test_the_third_time_that_a_customer_comes_without_an_answer_goes_up(case):
    posted(Role.DEPARTMENT_HEAD)

    def writes(hours):
        customer_writes(case, NOW + hours * HOUR)
        return list(Escalation.objects.filter(case=case).values_list("cause", flat=True))

    assert [writes(hours) for hours in (1, 2, 3)] == [[], ["contacts"], ["contacts"]]
    replying.reply(case.pk, text="您好", actor=case.owner, now=NOW + 4 * HOUR)
    assert [writes(hours) for hours in (5, 6)] == [["contacts"], ["contacts"]]


def danger(case):
    case.refresh_from_db()
    raised = Escalation.objects.filter(case=case).order_by("pk")
    return case.is_safety, list(raised.values_list("cause", flat=True))


def test_danger_and_the_press_in_a_later_message_go_up_at_once_and_once(case):
    posted(Role.DEPARTMENT_HEAD)

    def writes(text, hours):
        customer_writes(case, NOW + hours * HOUR, text=text)
        replying.reply(case.pk, text="您好", actor=case.owner, now=NOW + hours * HOUR)
        return danger(case)

    assert writes("謝謝，等您的消息", 1) == (False, [])
    assert writes("The battery is smoking", 2) == (True, ["safety"])
    assert writes("電池還在冒煙", 3) == (True, ["safety"])
    assert writes("再不處理我就找記者", 4) == (True, ["safety", "press"])
    assert case.reading["flags"] == ["legal", "safety"]


def test_danger_that_a_person_finds_goes_up_at_once_however_old_the_case_is(case):
    head = posted(Role.DEPARTMENT_HEAD)
    old = case_in(CaseState.RECEIVED, opened_at=NOW - 60 * HOUR)
    facts = {
        "category": "print_colour", "severity": "high", "concerns": "-", "is_safety": "yes",
        "is_privacy": "no", "duplicates_checked": "yes",
    }  # fmt: skip

    triaging.triage_case(old.pk, facts=facts, actor=case.owner, now=NOW)
    triaging.retarget_case(case.pk, is_safety=True, reason="x", actor=case.owner, now=NOW)

    assert danger(old) == danger(case) == (True, ["safety"])
    assert case.escalations.get().assignee == head
    triaging.retarget_case(case.pk, is_safety=False, reason="no", actor=case.owner, now=NOW)
    assert danger(case) == (False, ["safety"])
    with translation.override("en"):
        told = case.events.filter(kind="retargeted").latest("seq")
        assert "Is anybody's safety concerned? no" in text_of(told.kind, told.facts)


@pytest.mark.parametrize(
    ("kind", "hours", "raised_at"),
    [
        ("chat", (0.01, 0.02, 0.03, 5, 9), []),
        ("line", (0.01, 0.02, 0.03, 5, 5.5, 9), [9]),
        ("wechat", (2, 2.1, 4), [4]),
    ],
)
def test_many_lines_of_one_sitting_are_one_contact(case, kind, hours, raised_at):
    posted(Role.DEPARTMENT_HEAD)
    channel = ChannelFactory(kind=kind)
    found = []
    for at in hours:
        before = Escalation.objects.count()
        customer_writes(case, NOW + at * HOUR, channel=channel)
        found += [at] * (Escalation.objects.count() - before)
    assert found == raised_at


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("沖印機冒煙起火了，很危險", "safety"),
        ("再不處理我就向消保官投訴", "press"),
        ("相片偏黃", None),
    ],
)
def test_safety_press_and_regulators_go_up_at_once_and_once(text, cause):
    posted(Role.DEPARTMENT_HEAD)
    case = opening.open_case(SubmissionFactory(title=text, text=text).pk, now=NOW)

    first = pressing.raise_by_fact(case.pk, now=NOW)
    assert pressing.sweep_pressing(now=NOW) == 0

    assert (first.cause if first else None) == cause
    assert Escalation.objects.filter(case=case).count() == (1 if cause else 0)


def test_what_is_as_bad_as_can_be_goes_up_at_once_and_once(case):
    head = posted(Role.DEPARTMENT_HEAD)
    how = {"reason": "x", "actor": case.owner, "now": NOW}

    triaging.retarget_case(case.pk, severity="high", **how)
    assert not case.escalations.exists()
    triaging.retarget_case(case.pk, severity="critical", **how)
    triaging.retarget_case(case.pk, severity="high", **how)
    triaging.retarget_case(case.pk, severity="critical", **how)

    assert [(one.cause, one.level, one.assignee) for one in case.escalations.all()] == [
        ("severity", 1, head)
    ]
    # It is bad because of the danger: that is one reason, and not two.
    text = "沖印機冒煙起火了，很危險"
    danger = opening.open_case(SubmissionFactory(title=text, text=text).pk, now=NOW)
    pressing.raise_by_fact(danger.pk, now=NOW)
    pressing.raise_by_fact(danger.pk, now=NOW)
    assert danger.severity == "critical"
    assert [one.cause for one in danger.escalations.all()] == ["safety"]


def test_a_category_that_is_as_bad_as_can_be_raises_what_is_read_as_it():
    posted(Role.DEPARTMENT_HEAD)
    Category.objects.filter(code="print_colour").update(default_severity="critical")
    text = "訂單P1的相片整批偏黃，想請你們重印"
    case = opening.open_case(SubmissionFactory(title=text, text=text).pk, now=NOW)

    assert case.severity == "critical"
    assert pressing.sweep_pressing(now=NOW + HOUR) == 1
    assert pressing.sweep_pressing(now=NOW + HOUR) == 0
    assert Escalation.objects.get(case=case).cause == "severity"


def test_a_lost_bell_is_made_up_for():
    posted(Role.DEPARTMENT_HEAD)
    text = "沖印機冒煙起火了，很危險"
    case = opening.open_case(SubmissionFactory(title=text, text=text).pk, now=NOW)

    assert pressing.sweep_pressing(now=NOW + HOUR) == 1
    assert Escalation.objects.get(case=case).cause == "safety"


def test_what_was_opened_just_now_is_left_to_its_bell():
    text = "沖印機冒煙起火了，很危險"
    opening.open_case(SubmissionFactory(title=text, text=text).pk, now=NOW)

    assert pressing.sweep_pressing(now=NOW + timedelta(seconds=14)) == 0


@pytest.mark.django_db(transaction=True)
def test_bell_and_sweep_at_once_raise_it_once():
    posted(Role.DEPARTMENT_HEAD)
    case = case_in(CaseState.IN_PROGRESS, is_safety=True)

    done = at_once(2, lambda _n: pressing.raise_by_fact(case.pk, now=NOW))

    assert sum(one is not None for one in done) == 1
    assert causes(case) == [(1, "safety")]


def causes(case):
    return list(Escalation.objects.filter(case=case).order_by("pk").values_list("level", "cause"))


def test_a_limit_missed_for_long_goes_to_the_second_level():
    posted(Role.DEPARTMENT_HEAD)
    posted(Role.SPECIALIST)
    case = opening.open_case(SubmissionFactory(title="嗯", text="嗯").pk, now=NOW)
    alarming.sweep_alarms(now=NOW + 25 * HOUR)
    assert causes(case) == [(1, "breach")]

    alarming.sweep_alarms(now=NOW + 37 * HOUR)

    assert causes(case) == [(1, "breach"), (2, "long_breach")]


@pytest.mark.parametrize(
    ("tier", "expected"),
    [("", [(1, "promise")]), ("business", [(1, "promise")]),
     ("professional", [(1, "promise"), (2, "promise")])],
)  # fmt: skip
def test_a_broken_promise_goes_up_and_to_the_top_tier_one_level_more(case, tier, expected):
    posted(Role.DEPARTMENT_HEAD)
    posted(Role.SPECIALIST)
    Policy.objects.update(until=NOW - HOUR)  # the promise alone has a limit
    type(case).objects.filter(pk=case.pk).update(tier=tier)
    colleague = posted(Role.AGENT)
    promising.promise(
        case.pk, text="call", due_at=NOW + HOUR, owner=colleague, actor=case.owner, now=NOW
    )

    alarming.sweep_alarms(now=NOW + 1.1 * HOUR)

    assert causes(case) == expected
    assert Outgoing.objects.filter(template="staff_limit_missed", recipient=colleague).count() == 1


def test_nobody_is_told_of_a_missed_limit_outside_their_shift(case):
    posted(Role.DEPARTMENT_HEAD)
    Policy.objects.update(until=NOW - HOUR)  # the promise alone has a limit
    promiser = posted(Role.AGENT)
    on_duty(promiser, start=5)
    on_duty(case.owner, start=7)
    promising.promise(
        case.pk, text="call", due_at=NOW + HOUR, owner=promiser, actor=case.owner, now=NOW
    )

    alarming.sweep_alarms(now=NOW + 1.1 * HOUR)

    told = Outgoing.objects.filter(template="staff_limit_missed").order_by("due_at")
    assert list(told.values_list("recipient", "due_at")) == [
        (promiser.pk, NOW + 5 * HOUR), (case.owner.pk, NOW + 7 * HOUR),
    ]  # fmt: skip
