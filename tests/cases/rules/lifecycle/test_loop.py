"""One case around the loop: solved and confirmed, not solved, unreachable, re-opened, undone, withdrawn."""

from datetime import timedelta

import pytest
from django.utils import translation

from cases.errors import (
    AlreadyDone,
    GraceOver,
    IllegalMove,
    MissingFacts,
    NotEnoughAttempts,
    SamePerson,
    StaleCase,
    TooLate,
    WrongFact,
)
from cases.event_words import text_of, title_of
from cases.facts import FACTS
from cases.forms.facts import Asked, step_form
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.models import Case, CaseLink, CategoryLabel, Escalation, Policy
from cases.rules import sweeping
from cases.rules.assignment import assigning
from cases.rules.clocks import clocking
from cases.rules.commitments import promising, reporting_back
from cases.rules.desk import steps
from cases.rules.lifecycle import closing, moving
from cases.rules.links import merging
from cases.rules.replies import replying
from cases.rules.time_limits import alarming
from cases.rules.triage import triaging
from cases.states import CaseState, Outcome
from channels.models import Message, Outgoing
from channels.rules.letters.composing import circumstances_of, compose
from channels.rules.outbox import delivery
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
CONFIRMED = {"contacted_at": LATER.isoformat(), "solved": True}


def solving(**more):
    return {
        "root_cause": "machine_setting", "action_taken": "calibrated", "remedy": "reprint",
        "remedy_cost": "120", "decision_text": "我們已重印。", "told_how": "message", **more,
    }  # fmt: skip


def attempts(*tries):
    return {
        "attempts": [
            {"channel": channel, "day_part": part, "tried_at": "x", "carried_link": link}
            for channel, part, link in tries
        ]
    }


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def colleague():
    return posted(Role.AGENT)


@pytest.fixture
def working(agent):
    return case_in(CaseState.IN_PROGRESS, owner=agent)


@pytest.fixture
def reachable(working):
    conversation = working.submission.conversation
    conversation.customer = customer_with(email="mei@example.com")
    conversation.save()
    return working


@pytest.fixture
def verifying(agent):
    return case_in(CaseState.VERIFYING, owner=agent, resolver=agent)


def test_from_sorted_to_confirmed(agent, colleague):
    case = case_in(CaseState.RECEIVED)
    facts = {
        "category": "print_colour", "severity": "high", "concerns": "A-1", "is_safety": "no",
        "is_privacy": "no", "duplicates_checked": "yes",
    }  # fmt: skip
    triaging.triage_case(case.pk, facts=facts, actor=agent, now=LATER)
    assigning.claim_case(case.pk, actor=agent, now=LATER)
    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=LATER)
    closing.begin_verifying(case.pk, follow_up_id=1, now=LATER)
    closed = closing.close_case(
        case.pk, outcome="confirmed", evidence=CONFIRMED, actor=colleague, now=LATER
    )

    assert closed.state == CaseState.CLOSED
    assert closed.outcome == Outcome.CONFIRMED
    assert closed.owner == agent
    assert closed.resolver == agent
    assert closed.remedy_cost == 120
    kinds = list(case.events.values_list("kind", flat=True))
    assert kinds[1:] == [
        "triaged", "started", "assigned", "dispatched", "remedied", "resolved", "answered",
        "verifying_began", "closed",
    ]  # fmt: skip
    assert case.cycles.get(clock="resolve").met_at is not None


def test_the_resolver_cannot_confirm(agent, verifying):
    with pytest.raises(SamePerson):
        closing.close_case(
            verifying.pk, outcome="confirmed", evidence=CONFIRMED, actor=agent, now=LATER
        )

    verifying.refresh_from_db()
    assert verifying.state == CaseState.VERIFYING


def test_the_customer_confirms_by_their_own_link(verifying):
    closed = closing.close_case(
        verifying.pk, outcome="confirmed", evidence=CONFIRMED, actor=None, now=LATER,
        by_customer=True,
    )  # fmt: skip

    assert closed.state == CaseState.CLOSED
    assert closed.events.latest("seq").by_customer


def test_silence_is_never_satisfaction(colleague, verifying):
    with pytest.raises(MissingFacts):
        closing.close_case(
            verifying.pk, outcome="confirmed", evidence="no answer", actor=colleague, now=LATER
        )


@pytest.mark.parametrize(
    "tries",
    [
        [("phone", "morning", False), ("email", "evening", True)],
        [("phone", "morning", False), ("phone", "evening", False), ("phone", "evening", False)],
        [("phone", "morning", False), ("email", "morning", True), ("phone", "morning", False)],
        [("phone", "morning", False), ("email", "evening", False), ("phone", "evening", False)],
    ],
    ids=["too few", "one channel", "one part of the day", "no link"],
)
def test_unreachable_asks_for_honest_attempts(colleague, verifying, tries):
    with pytest.raises(NotEnoughAttempts):
        closing.close_case(
            verifying.pk, outcome="unreachable", evidence=attempts(*tries), actor=colleague,
            now=LATER,
        )  # fmt: skip

    verifying.refresh_from_db()
    assert verifying.state == CaseState.VERIFYING


def test_unreachable_after_honest_attempts(colleague, verifying):
    tries = [("phone", "morning", False), ("phone", "evening", False), ("email", "morning", True)]

    closed = closing.close_case(
        verifying.pk, outcome="unreachable", evidence=attempts(*tries), actor=colleague, now=LATER
    )

    assert closed.outcome == Outcome.UNREACHABLE


def test_a_legal_closing_is_for_supervisors(colleague, verifying):
    with pytest.raises(NotAllowed):
        closing.close_case(
            verifying.pk, outcome="legal", evidence="court 12", actor=colleague, now=LATER
        )


def test_not_solved_goes_one_level_higher_with_fresh_limits(colleague, verifying):
    head = posted(Role.DEPARTMENT_HEAD, department=Department.objects.get(code="print_quality"))

    again = closing.not_solved(
        verifying.pk, what_is_missing="still yellow", actor=colleague, now=LATER
    )

    assert (again.state, again.level, again.failed_verifications) == ("in_progress", 1, 1)
    escalation = Escalation.objects.get(case=again)
    assert (escalation.assignee, escalation.cause) == (head, "not_solved")
    assert again.cycles.filter(clock="resolve").count() == 2
    assert Outgoing.objects.filter(recipient=head, template="staff_escalated").count() == 1


def test_the_third_failure_gets_a_new_owner(agent, colleague, verifying):
    manager = posted(Role.MANAGER)
    Case.objects.filter(pk=verifying.pk).update(failed_verifications=2, level=2)

    again = closing.not_solved(verifying.pk, what_is_missing="x", actor=colleague, now=LATER)

    assert again.owner == manager


def test_30_reopening_within_grace_and_not_after(agent):
    closed = case_in(CaseState.CLOSED, owner=agent)
    with pytest.raises(GraceOver):
        closing.reopen_case(
            closed.pk, reason="again", actor=None, now=NOW + timedelta(days=15), by_customer=True
        )

    again = closing.reopen_case(
        closed.pk, reason="again", actor=None, now=NOW + timedelta(days=13), by_customer=True
    )

    assert (again.state, again.outcome, again.owner) == ("in_progress", "", agent)


def test_32_a_slip_is_undone_within_minutes_and_counts_nowhere(agent, reachable):
    working = reachable
    moving.resolve_case(working.pk, facts=solving(), actor=agent, now=LATER)
    assert Outgoing.objects.get(template="resolved").state == "pending"

    back = moving.undo_resolution(working.pk, actor=agent, now=LATER + timedelta(minutes=4))

    assert back.state == CaseState.IN_PROGRESS
    assert not back.events.filter(kind=EventKind.REOPENED).exists()
    assert Outgoing.objects.get(template="resolved").state == "recalled"
    assert back.cycles.filter(clock="resolve").count() == 1


def waits(case):
    case.refresh_from_db()
    cycles = case.cycles.order_by("clock", "number").values_list(
        "clock", "number", "due_at", "met_at"
    )
    return case.unanswered_since, case.first_answered_at, list(cycles)


def customer_writes(case, at):
    message = Message.objects.create(
        conversation=case.submission.conversation, channel=case.channel, text="?",
        direction="inbound", happened_at=at, recorded_at=at,
    )  # fmt: skip
    replying.customer_wrote(message.pk, now=at)


def test_16_and_32_a_slip_has_answered_nobody_and_remedied_nothing(agent, reachable):
    posted(Role.DEPARTMENT_HEAD)
    customer = reachable.submission.conversation.customer
    Case.objects.filter(pk=reachable.pk).update(customer=customer, reading={"sorted": True})
    earlier = case_in(CaseState.CLOSED, customer=customer, root_cause="machine_setting")
    customer_writes(reachable, NOW + timedelta(minutes=30))
    before = waits(reachable)
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    assert waits(reachable) != before
    assert CaseLink.objects.get().target == earlier
    assert CategoryLabel.objects.get().kind == "kept"

    moving.undo_resolution(reachable.pk, actor=agent, now=LATER + timedelta(minutes=4))

    assert waits(reachable) == before
    assert not clocking.mend(reachable.pk, now=LATER + timedelta(minutes=4))
    assert not CaseLink.objects.filter(undone_at=None).exists()
    assert not CategoryLabel.objects.exists()
    # With the next line they have come thrice without an answer.
    customer_writes(reachable, NOW + timedelta(hours=3))
    assert Escalation.objects.get().cause == "contacts"


def test_32_and_39_what_was_said_by_phone_before_the_slip_was_undone_is_said(agent, reachable):
    facts = solving(told_how="phone")
    moving.resolve_case(reachable.pk, facts=facts, actor=agent, now=LATER)

    moving.undo_resolution(reachable.pk, actor=agent, now=LATER)

    reachable.refresh_from_db()
    assert (reachable.unanswered_since, reachable.first_answered_at) == (None, LATER)
    assert reachable.cycles.get(clock="first_response").met_at == LATER


def test_32_what_was_written_between_a_slip_and_its_undoing_is_kept(agent, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    written = LATER + timedelta(minutes=1)
    replying.reply(reachable.pk, text="您好", actor=agent, now=written)
    customer_writes(reachable, LATER + timedelta(minutes=2))

    moving.undo_resolution(reachable.pk, actor=agent, now=LATER + timedelta(minutes=4))

    reachable.refresh_from_db()
    assert reachable.first_answered_at == written
    assert reachable.unanswered_since == LATER + timedelta(minutes=2)
    assert reachable.cycles.get(clock="first_response").met_at == written
    assert reachable.cycles.get(clock="next_response").started_at == reachable.unanswered_since


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


REFUND = {"remedy": "refund", "remedy_cost": 120, "action_taken": " R-17, to her card "}


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


def test_whoever_objects_at_once_is_not_told_afterwards_that_it_is_solved(agent, reachable):
    working = reachable
    moving.resolve_case(working.pk, facts=solving(), actor=agent, now=LATER)

    closing.reopen_case(
        working.pk,
        reason="還是偏黃",
        actor=None,
        by_customer=True,
        now=LATER + timedelta(minutes=1),
    )

    assert Outgoing.objects.get(template="resolved").state == "recalled"
    assert Outgoing.objects.filter(template="reopened", state="pending").exists()


def told(case):
    """What still goes out to its customer, in the order in which it would."""
    pending = Outgoing.objects.filter(conversation=case.submission.conversation, state="pending")
    return list(pending.order_by("due_at", "pk").values_list("template", flat=True))


@pytest.mark.parametrize(
    ("outcome", "evidence"), [("confirmed", CONFIRMED), ("declined", "does not want to be asked")]
)
def test_nobody_is_asked_to_confirm_what_is_closed_and_the_decision_comes_along(
    agent, colleague, reachable, outcome, evidence
):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    closing.begin_verifying(reachable.pk, follow_up_id=1, now=LATER)

    closing.close_case(
        reachable.pk, outcome=outcome, evidence=evidence, actor=colleague,
        now=LATER + timedelta(minutes=2),
    )  # fmt: skip

    assert told(reachable) == ["closed"]
    closed = Outgoing.objects.get(template="closed")
    letter = compose(closed, circumstances_of(closed, now=LATER), now=LATER)
    assert "我們已重印。" in letter.text


def test_what_was_asked_already_is_not_told_twice(agent, colleague, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    closing.begin_verifying(reachable.pk, follow_up_id=1, now=LATER)
    asked = Outgoing.objects.get(template="resolved")
    delivery.deliver(asked.pk, now=asked.due_at)

    closing.close_case(
        reachable.pk, outcome="confirmed", evidence=CONFIRMED, actor=colleague,
        now=asked.due_at + timedelta(minutes=1),
    )  # fmt: skip

    asked.refresh_from_db()
    assert asked.state == "sent"
    assert Outgoing.objects.get(template="closed").context["decision"] is None


def test_a_merged_case_asks_for_no_confirmation_until_it_is_taken_out_again(agent, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    target = case_in(CaseState.IN_PROGRESS)

    merging.merge_case(
        reachable.pk, into_reference=target.reference, reason="same", actor=agent,
        now=LATER + timedelta(minutes=1),
    )  # fmt: skip
    assert told(reachable) == ["joined"]

    merging.unmerge_case(
        reachable.pk, reason="not the same", actor=agent, now=LATER + timedelta(minutes=9)
    )
    assert told(reachable) == ["resolved"]


def test_taking_a_case_out_of_a_merge_revives_no_notice_of_an_earlier_solution(agent, reachable):
    moving.resolve_case(reachable.pk, facts=solving(), actor=agent, now=LATER)
    moving.undo_resolution(reachable.pk, actor=agent, now=LATER)
    target = case_in(CaseState.IN_PROGRESS)
    how = {"actor": agent, "now": LATER}
    merging.merge_case(reachable.pk, into_reference=target.reference, reason="same", **how)

    merging.unmerge_case(reachable.pk, reason="not the same", **how)

    assert told(reachable) == []


def test_32_a_slip_is_not_undone_later(agent, working):
    moving.resolve_case(working.pk, facts=solving(), actor=agent, now=LATER)

    with pytest.raises(TooLate):
        moving.undo_resolution(working.pk, actor=agent, now=LATER + timedelta(minutes=6))


def test_a_stale_page_is_told_who_was_quicker(agent, colleague, working):
    seen = working.version
    replying.reply(working.pk, text="您好", actor=colleague, now=LATER)

    with pytest.raises(StaleCase) as refused:
        moving.resolve_case(working.pk, facts=solving(), actor=agent, now=LATER, version=seen)

    assert str(colleague) in str(refused.value)


def test_waiting_rests_the_limit_and_an_answer_ends_it(agent, working):
    facts = {
        "waiting_reason": "customer", "asked_what": "order?", "asked_whom": "customer",
        "resume_by": LATER + timedelta(days=2),
    }  # fmt: skip
    moving.wait_case(working.pk, facts=facts, actor=agent, now=LATER)
    paused = working.cycles.get(clock="resolve")

    moving.resume_case(working.pk, cause="answered", actor=agent, now=LATER + timedelta(hours=5))

    assert paused.due_at is None
    assert paused.paused_since == LATER
    assert working.cycles.get(clock="resolve").due_at == NOW + timedelta(hours=24 + 5)


def test_the_time_with_a_supplier_is_theirs_by_name(request, agent):
    target = {"clock": "per_vendor", "seconds": 3600}
    Policy.objects.create(code="suppliers", name="suppliers", rank=1, targets=[target])
    working = request.getfixturevalue("working")
    facts = {
        "waiting_reason": "vendor", "asked_what": "a roller", "asked_whom": " Fujifilm ",
        "resume_by": LATER + timedelta(days=2),
    }  # fmt: skip

    moving.wait_case(working.pk, facts=facts, actor=agent, now=LATER)

    supplier = working.cycles.get(clock="per_vendor")
    assert (supplier.subject, supplier.due_at) == ("Fujifilm", LATER + timedelta(hours=1))


@pytest.mark.parametrize("ended_by", ["the customer", "the date"])
def test_28_neither_a_customer_who_writes_nor_a_date_that_comes_delivers_for_a_supplier(
    agent, working, ended_by
):
    target = {"clock": "per_vendor", "seconds": 5 * 3600}
    Policy.objects.create(code="suppliers", name="suppliers", rank=1, targets=[target])

    def wait_for(supplier, at):
        facts = {
            "waiting_reason": "vendor", "asked_what": "a roller", "asked_whom": supplier,
            "resume_by": at + timedelta(hours=3),
        }  # fmt: skip
        moving.wait_case(working.pk, facts=facts, actor=agent, now=at)

    def suppliers():
        named = working.cycles.filter(clock="per_vendor").order_by("number")
        return [(one.subject, one.due_at, one.met_at, one.cancelled_at) for one in named]

    wait_for("Fujifilm", LATER)
    after = LATER + timedelta(hours=3)
    if ended_by == "the customer":
        customer_writes(working, after)
    else:
        sweeping.sweep_waiting(now=after)
    working.refresh_from_db()

    due_at = LATER + timedelta(hours=5)
    assert working.state == CaseState.IN_PROGRESS
    assert suppliers() == [("Fujifilm", due_at, None, None)]
    wait_for("Fujifilm", after + timedelta(hours=1))
    assert suppliers() == [("Fujifilm", due_at, None, None)]
    came = after + timedelta(hours=1.5)
    moving.resume_case(working.pk, cause="it came", actor=agent, now=came)
    assert suppliers() == [("Fujifilm", due_at, came, None)]
    # Whom we stop waiting for owes nothing more.
    wait_for("Epson", came)
    customer_writes(working, came + timedelta(minutes=1))
    wait_for("Canon", came + timedelta(minutes=2))
    assert [(name, ended) for name, _due, _met, ended in suppliers()[1:]] == [
        ("Epson", came + timedelta(minutes=2)), ("Canon", None),
    ]  # fmt: skip
    assert not clocking.mend(working.pk, now=came + timedelta(minutes=2))


@pytest.mark.parametrize("ended_by", ["the customer", "a colleague"])
def test_28_the_end_of_another_wait_delivers_nothing_for_a_supplier_either(
    agent, working, ended_by
):
    target = {"clock": "per_vendor", "seconds": 5 * 3600}
    Policy.objects.create(code="suppliers", name="suppliers", rank=1, targets=[target])

    def wait_for(reason, at):
        facts = {
            "waiting_reason": reason, "asked_what": "a roller", "asked_whom": "Fujifilm",
            "resume_by": at + timedelta(hours=3),
        }  # fmt: skip
        moving.wait_case(working.pk, facts=facts, actor=agent, now=at)

    wait_for("vendor", LATER)
    customer_writes(working, LATER + timedelta(minutes=10))
    wait_for("customer", LATER + timedelta(minutes=20))
    ended = LATER + timedelta(minutes=30)
    if ended_by == "the customer":
        customer_writes(working, ended)
    else:
        moving.resume_case(working.pk, cause="they called", actor=agent, now=ended)

    (supplier,) = working.cycles.filter(clock="per_vendor")
    assert (supplier.met_at, supplier.cancelled_at) == (None, None)
    assert supplier.due_at == LATER + timedelta(hours=5)
    assert not clocking.mend(working.pk, now=ended)


def test_an_answer_that_waits_for_the_customer_is_one_letter_and_one_step(agent, reachable):
    by = LATER + timedelta(days=3)
    asked = replying.reply(
        reachable.pk, text="請問訂單編號？", actor=agent, now=LATER, resume_by=by
    )

    case = Case.objects.get(pk=reachable.pk)
    assert (case.state, case.waiting_reason, case.resume_by) == ("waiting", "customer", by)
    latest = [(one.kind, one.message) for one in case.events.order_by("-seq")[:2]]
    assert latest == [("waiting_began", asked), ("answered", asked)]
    assert case.cycles.get(clock="resolve").paused_since == LATER
    assert told(reachable) == ["answered"]
    # It waits already: the answer goes out with the step, or not at all.
    with pytest.raises(IllegalMove):
        replying.reply(reachable.pk, text="再問一次", actor=agent, now=LATER, resume_by=by)
    assert list(Message.objects.filter(direction="outbound")) == [asked]


def test_rejection_needs_a_second_person(agent, colleague):
    case = case_in(CaseState.RECEIVED)
    supervisor = posted(Role.SUPERVISOR)
    closing.propose_rejection(
        case.pk, reason="advertising", customer_told="by mail", actor=supervisor, now=LATER
    )

    with pytest.raises(SamePerson):
        closing.confirm_rejection(case.pk, actor=supervisor, now=LATER)
    with pytest.raises(NotAllowed):
        closing.confirm_rejection(case.pk, actor=colleague, now=LATER)
    rejected = closing.confirm_rejection(case.pk, actor=posted(Role.SUPERVISOR), now=LATER)

    assert rejected.state == CaseState.REJECTED
    assert rejected.next_due_at is None


def test_merging_and_taking_apart_restores_both(agent):
    source, target = case_in(CaseState.IN_PROGRESS, owner=agent), case_in(CaseState.TRIAGED)

    merging.merge_case(
        source.pk, into_reference=target.reference, reason="same", actor=agent, now=LATER
    )
    with pytest.raises(IllegalMove):
        merging.merge_case(
            target.pk, into_reference=source.reference, reason="back", actor=agent, now=LATER
        )
    back = merging.unmerge_case(source.pk, reason="not the same", actor=agent, now=LATER)

    assert back.state == CaseState.IN_PROGRESS
    assert back.owner == agent
    assert not CaseLink.objects.filter(undone_at=None).exists()
    assert back.cycles.get(clock="resolve").due_at == NOW + timedelta(hours=24)


def test_buttons_are_the_legal_steps_of_this_person(agent, colleague, working):
    assert [step.verb for _to, step in steps.available(working, agent)] == [
        "wait", "resolve", "merge", "withdraw",
    ]  # fmt: skip
    assert [step.verb for _to, step in steps.available(working, colleague)] == [
        "merge",
        "withdraw",
    ]
    assert steps.available(working, posted(Role.AUDITOR)) == ()


def test_a_step_by_data_does_what_its_verb_does(agent, working):
    solved = steps.take_step(
        working.pk, CaseState.RESOLVED, facts=solving(), actor=agent, now=LATER
    )

    assert solved.state == CaseState.RESOLVED


def test_claiming_twice_has_one_winner(agent, colleague):
    case = case_in(CaseState.RECEIVED)
    assigning.claim_case(case.pk, actor=agent, now=LATER)

    with pytest.raises(assigning.AlreadyOwned):
        assigning.claim_case(case.pk, actor=colleague, now=LATER)

    case.refresh_from_db()
    assert case.owner == agent


def test_a_case_does_not_come_back_to_somebody_who_has_left(agent, colleague, verifying):
    agent.is_active = False
    agent.save()

    again = closing.not_solved(verifying.pk, what_is_missing="x", actor=colleague, now=LATER)

    assert again.owner.is_active
    assert again.owner != agent
