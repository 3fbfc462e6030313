"""Edge cases 22 to 42: changed targets, re-opening, merging, splitting, late and odd histories."""

import pytest

from cases.sla.clock import CaseClocks, Match, OnDisable, ReopenMode, RetargetMode, fold, notices
from tests.cases.sla.histories import BOOKS, CUSTOMER, History, after, policy, target

HIGH = frozenset({"high"})


def by_priority(mode=RetargetMode.FROM_START, low=8, high=2, **more):
    shared = {"retarget_mode": mode, "pause_reasons": CUSTOMER}
    return policy(
        target("resolve", low, **shared), target("resolve", high, priorities=HIGH, **shared), **more
    )


def test_22_a_higher_priority_counts_from_the_start_and_keeps_earlier_pauses():
    history = History(by_priority(high=4)).add("received", 0, priority="low")
    history.add("waiting_began", 0.5, waiting_reason="customer").add("waiting_ended", 1.5)
    history.add("retargeted", 2, priority="high")

    cycle = history.cycle("resolve", 2)

    assert (cycle.due_at, cycle.counts_from, cycle.target_seconds) == (after(5), after(0), 14400)
    assert [p.start for p in cycle.pauses] == [after(0.5)]


def test_22_or_from_the_change_if_the_policy_says_so():
    history = History(by_priority(RetargetMode.FROM_CHANGE)).add("received", 0, priority="low")
    history.add("retargeted", 3, priority="high")

    assert history.cycle("resolve", 3).due_at == after(5)
    assert history.cycle("resolve", 3).breaches == ()
    assert history.cycle("resolve", 3).counts_from == after(3)


def test_23_a_new_limit_already_past_breaks_at_the_moment_of_change_with_one_notice():
    history = History(by_priority()).add("received", 0, priority="low")
    history.add("retargeted", 3, priority="high")

    cycle = history.cycle("resolve", 3)

    assert (cycle.due_at, cycle.breached_at, cycle.breach.cause) == (after(2), after(3), "retarget")
    assert [(n.level, n.at) for n in notices((cycle,), after(3))] == [(100, after(3))]
    # half the target again after the change, and not at once because it would have been earlier
    assert [n.level for n in notices((cycle,), after(3.9))] == [100]
    assert [n.level for n in notices((cycle,), after(4))] == [100, 150]


def test_24_a_lower_priority_after_the_breach_does_not_undo_it():
    history = History(by_priority()).add("received", 0, priority="high")
    history.add("retargeted", 3, priority="low").add("noted", 4).add("resolved", 5)

    cycle = history.cycle("resolve", 6)

    assert (cycle.due_at, cycle.breached_at, cycle.met_at) == (after(8), after(2), after(5))
    assert [b.excuse for b in cycle.breaches] == [""]
    assert [(e.share, e.at) for e in cycle.levels] == [(100, after(2))]


def test_25_flapping_is_one_cycle_with_a_list_of_targets():
    history = History(by_priority()).add("received", 0, priority="low")
    for n, priority in enumerate(("high", "low", "high", "low")):
        history.add("retargeted", 0.5 + n / 4, priority=priority)

    cycle = history.cycle("resolve", 2)

    assert [t.priority for t in cycle.targets] == ["low", "high", "low", "high", "low"]
    assert (cycle.number, cycle.due_at, cycle.breaches) == (1, after(8), ())


def test_25_a_target_that_goes_and_comes_back_is_still_one_cycle():
    only_high = policy(target("resolve", 4, priorities=HIGH))
    history = History(only_high).add("received", 0, priority="high")
    history.add("retargeted", 1, priority="low")
    gone = history.cycle("resolve", 9)
    history.add("retargeted", 2, priority="high")

    assert (gone.cancelled_at, gone.ended_by, gone.due_at) == (after(1), "no_target", None)
    assert gone.breaches == ()
    assert (history.cycle("resolve", 2).due_at, history.cycle("resolve", 2).number) == (after(4), 1)


def test_26_of_two_policies_the_rank_decides_clock_by_clock_and_both_are_shown():
    history = History(
        policy(target("resolve", 9), target("acknowledge", 1), code="a", rank=9),
        policy(target("resolve", 5), code="c", rank=5),
        policy(target("resolve", 6), code="b", rank=5),
    ).add("received", 0)

    resolve, acknowledge = history.cycle("resolve", 0), history.cycle("acknowledge", 0)

    assert (resolve.policy, resolve.also_matched) == ("b", ("c", "a"))
    assert (acknowledge.policy, acknowledge.also_matched) == ("a", ())


@pytest.mark.parametrize(
    ("fact", "field"),
    [("class_", "classes"), ("category", "categories"), ("store", "stores"), ("tier", "tiers")],
)
def test_27_class_category_store_and_tier_change_like_a_priority(fact, field):
    special = policy(
        target("resolve", 2), code="special", rank=1, match=Match(**{field: frozenset({"x"})})
    )
    history = History(special, policy(target("resolve", 8))).add("received", 0)
    history.add("triaged", 3, **{fact: "x"})

    cycle = history.cycle("resolve", 3)

    assert (cycle.policy, cycle.due_at, cycle.breached_at) == ("special", after(2), after(3))


def test_27_a_clock_that_triage_adds_counts_from_receipt():
    technical = policy(
        target("dispatch", 0.5), code="technical", match=Match(classes=frozenset({"technical"}))
    )
    history = History(technical).add("received", 0).add("triaged", 0.25, class_="technical")

    assert history.cycle("dispatch", 0.25).due_at == after(0.5)
    assert history.cycle("dispatch", 1).breached_at == after(0.5)
    late = History(technical).add("received", 0).add("triaged", 2, class_="technical")
    assert late.cycle("dispatch", 2).breached_at == after(2)


def test_27_what_was_done_before_its_clock_was_set_counts():
    service = policy(
        target("contact", 12), code="service", match=Match(classes=frozenset({"service"}))
    )
    history = History(service).add("received", 0).add("contacted", 1)
    assert history.at(2) == ()
    history.add("triaged", 20, class_="service")

    cycle = history.cycle("contact", 30)

    assert (cycle.met_at, cycle.due_at, cycle.breaches) == (after(1), after(12), ())


def test_28_reassignment_restarts_the_clock_of_the_assignee_only():
    history = History(policy(target("resolve", 8), target("per_assignee", 2)))
    history.add("received", 0).add("assigned", 1, assignee="lin")
    history.add("assigned", 2, assignee="wu").add("assigned", 2.5, assignee="wu")

    resolve, (first, second) = history.cycle("resolve", 3), history.cycles("per_assignee", 3)

    assert (resolve.number, resolve.due_at) == (1, after(8))
    assert (first.subject, first.cancelled_at, first.ended_by) == ("lin", after(2), "reassigned")
    assert (second.subject, second.due_at, second.cancelled_at) == ("wu", after(4), None)


def test_28_the_clock_of_a_vendor_runs_while_the_case_waits_for_one():
    history = History(policy(target("per_vendor", 5), target("resolve", 8)))
    history.add("received", 0).add("waiting_began", 1, waiting_reason="vendor", vendor="acme")
    history.add("customer_wrote", 2).add("waiting_ended", 3)

    vendor = history.cycle("per_vendor", 9)

    assert (vendor.subject, vendor.due_at, vendor.met_at) == ("acme", after(6), after(3))
    assert history.cycle("resolve", 9).due_at == after(8)  # a customer's clock inherits no pause


@pytest.mark.parametrize(
    ("facts", "suppliers"),
    [
        # As it was folded, and stored, before events said who still owes.
        ({}, [("acme", after(4), None)]),
        ({"vendor_owes": True}, [("acme", None, after(3)), ("bolt", after(4), None)]),
    ],
)
def test_28_a_history_of_before_gives_the_clocks_that_were_stored_of_it(facts, suppliers):
    history = History(policy(target("per_vendor", 5)))
    history.add("received", 0).add("waiting_began", 1, waiting_reason="vendor", vendor="acme")
    history.add("merged", 1.5, into="FB-2").add("customer_wrote", 2)
    history.add("unmerged", 2.5, into="FB-2", **facts)
    history.add("waiting_began", 3, waiting_reason="vendor", vendor="bolt").add("waiting_ended", 4)

    found = history.cycles("per_vendor", 9)

    assert [(one.subject, one.met_at, one.cancelled_at) for one in found] == suppliers


def reopened(mode, cause="customer", at=10):
    history = History(policy(target("resolve", 4), target("verify", 24), reopen_mode=mode))
    return history.add("received", 0).add("resolved", 3).add("reopened", at, cause=cause)


def test_29_reopening_continues_without_the_resolved_span():
    cycle = reopened(ReopenMode.CONTINUE).cycle("resolve", 10)

    assert (cycle.number, cycle.met_at, cycle.first_met_at) == (1, None, after(3))
    assert cycle.due_at == after(11)
    assert [(p.reason, p.start, p.end) for p in cycle.pauses] == [("resolved", after(3), after(10))]
    again = reopened(ReopenMode.CONTINUE).add("resolved", 11).cycle("resolve", 99)
    assert (again.first_met_at, again.met_at, again.breaches) == (after(3), after(11), ())


def test_29_or_starts_a_new_cycle():
    first, second = reopened(ReopenMode.NEW_CYCLE).cycles("resolve", 10)

    assert (first.met_at, second.number, second.began_by) == (after(3), 2, "customer")
    assert second.due_at == after(14)


@pytest.mark.parametrize("mode", list(ReopenMode))
def test_31_reopening_does_not_clear_a_breach(mode):
    history = History(policy(target("resolve", 4), reopen_mode=mode))
    history.add("received", 0).add("resolved", 5).add("reopened", 6)

    assert history.cycles("resolve", 7)[0].breached_at == after(4)
    assert history.add("resolved", 7).cycles("resolve", 8)[0].breached_at == after(4)


def test_32_resolved_by_mistake_and_undone_is_no_cycle():
    history = History(policy(target("resolve", 4), target("verify", 24), target("per_assignee", 9)))
    history.add("received", 0).add("assigned", 0, assignee="lin")
    before = history.at(3.2)
    history.add("resolved", 3).add("customer_wrote", 3.02).add("resolution_undone", 3.05)

    assert history.at(3.2) == before
    assert history.cycle("resolve", 5).breached_at == after(4)


OWED = ("first_response", "next_response", "contact", "acknowledge", "remedy", "review", "resolve")


def slipped(earlier, *slip, between=()):
    """A history with a slip at hour 3 undone at 3.05, and the same without what that takes back."""
    limits = policy(*[target(kind, 9) for kind in OWED], target("verify", 24))
    with_slip, without = History(limits), History(limits)
    for history in (with_slip, without):
        history.add("received", 0).add("customer_wrote", 0.5)
        for kind, hours in earlier:
            history.add(kind, hours)
    first = len(with_slip.events) + 1
    for kind in slip:
        with_slip.add(kind, 3, no_remedy=True)
    for history in (with_slip, without):
        for kind, hours in between:
            history.add(kind, hours)
    gone = list(range(first, first + len(slip)))
    return with_slip.add("resolution_undone", 3.05, takes_back=gone), without


@pytest.mark.parametrize("earlier", [[], [("answered", 1), ("customer_wrote", 2)]])
@pytest.mark.parametrize(
    "between", [(), [("customer_wrote", 3.01)], [("customer_wrote", 3.01), ("answered", 3.02)]]
)
def test_16_and_32_what_a_slip_seemed_to_answer_and_to_remedy_is_owed_as_before(earlier, between):
    with_slip, without = slipped(earlier, "remedied", "resolved", "answered", between=between)

    for hours in (3.2, 9, 40):
        assert with_slip.at(hours) == without.at(hours)
    assert with_slip.add("answered", 4).at(5) == without.add("answered", 4).at(5)


def test_32_and_39_what_was_said_by_phone_stays_said():
    limits = policy(target("first_response", 9), target("resolve", 9))
    history = History(limits).add("received", 0).add("resolved", 3).add("answered", 3)

    history.add("resolution_undone", 3.05, takes_back=[2])

    assert history.cycle("first_response", 4).met_at == after(3)
    assert history.cycle("resolve", 4).met_at is None


def test_32_a_slip_recorded_before_events_named_what_they_take_back_is_read_as_then():
    limits = policy(target("first_response", 9), target("resolve", 9))
    history = History(limits).add("received", 0).add("resolved", 3).add("answered", 3)

    history.add("resolution_undone", 3.05)

    assert history.cycle("first_response", 4).met_at == after(3)
    assert history.cycle("resolve", 4).met_at is None


@pytest.mark.parametrize("kind", ["resolved", "reviewed"])
def test_29_whoever_is_owed_no_remedy_does_not_wait_for_one_until_it_is_opened_again(kind):
    history = History(policy(target("remedy", 24))).add("received", 0).add(kind, 2, no_remedy=True)

    cycle = history.cycle("remedy", 40)
    assert (cycle.cancelled_at, cycle.ended_by, cycle.breached_at) == (after(2), kind, None)
    history.add("reopened", 41, cause="not_verified")
    _ended, again = history.cycles("remedy", 42)
    assert (again.started_at, again.due_at) == (after(41), after(65))


def test_24_a_remedy_that_is_late_stays_late_and_one_recorded_before_events_said_so_runs_on():
    late = History(policy(target("remedy", 24))).add("received", 0)
    late.add("resolved", 30, no_remedy=True)
    old = History(policy(target("remedy", 24))).add("received", 0).add("resolved", 2)

    assert late.cycle("remedy", 31).breached_at == after(24)
    assert old.cycle("remedy", 40).breached_at == after(24)


def test_27_whoever_was_at_work_before_the_case_turned_technical_meets_its_dispatch():
    technical = {"class_": "technical"}
    limits = policy(
        target("dispatch", 0.5), target("visit", 2),
        match=Match(classes=frozenset({"technical"})),
    )  # fmt: skip
    history = History(limits).add("received", 0, class_="service").add("triaged", 0.1)

    history.add("dispatched", 0.2, recorded=5).add("retargeted", 5, **technical)

    met = history.cycle("dispatch", 6)
    assert (met.met_at, met.breached_at) == (after(0.2), None)
    # Nobody could be expected on site before it was known to be that.
    assert history.cycle("visit", 6).due_at == after(7)


@pytest.mark.parametrize("mode", list(ReopenMode))
def test_33_failed_verification_is_a_new_cycle_with_its_own_cause(mode):
    history = reopened(mode, cause="not_verified")

    first, second = history.cycles("resolve", 10)

    assert (first.met_at, second.began_by, second.started_at) == (
        after(3),
        "not_verified",
        after(10),
    )
    assert history.cycle("verify", 10).met_at == after(10)
    other = reopened(mode)
    assert other.cycle("verify", 10).cancelled_at == after(10)


def test_33_what_was_never_done_is_owed_anew_after_reopening():
    history = History(policy(target("remedy", 24), target("resolve", 30)))
    history.add("received", 0).add("resolved", 3).add("closed", 4, outcome="confirmed")
    history.add("reopened", 10)

    first, second = history.cycles("remedy", 11)

    assert (first.cancelled_at, first.ended_by) == (after(4), "closed")
    assert (second.number, second.due_at) == (2, after(34))


def answering():
    return policy(target("first_response", 4), target("next_response", 2), target("resolve", 9))


def test_34_a_merged_case_ends_its_cycles_and_unmerging_restores_them_exactly():
    history = History(answering()).add("received", 0).add("answered", 1).add("customer_wrote", 2)
    plain = history.at(20)
    history.add("merged", 3, into="FB-2")
    merged = history.at(20)
    history.add("unmerged", 5)

    assert {(c.cancelled_at, c.ended_by) for c in merged if c.met_at is None} == {
        (after(3), "merged")
    }
    assert not any(c.breaches for c in merged)
    assert history.at(20) == plain


def test_34_what_happens_while_it_is_merged_counts_once_it_is_separate_again():
    history = History(answering()).add("received", 0).add("customer_wrote", 2)
    history.add("merged", 3, into="FB-2").add("answered", 3.5).add("customer_wrote", 4)
    assert [c.ended_by for c in history.at(20)] == ["answered", "merged"]
    history.add("unmerged", 5)

    assert history.cycle("first_response", 5).met_at == after(3.5)
    assert history.cycle("next_response", 5).due_at == after(6)
    assert history.cycle("resolve", 5).due_at == after(9)


def test_34_the_target_answers_for_the_earliest_unanswered_message_of_both():
    history = History(answering()).add("received", 0).add("answered", 1).add("customer_wrote", 4)
    alone = history.cycle("next_response", 5)
    history.add("merged", 5, absorbed="FB-2", unanswered_since=after(3.5))
    together = history.cycle("next_response", 5)
    history.add("unmerged", 5.25, absorbed="FB-2")

    assert (alone.started_at, together.started_at) == (after(4), after(3.5))
    assert together.due_at == after(5.5)
    assert history.cycle("next_response", 5.25) == alone
    assert history.cycle("resolve", 5).due_at == after(9)


def test_34_unmerging_ends_an_answer_that_only_the_other_case_was_owed():
    history = History(answering()).add("received", 0).add("answered", 1)
    history.add("merged", 5, absorbed="FB-2", unanswered_since=after(4))
    history.add("unmerged", 5.5, absorbed="FB-2")

    cycle = history.cycle("next_response", 9)

    assert (cycle.cancelled_at, cycle.ended_by, cycle.breaches) == (after(5.5), "unmerged", ())


def test_35_a_split_child_counts_from_the_message_it_was_split_off_at():
    child = History(answering()).add("split", 6, anchored_at=after(4))
    parent = History(answering()).add("received", 0).add("answered", 1)
    parent.add("customer_wrote", 4).add("split", 6, message_at=after(4), child="FB-3")

    assert child.cycle("resolve", 6).due_at == after(13)
    assert child.cycle("resolve", 6).started_at == after(4)
    late = History(answering()).add("split", 6, anchored_at=after(1))
    assert late.cycle("first_response", 6).breach.cause == "split"
    assert late.cycle("first_response", 6).breached_at == after(5)
    assert notices(late.at(6), after(6)) == ()
    later = [(one.clock, one.level) for one in notices(late.at(8.5), after(8.5))]
    assert later == [("first_response", 150), ("resolve", 80)]
    no_longer_owed = parent.cycle("next_response", 9)
    assert (no_longer_owed.cancelled_at, no_longer_owed.breaches) == (after(6), ())
    assert History(answering()).add("received", 0, anchored_at=after(-1)).cycle(
        "resolve", 0
    ).due_at == after(8)


def test_40_imported_history_is_reckoned_but_not_told():
    history = History(answering())
    history.add("received", 0, recorded=100, imported=True).add("answered", 8, recorded=100)

    assert history.cycle("first_response", 100).breached_at == after(4)
    assert notices(history.at(100), after(100)) == ()
    history.add("customer_wrote", 101)
    assert [n.level for n in notices(history.at(104), after(104)) if n.clock == "next_response"] == [
        50, 80, 100, 150,
    ]  # fmt: skip


def test_41_a_case_captured_offline_counts_from_capture_and_breaks_before_the_line_was_back():
    history = History(answering()).add("received", 0, recorded=6, face_to_face=True)

    cycle = history.cycle("first_response", 6)

    assert (cycle.started_at, cycle.breached_at, cycle.breach.cause) == (
        after(0), after(4), "late_sync",
    )  # fmt: skip
    assert [(n.level, n.at) for n in notices((cycle,), after(6))] == [(100, after(4))]


def test_41_what_was_over_before_the_line_was_back_is_told_to_nobody_and_what_comes_after_is():
    history = History(answering())
    history.add("received", 0, recorded=3, face_to_face=True, offline=True)

    quiet = notices(history.at(3), after(3))
    told = notices(history.at(5), after(5))

    assert quiet == ()
    assert [n.level for n in told if n.clock == "first_response"] == [80, 100]
    late = History(answering()).add("received", 0, recorded=6, offline=True)
    assert late.cycle("first_response", 6).breach.cause == "late_sync"
    assert notices((late.cycle("first_response", 6),), after(6)) == ()


def test_41_what_was_answered_offline_in_time_is_no_breach():
    history = History(answering()).add("received", 0, recorded=6).add("answered", 1, recorded=6)

    cycle = history.cycle("first_response", 7)

    assert (cycle.met_at, cycle.breaches) == (after(1), ())


def test_42_the_order_in_which_events_are_read_does_not_matter():
    history = History(answering()).add("received", 0).add("answered", 1)
    history.add("customer_wrote", 2).add("assigned", 2).add("resolved", 3)

    shuffled = fold(history.events[::-1], history.policies, BOOKS, after(9))

    assert shuffled == history.at(9)


def test_42_an_answer_entered_late_excuses_the_breach_told_meanwhile():
    history = History(answering()).add("received", 0).add("noted", 5)
    assert history.cycle("first_response", 5).breached_at == after(4)
    history.add("answered", 3, recorded=6)

    cycle = history.cycle("first_response", 7)

    assert (cycle.met_at, cycle.breached_at) == (after(3), None)
    assert [(b.at, b.excuse) for b in cycle.breaches] == [(after(4), "recorded_late")]


@pytest.mark.parametrize(("seconds", "met"), [(4, 5), (6, 4.99)])
def test_42_seconds_of_writing_it_down_are_as_it_happened(seconds, met):
    history = History(answering()).add("received", 0).add("noted", 5)
    history.add("answered", 4.99, recorded=4.99 + seconds / 3600)

    assert history.cycle("first_response", 7).met_at == after(met)


def test_42_an_answer_entered_late_does_not_answer_what_was_written_after_it():
    history = History(answering()).add("received", 0).add("answered", 1).add("customer_wrote", 4)
    history.add("answered", 3, recorded=5)

    assert history.cycle("next_response", 5).met_at is None


def test_43_when_the_clock_of_the_server_steps_back_the_sequence_decides():
    history = History(answering()).add("received", 1).add("customer_wrote", 3)
    history.add("answered", 2.9).add("customer_wrote", 2.8).add("resolved", 2.7)

    assert history.cycle("first_response", 4).met_at == after(3)
    assert history.cycle("next_response", 4).started_at == after(3)
    assert history.cycle("resolve", 4).met_at == after(3)
    assert history.at(2) == history.at(3)


def test_a_promise_has_its_own_limit_and_outlives_the_closing():
    history = History().add("received", 0)
    history.add("promise_made", 1, promise="p1", due_at=after(5))
    history.add("promise_made", 1, promise="p2", due_at=after(9)).add("closed", 2)
    history.add("promise_kept", 6, promise="p1")

    first, second = history.cycles("promise", 7)

    assert (first.subject, first.met_at, first.breached_at) == ("p1", after(6), after(5))
    assert (second.number, second.due_at, second.frozen) == (2, after(9), False)


@pytest.mark.parametrize("kind", ["rejected", "duplicate", "withdrawn", "cancelled"])
def test_a_case_called_off_owes_nothing(kind):
    history = History(answering()).add("received", 0).add("promise_made", 1, due_at=after(5))
    history.add(kind, 2)

    assert {(c.cancelled_at, c.ended_by, c.breached_at) for c in history.at(99)} == {
        (after(2), kind, None)
    }


def test_verification_is_met_by_closing_except_where_nobody_was_asked():
    for outcome, met in (("confirmed", True), ("unreachable", True), ("legal", False)):
        history = History(policy(target("verify", 24))).add("received", 0).add("resolved", 1)
        history.add("verifying_began", 1).add("closed", 5, outcome=outcome)

        cycle = history.cycle("verify", 9)
        assert (cycle.started_at, cycle.met_at is not None, cycle.frozen) == (after(1), met, True)


def test_a_policy_disabled_with_cancel_is_not_taken_up_by_a_change():
    ended = policy(target("resolve", 8), until=after(1), on_disable=OnDisable.CANCEL)
    other = policy(target("resolve", 9), code="other", rank=200)
    history = History(ended, other).add("received", 0).add("retargeted", 0.5, priority="high")

    assert history.cycle("resolve", 0.5).policy == "standard"
    assert history.cycle("resolve", 2).cancelled_at == after(1)


def test_adopting_a_policy_judges_nothing_that_was_fulfilled_before_it():
    history = History(policy(target("first_response", 1), since=after(5))).add("received", 0)
    history.add("answered", 3).add("policy_changed", 6)

    assert history.cycles("first_response", 7) == ()


def test_32_what_was_taken_back_before_is_not_taken_anew_with_each_further_one(monkeypatch):
    limits = policy(target("remedy", 100), target("promise", 100))
    history, without, taken = History(limits), History(limits), []
    take = CaseClocks.take
    monkeypatch.setattr(
        CaseClocks, "take", lambda clocks, one: (taken.append(1), take(clocks, one))
    )
    for one in (history, without):
        one.add("received", 0)
    times = 12
    for nth in range(1, times + 1):
        history.add("remedied", nth).add("noting_taken_back", nth + 0.5, takes_back=[2 * nth])

    assert history.cycles("remedy", 40) == without.cycles("remedy", 40)
    # Each begins with what stands so far: 1 to 12 events, and not twice as many with each.
    assert len(taken) <= 3 * times + times * times
