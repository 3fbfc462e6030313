"""What a cycle says is coming is what the fold says later, on any history in which nothing more happens."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.sla.clock import OnDisable, ReopenMode, RetargetMode, fold, next_alarm_at, notices
from cases.sla.coming import come, coming
from tests.cases.sla.histories import CUSTOMER, History, after, policy, target
from tests.cases.sla.test_fold_properties import (
    BOOKS_THAT_CHANGE,
    histories,
    moments,
    policies,
    strict,
)

ENDING = replace(
    strict(RetargetMode.FROM_START, ReopenMode.CONTINUE),
    until=after(30),
    on_disable=OnDisable.CANCEL,
)


@settings(max_examples=300)
@given(histories(), policies | st.just((ENDING,)), moments, moments)
def test_what_is_coming_is_what_the_fold_says_later(events, rules, first, wait):
    seen = max(after(first), *(each.recorded_at or each.at for each in events))
    # A second later: a limit that was over when its event was recorded is told then, as any other.
    now = seen + timedelta(hours=wait, seconds=1)
    before = fold(events, rules, BOOKS_THAT_CHANGE, seen)
    later = {(one.clock, one.number): one for one in fold(events, rules, BOOKS_THAT_CHANGE, now)}

    for cycle in before:
        foreseen, becomes = coming(cycle), later[cycle.clock, cycle.number]
        if foreseen is None:
            continue
        levels, alarm_at = come(foreseen, now)
        due = cycle.due_at
        broken = due if due is not None and due < now and not cycle.frozen else None
        assert replace(cycle, breaches=becomes.breaches) == becomes
        assert becomes.breached_at == (cycle.breached_at or broken)
        assert [(one.share, one.at) for one in levels] == [
            (one.level, one.at) for one in notices([becomes], now)
        ]
        assert cycle.frozen or alarm_at == next_alarm_at([becomes], now)
        assert coming(becomes) == foreseen


@pytest.mark.parametrize(
    ("policies", "is_foreseen"),
    [
        ([policy(target("resolve", 4, pause_reasons=CUSTOMER))], False),
        ([policy(target("resolve", 4))], True),  # of another reason than it pauses for
        ([policy(target("resolve", 4), on_disable=OnDisable.CANCEL)], False),
    ],
)
def test_nothing_is_foreseen_of_what_may_also_end_or_go_on_by_itself(policies, is_foreseen):
    history = History(*policies).add("received", 0)
    history.add("waiting_began", 1, waiting_reason="customer", resume_by=after(2))

    assert (coming(history.cycle("resolve", 1)) is not None) is is_foreseen
    history.add("waiting_ended", 1.5)
    ends_with_policy = policies[0].on_disable is OnDisable.CANCEL
    assert (coming(history.cycle("resolve", 1.5)) is None) is ends_with_policy
