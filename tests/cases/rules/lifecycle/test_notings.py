"""What was carried out or decided on the way: noted, noted by mistake, and what then runs on."""

from datetime import timedelta

import pytest
from django.utils import translation

from cases.errors import (
    AlreadyDone,
    MissingFacts,
    WrongFact,
)
from cases.event_words import text_of, title_of
from cases.facts import FACTS
from cases.forms.facts import Asked, step_form
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.models import Case
from cases.rules.assignment import assigning
from cases.rules.clocks import clocking
from cases.rules.commitments import promising, reporting_back
from cases.rules.lifecycle import closing, moving
from cases.rules.time_limits import alarming
from cases.rules.triage import triaging
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in, solving
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
CONFIRMED = {"contacted_at": LATER.isoformat(), "solved": True}
REFUND = {"remedy": "refund", "remedy_cost": 120, "action_taken": " R-17, to her card "}


def test_a_product_case_solved_by_an_answer_waits_for_no_remedy(agent):
    case = case_in(CaseState.RECEIVED)
    facts = {
        "category": "price_dispute", "severity": "normal", "concerns": "A-1", "is_safety": "no",
        "is_privacy": "no", "duplicates_checked": "yes", "order_number": "A-1",
    }  # fmt: skip
    triaging.triage_case(case.pk, facts=facts, actor=agent, now=LATER)
    assigning.claim_case(case.pk, actor=agent, now=LATER)
    assert case.cycles.get(clock="remedy").due_at == NOW + timedelta(hours=24)

    moving.resolve_case(case.pk, facts=solving(remedy="apology"), actor=agent, now=LATER)

    assert case.cycles.get(clock="remedy").cancelled_at == LATER
    supervisor = posted(Role.SUPERVISOR)
    closing.reopen_case(case.pk, reason="x", actor=supervisor, now=LATER + timedelta(hours=1))
    assert case.cycles.get(clock="remedy", number=2).due_at == LATER + timedelta(hours=25)


def test_a_remedy_noted_on_the_way_meets_its_limit_then_and_stays_where_solving_was_a_slip(agent):
    case = case_in(CaseState.RECEIVED)
    facts = {
        "category": "price_dispute", "severity": "normal", "concerns": "A-1", "is_safety": "no",
        "is_privacy": "no", "duplicates_checked": "yes", "order_number": "A-1",
    }  # fmt: skip
    triaging.triage_case(case.pk, facts=facts, actor=agent, now=LATER)
    assigning.claim_case(case.pk, actor=agent, now=LATER)

    noted = reporting_back.carry_out(case.pk, **REFUND, actor=agent, now=LATER)

    assert noted.state == CaseState.IN_PROGRESS
    event = case.events.get(kind="remedied")
    assert (event.actor, event.facts) == (agent, {**REFUND, "action_taken": "R-17, to her card"})
    assert LedgerEvent.objects.filter(verb="case.remedied", actor=f"user:{agent.pk}").count() == 1
    with translation.override("en"):
        assert title_of(event.kind, event.facts) == "remedy carried out: refund, 120 TWD"
        assert text_of(event.kind, event.facts) == "R-17, to her card"
        form = step_form(Asked(case=case, user=agent), [FACTS["remedy"], FACTS["remedy_cost"]])
    assert [form[name].initial for name in ("remedy", "remedy_cost")] == ["refund", 120]
    at = LATER + timedelta(hours=30)
    moving.resolve_case(case.pk, facts=solving(remedy="refund"), actor=agent, now=at)
    moving.undo_resolution(case.pk, actor=agent, now=at)
    remedy = case.cycles.get(clock="remedy")
    assert (remedy.met_at, remedy.breached_at, remedy.cancelled_at) == (LATER, None, None)
    assert case.events.filter(kind="remedied").count() == 1
    assert not clocking.mend(case.pk, now=at)


@pytest.mark.parametrize(
    ("more", "role", "error"),
    [
        ({"action_taken": " "}, Role.AGENT, MissingFacts),
        ({"remedy": "apology"}, Role.AGENT, WrongFact),
        ({"remedy_cost": -1}, Role.AGENT, WrongFact),
        ({}, Role.CLERK, NotAllowed),
    ],
)
def test_a_remedy_is_noted_with_what_was_done_by_whoever_works_on_cases(working, more, role, error):
    with pytest.raises(error):
        reporting_back.carry_out(working.pk, **{**REFUND, **more}, actor=posted(role), now=LATER)

    assert not working.events.filter(kind="remedied").exists()


def test_no_remedy_is_noted_on_what_is_over_already(agent, verifying):
    closing.close_case(
        verifying.pk, outcome="confirmed", evidence=CONFIRMED, actor=posted(Role.AGENT), now=LATER
    )
    with pytest.raises(AlreadyDone):
        reporting_back.carry_out(verifying.pk, **REFUND, actor=agent, now=LATER)

    assert not verifying.events.filter(kind="remedied").exists()


def price_dispute(agent):
    case = case_in(CaseState.RECEIVED)
    facts = {
        "category": "price_dispute", "severity": "normal", "concerns": "A-1", "is_safety": "no",
        "is_privacy": "no", "duplicates_checked": "yes", "order_number": "A-1",
    }  # fmt: skip
    triaging.triage_case(case.pk, facts=facts, actor=agent, now=LATER)
    assigning.claim_case(case.pk, actor=agent, now=LATER)
    return case


def taken_back(case, event, actor, now, **more):
    how = {"event_id": event.pk, "reason": " Wrong case ", "actor": actor, "now": now, **more}
    return reporting_back.take_back_noting(case.pk, **how)


def test_a_remedy_noted_by_mistake_is_taken_back_and_its_limit_runs_on(agent):
    case = price_dispute(agent)
    before = case.cycles.get(clock="remedy")
    reporting_back.carry_out(case.pk, **REFUND, actor=agent, now=LATER)
    noted = case.events.get(kind="remedied")
    assert case.cycles.get(clock="remedy").met_at == LATER

    taken_back(case, noted, posted(Role.AGENT), LATER + timedelta(hours=2))

    remedy = case.cycles.get(clock="remedy")
    assert (remedy.met_at, remedy.due_at, remedy.started_at) == (
        None, before.due_at, before.started_at,
    )  # fmt: skip
    event = case.events.get(kind="noting_taken_back")
    assert event.facts == {
        "remedy": "refund", "remedy_cost": 120, "noted": "remedied", "takes_back": [noted.seq],
        "reason": "Wrong case",
    }  # fmt: skip
    assert case.events.get(kind="remedied") == noted
    assert LedgerEvent.objects.filter(verb="case.noting_taken_back").count() == 1
    with translation.override("en"):
        words = "taken back, as noted by mistake: remedy carried out: refund, 120 TWD"
        assert title_of(event.kind, event.facts) == words
        assert text_of(event.kind, event.facts) == "Wrong case"
        form = step_form(Asked(case=case, user=agent), [FACTS["remedy"], FACTS["remedy_cost"]])
    assert [form[name].initial for name in ("remedy", "remedy_cost")] == ["", None]
    assert not clocking.mend(case.pk, now=LATER + timedelta(hours=2))
    # Noted rightly afterwards, it meets the limit then; solving says what stands.
    again = LATER + timedelta(hours=3)
    reporting_back.carry_out(case.pk, **REFUND, actor=agent, now=again)
    moving.resolve_case(case.pk, facts=solving(remedy="refund"), actor=agent, now=again)
    assert case.cycles.get(clock="remedy").met_at == again


def test_a_remedy_taken_back_after_its_limit_was_missed_then_and_there(agent):
    case = price_dispute(agent)
    due_at = case.cycles.get(clock="remedy").due_at
    reporting_back.carry_out(case.pk, **REFUND, actor=agent, now=LATER)

    taken_back(case, case.events.get(kind="remedied"), agent, due_at + timedelta(hours=5))

    remedy = case.cycles.get(clock="remedy")
    assert (remedy.met_at, remedy.breached_at) == (None, due_at)
    assert told_of(case, "remedy") == []

    for _again in range(2):
        alarming.sweep_alarms(now=due_at + timedelta(hours=5, seconds=1))
        assert told_of(case, "remedy") == [due_at.isoformat()]


def told_of(case, clock):
    """When a limit was missed, by what the history tells."""
    told = case.events.filter(kind=EventKind.BREACHED, facts__clock=clock)
    return [one.facts["true_at"] for one in told]


def test_the_customer_sees_that_it_was_noted_by_mistake(agent):
    case = price_dispute(agent)
    reporting_back.carry_out(case.pk, **REFUND, actor=agent, now=LATER)
    reporting_back.arrive(case.pk, where="x", actor=agent, now=LATER)
    for event in case.events.filter(kind__in=("remedied", "visited")):
        taken_back(case, event, agent, LATER)

    with translation.override("en"):
        timeline = customer_timeline(case.submission.conversation, now=LATER)
        told = [(str(one.title), str(one.text)) for one in timeline.entries][-2:]
    assert told == [
        ("It was put right", "refund"),
        ("We had noted that by mistake: it is not done yet", "refund"),
    ]


def test_a_promise_called_kept_by_mistake_is_owed_again(agent):
    case = price_dispute(agent)
    due_at = LATER + timedelta(hours=3)
    made = promising.promise(case.pk, text="Call", due_at=due_at, actor=agent, now=LATER)
    promising.keep(made.pk, actor=agent, now=LATER)

    taken_back(case, case.events.get(kind="promise_kept"), agent, LATER + timedelta(hours=1))

    made.refresh_from_db()
    assert (made.kept_at, made.due_at, made.is_open) == (None, due_at, True)
    clock = case.cycles.get(clock="promise")
    assert (clock.met_at, clock.due_at) == (None, due_at)
    with translation.override("en"):
        timeline = customer_timeline(case.submission.conversation, now=LATER)
        told = [(str(one.title), str(one.text)) for one in timeline.entries][-2:]
    assert told == [
        ("Promise kept", "Call"),
        ("We had noted that by mistake: it is not done yet", "Call"),
    ]


def test_a_refusal_noted_by_mistake_is_taken_back_and_the_remedy_is_owed_again(agent):
    case = price_dispute(agent)
    reporting_back.decide_request(
        case.pk, decision="refused", reason="No receipt", actor=agent, now=LATER
    )
    assert case.cycles.get(clock="remedy").cancelled_at == LATER

    taken_back(case, case.events.get(kind="reviewed"), agent, LATER)

    assert case.cycles.get(clock="remedy").cancelled_at is None


def test_what_stands_no_more_or_is_said_by_solving_is_not_taken_back(agent):
    case = price_dispute(agent)
    reporting_back.carry_out(case.pk, **REFUND, actor=agent, now=LATER)
    noted = case.events.get(kind="remedied")
    other = price_dispute(agent)
    reporting_back.carry_out(other.pk, **REFUND, actor=agent, now=LATER)
    foreign = other.events.get(kind="remedied")

    def refused(error, event=noted, actor=agent, **more):
        seq = Case.objects.get(pk=case.pk).last_event_seq
        with pytest.raises(error):
            taken_back(case, event, actor, LATER, **more)
        assert Case.objects.get(pk=case.pk).last_event_seq == seq

    refused(MissingFacts, reason=" ")
    refused(NotAllowed, actor=posted(Role.CLERK))
    refused(AlreadyDone, event=foreign)
    refused(AlreadyDone, event=case.events.get(kind="triaged"))
    moving.resolve_case(case.pk, facts=solving(remedy="refund"), actor=agent, now=LATER)
    refused(AlreadyDone)
    moving.undo_resolution(case.pk, actor=agent, now=LATER)
    taken_back(case, noted, agent, LATER)
    refused(AlreadyDone)


def test_a_case_that_turns_out_to_be_technical_was_in_hand_from_when_it_was_taken(agent):
    case = case_in(CaseState.RECEIVED)
    facts = {
        "category": "staff_attitude", "severity": "normal", "concerns": "-", "is_safety": "no",
        "is_privacy": "no", "duplicates_checked": "yes", "store": "x",
    }  # fmt: skip
    taken = NOW + timedelta(minutes=20)
    triaging.triage_case(case.pk, facts=facts, actor=agent, now=NOW)
    assigning.claim_case(case.pk, actor=agent, now=taken)

    technical = {"category": "print_colour", "reason": "x", "actor": agent}
    triaging.retarget_case(case.pk, now=LATER, **technical)
    triaging.retarget_case(case.pk, now=LATER, **technical)

    dispatch = case.cycles.get(clock="dispatch")
    assert (dispatch.met_at, dispatch.breached_at) == (taken, None)
    assert case.events.filter(kind=EventKind.DISPATCHED).count() == 1
    assert not clocking.mend(case.pk, now=LATER)
