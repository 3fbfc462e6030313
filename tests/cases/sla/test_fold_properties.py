"""The fold equals the state kept step by step, on any history; and its receipts always add up."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.sla.clock import (
    CalendarEdition,
    CaseClocks,
    ClockKind,
    ReopenMode,
    RetargetMode,
    fold,
    next_alarm_at,
    notices,
)
from cases.sla.defaults import DEFAULT_POLICIES
from cases.sla.receipt import SegmentKind, explain
from tests.cases.sla.histories import BOOKS, CUSTOMER, after, closed_on, event, policy, target

HIGH = frozenset({"high"})
ALL_CLOCKS = [kind for kind in ClockKind if kind is not ClockKind.PROMISE]
BOOKS_THAT_CHANGE = {
    "office": (
        *BOOKS["office"],
        CalendarEdition(version=2, calendar=closed_on("2025-03-04"), since=after(20)),
    )
}
KINDS = [
    "acknowledged", "triaged", "retargeted", "assigned", "answered", "customer_wrote", "noted",
    "waiting_began", "waiting_ended", "dispatched", "contacted", "remedied", "resolved",
    "resolution_undone", "reopened", "verifying_began", "closed", "merged", "unmerged", "split",
    "withdrawn", "auto_reply", "bounce", "promise_made", "promise_kept", "calendar_changed",
    "correction",
]  # fmt: skip


def strict(mode, reopen):
    shared = {"calendar": "office", "pause_reasons": CUSTOMER, "retarget_mode": mode}
    targets = [target(kind, 3 + n, **shared) for n, kind in enumerate(ALL_CLOCKS)]
    targets.append(target("resolve", 2, priorities=HIGH, **shared))
    return policy(*targets, reopen_mode=reopen)


@st.composite
def facts(draw, kind, hours):
    named = {}
    if kind in {"triaged", "retargeted"}:
        named["priority"] = draw(st.sampled_from(["low", "high"]))
        named["class_"] = draw(st.sampled_from(["technical", "service", "product", ""]))
    if kind == "assigned":
        named["assignee"] = draw(st.sampled_from(["lin", "wu"]))
    if kind in {"waiting_began", "correction"}:
        named["waiting_reason"] = draw(st.sampled_from(["customer", "vendor", "part"]))
        named["pause_from"], named["pause_until"] = after(hours - 5), after(hours - 1)
        if draw(st.booleans()):
            named["resume_by"] = after(hours + 3)
    if kind == "reopened":
        named["cause"] = draw(st.sampled_from(["customer", "not_verified"]))
    if kind in {"merged", "unmerged"} and draw(st.booleans()):
        named["absorbed"], named["unanswered_since"] = "FB-2", after(hours - 2)
    if kind == "promise_made":
        named["due_at"] = after(hours + draw(st.integers(-1, 9)))
    return named


@st.composite
def histories(draw):
    """A receipt and then anything in any order, with clocks that step back and late entries."""
    events, hours = [event("received", 0, 1)], 0.0
    for sequence in range(2, draw(st.integers(2, 14))):
        hours += draw(st.sampled_from([0, 0, 0.25, 1, 1, 5, 11, -0.5]))
        kind = draw(st.sampled_from(KINDS))
        recorded = hours + 4 if draw(st.integers(0, 7)) == 0 else None
        events.append(event(kind, hours, sequence, recorded=recorded, **draw(facts(kind, hours))))
    return events


policies = st.one_of(
    st.just(DEFAULT_POLICIES),
    st.builds(
        lambda mode, reopen: (strict(mode, reopen),),
        st.sampled_from(list(RetargetMode)),
        st.sampled_from(list(ReopenMode)),
    ),
)
moments = st.integers(0, 240).map(lambda n: n / 2)


@settings(max_examples=200)
@given(histories(), policies, moments, st.randoms())
def test_folding_all_events_equals_keeping_the_state_step_by_step(events, rules, now, random):
    kept = CaseClocks(rules, BOOKS_THAT_CHANGE)
    for each in events:
        kept.take(each)
        kept.cycles(after(random.randint(0, 200)))  # looking changes nothing
    shuffled = random.sample(events, len(events))

    assert kept.cycles(after(now)) == fold(shuffled, rules, BOOKS_THAT_CHANGE, after(now))


@settings(max_examples=200)
@given(histories(), policies, moments)
def test_whatever_happens_cycles_are_sound(events, rules, now):
    cycles = fold(events, rules, BOOKS_THAT_CHANGE, after(now))

    assert len({(c.clock, c.number) for c in cycles}) == len(cycles)
    for cycle in cycles:
        assert cycle.problem == ""
        assert cycle.met_at is None or cycle.cancelled_at is None
        assert cycle.met_at is None or cycle.met_at >= cycle.started_at
        assert all(p.end is None or p.start <= p.end for p in cycle.pauses)
        assert [each.at for each in cycle.levels] == sorted(each.at for each in cycle.levels)
        assert sum(b.excused_at is None for b in cycle.breaches) <= 1
        if cycle.due_at is None and not cycle.frozen:
            assert cycle.paused_since is not None


@settings(max_examples=200)
@given(histories(), policies, moments)
def test_a_receipt_adds_up_to_its_target(events, rules, now):
    for cycle in fold(events, rules, BOOKS_THAT_CHANGE, after(now)):
        editions = BOOKS_THAT_CHANGE.get(cycle.calendar, ())
        calendar = next((e.calendar for e in editions if e.version == cycle.calendar_version), None)

        segments = explain(cycle, calendar)

        if cycle.due_at is not None:
            assert sum(each.seconds for each in segments) == cycle.target_seconds
        timed = [each for each in segments if each.kind is not SegmentKind.RETARGET]
        assert all(a.end == b.start for a, b in pairwise(timed))
        assert [each.start for each in segments] == sorted(each.start for each in segments)


@settings(max_examples=100)
@given(histories(), policies)
def test_sweeping_at_each_alarm_tells_exactly_what_one_look_at_the_end_tells(events, rules):
    known = max(each.recorded_at or each.at for each in events)
    end, now, told = after(400), known, []
    while now is not None and now <= end:
        cycles = fold(events, rules, BOOKS_THAT_CHANGE, now)
        found = notices(cycles, now, told={each.key for each in told})
        told += found
        now = next_alarm_at(cycles, now)

    once = notices(fold(events, rules, BOOKS_THAT_CHANGE, end), end)
    assert {each.key: each.at for each in told} == {each.key: each.at for each in once}


@pytest.mark.parametrize("now", [after(0), after(50)])
def test_no_events_are_no_cycles(now):
    assert fold([], DEFAULT_POLICIES, {}, now) == ()


def test_moments_are_read_to_the_second():
    received = event("received", 0, 1)
    answered = event("answered", 24, 2)
    late = type(answered)(kind="answered", at=answered.at + timedelta(milliseconds=999), sequence=2)

    cycles = fold([received, late], DEFAULT_POLICIES, {}, after(30))

    first = next(c for c in cycles if c.clock == "first_response")
    assert (first.met_at, first.breached_at) == (after(24), None)
