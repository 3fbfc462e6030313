"""Edge cases 44 to 46: warnings and breaches are told once, in working time, with their true time."""

from datetime import timedelta

import pytest

from cases.sla.clock import next_alarm_at, notices
from tests.cases.sla.histories import CUSTOMER, OFFICE, History, after, policy, target

TICK = timedelta(seconds=1)


def told(history, hours, **more):
    return [(n.level, n.at) for n in notices(history.at(hours), after(hours), **more)]


def office_history(hours, start=0.0, **more):
    return History(policy(target("resolve", hours, calendar="office", **more))).add(
        "received", start
    )


def test_44_shares_are_reckoned_in_working_time():
    history = office_history(10, start=4)  # Monday 13:00, due Tuesday 14:00

    levels = {each.share: each.at for each in history.cycle("resolve", 4).levels}

    # half of it is used up when the shop closes: the warning comes when it opens again
    assert levels == {50: after(24), 80: after(27), 100: after(29), 150: after(49)}


def test_44_so_many_working_minutes_before_the_limit():
    history = office_history(9.5, warn_at=(100,), warn_before=(60, 15))  # due Tuesday 09:30

    assert [(each.share, each.at) for each in history.cycle("resolve", 0).levels] == [
        (-60, after(8.5)),
        (-15, after(24.25)),
        (100, after(24.5)),
    ]
    assert told(history, 9) == [(-60, after(8.5))]


def test_44_nothing_is_told_to_somebody_off_shift():
    history = History(policy(target("resolve", 20))).add("received", 0)  # round the clock

    assert told(history, 12) == [(50, after(10))]
    assert told(history, 12, duty=OFFICE) == []
    assert next_alarm_at(history.at(12), after(12), duty=OFFICE) == after(16)
    assert told(history, 16, duty=OFFICE) == []
    assert next_alarm_at(history.at(21), after(21), duty=OFFICE) == after(24)
    assert told(history, 24, duty=OFFICE) == [
        (50, after(10)),
        (80, after(16)),
        (100, after(20)),
    ]


def test_45_after_an_outage_each_level_comes_once_with_its_true_time():
    history = office_history(2)

    assert told(history, 5) == [
        (50, after(1)),
        (80, after(1.6)),
        (100, after(2)),
        (150, after(3)),
    ]


def test_46_what_was_told_is_not_told_again_even_when_the_limit_moves():
    history = office_history(2, pause_reasons=CUSTOMER)
    done = {n.key for n in notices(history.at(1), after(1))}
    history.add("waiting_began", 1.2, waiting_reason="customer").add("waiting_ended", 3)

    assert done == {("resolve", 1, 50)}
    assert told(history, 3.4, told=done) == [(80, after(3.4))]


def test_a_breach_is_told_only_after_the_instant_of_the_limit():
    history = office_history(2, warn_at=(100,))

    assert told(history, 2) == []
    assert next_alarm_at(history.at(2), after(2)) == after(2) + TICK
    assert [n.level for n in notices(history.at(3), after(2) + TICK)] == [100]


@pytest.mark.parametrize(("met", "expected"), [(1.5, []), (2.5, [(100, after(2))])])
def test_an_ended_cycle_warns_no_more_but_a_breach_is_still_told(met, expected):
    history = office_history(2).add("resolved", met)

    assert told(history, 9) == expected


def test_the_next_alarm_is_the_earliest_moment_of_any_open_cycle():
    history = office_history(4, pause_reasons=CUSTOMER)

    assert next_alarm_at(history.at(0), after(0)) == after(2)
    assert next_alarm_at(history.at(2), after(2)) == after(3.2)
    assert next_alarm_at(history.at(5.9), after(5.9)) == after(6)
    assert next_alarm_at(history.at(6), after(6)) is None
    history.add("waiting_began", 1, waiting_reason="customer", resume_by=after(1.5))
    assert next_alarm_at(history.at(1), after(1)) == after(1.5)
    history.add("resolved", 1.25)
    assert next_alarm_at(history.at(1.25), after(1.25)) is None


def test_levels_passed_at_a_change_are_told_as_the_highest_of_them():
    high = frozenset({"high"})
    history = History(policy(target("resolve", 20), target("resolve", 5, priorities=high)))
    history.add("received", 0).add("retargeted", 4.5, priority="high")

    assert told(history, 4.5) == [(80, after(4.5))]


def test_a_breach_is_told_also_where_no_share_is_listed():
    history = office_history(2, warn_at=())

    assert next_alarm_at(history.at(0), after(0)) == after(2) + TICK
    assert told(history, 3) == [(100, after(2))]


def test_a_level_beyond_the_horizon_is_no_problem_of_a_limit_within_it():
    cycle = History(policy(target("resolve", 700 * 24))).add("received", 0).cycle("resolve", 0)

    assert (cycle.problem, cycle.due_at) == ("", after(700 * 24))
    assert [each.share for each in cycle.levels] == [50, 80, 100]


def test_a_promise_for_the_moment_it_was_made_only_breaks():
    history = History().add("received", 0).add("promise_made", 1, promise="p", due_at=after(1))

    assert {(e.share, e.at) for e in history.cycle("promise", 1).levels} == {
        (100, after(1)),
        (150, after(1)),
    }
    assert history.cycle("promise", 2).breached_at == after(1)


def test_levels_used_up_before_a_pause_are_told_while_it_lasts():
    history = office_history(4, pause_reasons=CUSTOMER)
    history.add("waiting_began", 3, waiting_reason="customer")

    assert told(history, 20) == [(50, after(2))]
