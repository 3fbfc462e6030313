"""One case around the loop: solved and confirmed, not solved, unreachable, re-opened, undone, withdrawn."""

from datetime import timedelta

import pytest

from cases.errors import (
    GraceOver,
    IllegalMove,
    MissingFacts,
    NotEnoughAttempts,
    SamePerson,
    StaleCase,
)
from cases.models import Case, CaseLink, Escalation, Policy
from cases.rules import sweeping
from cases.rules.assignment import assigning
from cases.rules.clocks import clocking
from cases.rules.desk import steps
from cases.rules.lifecycle import closing, moving
from cases.rules.links import merging
from cases.rules.replies import replying
from cases.rules.triage import triaging
from cases.states import CaseState, Outcome
from channels.models import Message, Outgoing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from tests.cases.rules.lifecycle.conftest import told
from tests.factories.cases import NOW, case_in, customer_writes, solving
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
CONFIRMED = {"contacted_at": LATER.isoformat(), "solved": True}


def attempts(*tries):
    return {
        "attempts": [
            {"channel": channel, "day_part": part, "tried_at": "x", "carried_link": link}
            for channel, part, link in tries
        ]
    }


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
