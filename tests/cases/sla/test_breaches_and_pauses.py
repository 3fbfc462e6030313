"""Edge cases 7 to 21: calendars that change, pauses, what fulfils and what does not."""

import pytest

from cases.sla.clock import CalendarEdition, OnDisable, PolicyTarget, notices
from feedback_site.organisation.working_time import CalendarError
from tests.cases.sla.histories import (
    BOOKS,
    CUSTOMER,
    HOUR,
    OFFICE,
    History,
    after,
    closed_on,
    policy,
    target,
)

RESOLVE_4H = policy(target("resolve", 4, pause_reasons=CUSTOMER))
ALL = policy(
    target("acknowledge", 1),
    target("first_response", 4, pause_reasons=CUSTOMER),
    target("next_response", 2, pause_reasons=CUSTOMER),
    target("resolve", 8, pause_reasons=CUSTOMER),
)


def test_07_new_zone_rules_are_a_new_edition_that_moves_open_cycles_only():
    moved = type(OFFICE)("Asia/Tokyo", OFFICE.weekly)  # an hour ahead, as after a change of law
    books = {
        "office": (*BOOKS["office"], CalendarEdition(version=2, calendar=moved, since=after(2)))
    }
    office = policy(
        target("resolve", 9, calendar="office"), target("contact", 1, calendar="office")
    )
    history = History(office, books=books).add("received", 0).add("contacted", 1)

    assert history.cycle("resolve", 1).due_at == after(9)
    history.add("calendar_changed", 2)

    assert history.cycle("resolve", 2).due_at == after(24)  # Tokyo closes at after(8)
    assert history.cycle("resolve", 2).calendar_version == 2
    assert history.cycle("contact", 2).calendar_version == 1


def test_08_the_calendar_of_a_store_is_its_own():
    tokyo = type(OFFICE)("Asia/Tokyo", OFFICE.weekly)
    books = {**BOOKS, "tokyo": (CalendarEdition(version=1, calendar=tokyo),)}
    history = History(policy(target("resolve", 2, calendar="tokyo")), books=books)
    history.add("received", 8.5)  # 17:30 in Shanghai, 18:30 in Tokyo

    assert history.cycle("resolve", 9).due_at == after(25)  # Tuesday 11:00 in Tokyo


def test_08_one_policy_takes_the_calendar_of_whichever_store():
    tokyo = CalendarEdition(version=7, calendar=type(OFFICE)("Asia/Tokyo", OFFICE.weekly))
    books = {"store:": BOOKS["office"], "store:ginza": (tokyo,)}
    by_store = policy(target("resolve", 2, calendar="@store"))
    ginza = History(by_store, books=books).add("received", 8.5, store="ginza")
    online = History(by_store, books=books).add("received", 8.5)

    cycle = ginza.cycle("resolve", 9)

    assert (cycle.due_at, cycle.calendar, cycle.calendar_version) == (after(25), "store:ginza", 7)
    assert online.cycle("resolve", 9).due_at == after(25.5)
    online.add("retargeted", 9, store="ginza")
    assert online.cycle("resolve", 9).due_at == after(25)


def with_closure(since):
    shut = CalendarEdition(version=2, calendar=closed_on("2025-03-03"), since=after(since))
    return {"office": (*BOOKS["office"], shut)}


def test_10_an_emergency_closure_excuses_a_breach_already_told():
    history = History(policy(target("resolve", 4, calendar="office")), books=with_closure(6))
    history.add("received", 0)
    told = history.cycle("resolve", 5)
    history.add("calendar_changed", 6)
    excused = history.cycle("resolve", 6)

    assert told.breached_at == after(4)
    assert excused.breached_at is None
    assert [(b.at, b.excused_at, b.excuse) for b in excused.breaches] == [
        (after(4), after(6), "calendar_changed")
    ]
    assert excused.due_at == after(28)
    assert history.cycle("resolve", 29).breached_at == after(28)
    assert len(history.cycle("resolve", 29).breaches) == 2


def test_11_a_calendar_edit_never_changes_a_frozen_cycle():
    history = History(policy(target("resolve", 4, calendar="office")), books=with_closure(6))
    history.add("received", 0).add("resolved", 5)
    before = history.cycle("resolve", 5)
    history.add("calendar_changed", 6)

    assert history.cycle("resolve", 30) == before
    assert before.breached_at == after(4)


@pytest.mark.parametrize("told_by_event", [True, False])
def test_12_open_cycles_of_a_disabled_policy_are_cancelled_all_together(told_by_event):
    ended = policy(
        target("resolve", 8), target("contact", 4), until=after(2), on_disable=OnDisable.CANCEL
    )
    history = History(ended).add("received", 0)
    if told_by_event:
        history.add("noted", 3)

    assert [(c.clock, c.cancelled_at, c.ended_by) for c in history.at(9)] == [
        ("contact", after(2), "policy_ended"),
        ("resolve", after(2), "policy_ended"),
    ]
    assert not any(c.breaches for c in history.at(9))


def test_12_or_continue_on_their_version_also_through_a_change_of_priority():
    old = policy(
        target("resolve", 8), target("resolve", 2, priorities=frozenset({"high"})), until=after(1)
    )
    new = policy(target("resolve", 100), version=2, since=after(1))
    history = History(old, new).add("received", 0, priority="low")
    history.add("retargeted", 1.5, priority="high")

    cycle = history.cycle("resolve", 1.5)

    assert (cycle.policy_version, cycle.due_at) == (1, after(2))


def test_13_and_14_pauses_of_the_case_count_once_and_only_in_working_time():
    history = History(policy(target("resolve", 4, calendar="office", pause_reasons=CUSTOMER)))
    history.add("received", 8)
    history.add("waiting_began", 10, waiting_reason="customer")
    history.add("waiting_began", 11, waiting_reason="customer")
    history.add("waiting_ended", 20)

    assert history.cycle("resolve", 21).due_at == after(27)  # Monday 17–18, Tuesday 9–12


def test_15_at_the_very_instant_of_the_limit_it_is_met():
    history = History(RESOLVE_4H).add("received", 0)

    assert history.cycle("resolve", 4).breached_at is None
    assert history.add("resolved", 4).cycle("resolve", 9).breached_at is None
    late = History(RESOLVE_4H).add("received", 0).add("resolved", 4 + 1 / 3600)
    assert late.cycle("resolve", 9).breached_at == after(4)


def test_16_before_the_first_response_only_listed_reasons_pause_and_waiting_is_no_response():
    history = History(ALL).add("received", 0)
    history.add("waiting_began", 1, waiting_reason="vendor")
    assert history.cycle("first_response", 2).due_at == after(4)
    history.add("waiting_began", 2, waiting_reason="customer")

    first = history.cycle("first_response", 3)

    assert (first.due_at, first.paused_since, first.met_at) == (None, after(2), None)


def test_16_an_internal_reason_can_pause_no_clock_of_the_customer():
    with pytest.raises(CalendarError):
        target("resolve", 1, pause_reasons=frozenset({"approval"}))
    assert isinstance(
        target("per_assignee", 1, pause_reasons=frozenset({"approval"})), PolicyTarget
    )


def test_17_a_pause_still_open_ends_at_closing_before_the_limit_is_compared():
    history = History(RESOLVE_4H).add("received", 0)
    history.add("waiting_began", 3, waiting_reason="customer").add("resolved", 50)

    cycle = history.cycle("resolve", 99)

    assert cycle.met_at == after(50)
    assert cycle.breaches == ()
    assert [(p.start, p.end) for p in cycle.pauses] == [(after(3), after(50))]


def test_18_a_pause_entered_afterwards_is_a_correction_and_excuses():
    history = History(RESOLVE_4H).add("received", 0)
    assert history.cycle("resolve", 5).breached_at == after(4)
    history.add(
        "correction",
        5,
        person="lin",
        waiting_reason="customer",
        pause_from=after(1),
        pause_until=after(3).isoformat(),
    )

    cycle = history.cycle("resolve", 5)

    assert (cycle.due_at, cycle.breached_at) == (after(6), None)
    assert [b.excuse for b in cycle.breaches] == ["correction"]
    assert [(p.start, p.end, p.person, p.correction) for p in cycle.pauses] == [
        (after(1), after(3), "lin", True)
    ]


def test_18_a_correction_lies_in_the_past():
    history = History(RESOLVE_4H).add("received", 0)
    history.add(
        "correction", 2, waiting_reason="customer", pause_from=after(1), pause_until=after(50)
    )

    assert history.cycle("resolve", 3).due_at == after(5)


@pytest.mark.parametrize("channel", ["web", "email", "wechat", "phone"])
def test_19_a_message_of_the_customer_from_any_channel_resumes(channel):
    history = History(RESOLVE_4H).add("received", 0)
    history.add("waiting_began", 1, waiting_reason="customer")
    assert history.cycle("resolve", 9).due_at is None
    history.add("customer_wrote", 3, channel=channel)

    assert history.cycle("resolve", 3).due_at == after(6)


def test_19_so_does_the_resume_by_date_even_if_nobody_looked():
    history = History(RESOLVE_4H).add("received", 0)
    history.add("waiting_began", 1, waiting_reason="customer", resume_by=after(10))

    assert history.cycle("resolve", 9).due_at is None
    assert history.cycle("resolve", 10).due_at == after(13)
    assert history.cycle("resolve", 14).breached_at == after(13)
    history.add("waiting_ended", 20)
    assert history.cycle("resolve", 21).due_at == after(13)


def test_20_a_message_resumes_next_response_too():
    history = History(ALL).add("received", 0).add("answered", 1).add("customer_wrote", 2)
    history.add("waiting_began", 3, waiting_reason="customer")
    assert history.cycle("next_response", 4).due_at is None
    history.add("customer_wrote", 5)

    assert history.cycle("next_response", 5).due_at == after(6)


@pytest.mark.parametrize("kind", ["auto_reply", "bounce"])
def test_21_a_machine_neither_resumes_nor_fulfils(kind):
    assert_changes_nothing(kind)


def test_36_an_incident_does_not_pause_its_children():
    assert_changes_nothing("incident_linked")


def test_39_an_internal_note_never_fulfils():
    assert_changes_nothing("noted")


def test_50_erasing_the_customer_leaves_the_timings():
    assert_changes_nothing("erased")


def assert_changes_nothing(kind):
    history = History(ALL).add("received", 0).add("answered", 1).add("customer_wrote", 2)
    history.add("waiting_began", 3, waiting_reason="customer")
    before = history.at(9)
    history.add(kind, 5)

    assert history.at(9) == before


def test_21_an_automatic_answer_is_no_response():
    history = History(ALL).add("received", 0).add("answered", 1, human=False)

    assert history.cycle("first_response", 2).met_at is None


def test_39_an_answer_at_the_counter_or_on_the_phone_fulfils():
    history = History(ALL).add("received", 0).add("answered", 1, channel="phone")

    assert history.cycle("first_response", 2).met_at == after(1)


def test_37_handing_it_in_face_to_face_acknowledges_and_does_not_answer():
    history = History(ALL).add("received", 0, face_to_face=True)

    assert history.cycle("acknowledge", 1).met_at == after(0)
    assert history.cycle("first_response", 1).met_at is None


def test_38_next_response_starts_at_the_first_unanswered_message():
    history = History(ALL).add("received", 0).add("customer_wrote", 0.5)
    assert history.cycles("next_response", 1) == ()
    history.add("answered", 1)
    history.add("customer_wrote", 2).add("customer_wrote", 3)

    assert history.cycle("next_response", 3).started_at == after(2)
    history.add("answered", 3.5).add("customer_wrote", 4)
    first, second = history.cycles("next_response", 5)
    assert (first.met_at, second.number, second.started_at) == (after(3.5), 2, after(4))


def test_48_no_target_is_no_clock():
    assert History(policy()).add("received", 0).add("resolved", 2).at(9) == ()


def test_a_calendar_that_is_missing_or_without_hours_is_said_and_stops_nothing():
    shut = CalendarEdition(version=1, calendar=type(OFFICE)("Asia/Shanghai", (closed_week(),)))
    history = History(
        policy(
            target("resolve", 1, calendar="shut"),
            target("contact", 1, calendar="nowhere"),
            target("acknowledge", 1),
        ),
        books={"shut": (shut,)},
    ).add("received", 0)

    problems = {c.clock.value: (c.problem, c.due_at) for c in history.at(50)}

    assert problems["resolve"] == ("The calendar has no hours.", None)
    assert problems["contact"] == ("There is no calendar 'nowhere'.", None)
    assert problems["acknowledge"] == ("", after(1))
    assert {n.clock for n in notices(history.at(50), after(50))} == {"acknowledge"}


def closed_week():
    return type(OFFICE.weekly[0]).of({})


def test_targets_are_hours_as_written():
    assert target("resolve", 1.5).seconds == 1.5 * HOUR
