"""Customers whose cases were merged: each is heard, answered and told, and learns nothing of the others."""

from datetime import timedelta

import pytest

from cases.errors import IllegalMove
from cases.kinds import EventKind, LinkKind
from cases.models import Case, CaseLink, Escalation, Policy
from cases.rules.clocks import clocking
from cases.rules.commitments import promising
from cases.rules.lifecycle import closing, moving, weeding
from cases.rules.links import calling_off, merging, splitting
from cases.rules.links.splitting import Second
from cases.rules.replies import replying, retracting
from cases.rules.time_limits import alarming
from cases.states import CaseState, Outcome
from channels.kinds import OutboxState
from channels.models import Outgoing
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory, case_in, customer_writes, solving
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
AGAIN = NOW.replace(hour=NOW.hour + 1)
LITTLE = timedelta(seconds=1)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def case_of(address, owner, state=CaseState.IN_PROGRESS):
    customer = customer_with(email=address)
    submission = SubmissionFactory(
        customer=customer, conversation__customer=customer, no_contact_reason=""
    )
    return case_in(state, submission=submission, owner=owner)


@pytest.fixture
def leading(agent):
    return case_of("lead@example.com", agent)


@pytest.fixture
def merged(agent, leading):
    case = case_of("other@example.com", agent)
    return merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )


def writes(case, at=AGAIN, text="still yellow"):
    return customer_writes(case, at, text=text)


def as_stored(*cases):
    for case in cases:
        case.refresh_from_db()
    return [case.unanswered_since for case in cases]


def letters(template):
    rows = Outgoing.objects.filter(template=template)
    return [(row.conversation_id, row.state, row.context) for row in rows]


def test_what_a_merged_customer_writes_is_owed_by_the_case_that_leads(merged, leading):
    writes(merged)

    assert as_stored(merged, leading) == [None, AGAIN]
    heard = leading.events.get(kind=EventKind.MERGED, facts__has_key="message")
    assert (heard.facts["absorbed"], heard.message) == (merged.reference, None)


def test_danger_of_which_a_merged_customer_writes_raises_the_case_that_leads(merged, leading):
    for minute in (0, 1):
        writes(merged, at=AGAIN.replace(minute=minute), text="The battery is smoking")

    raised = Escalation.objects.get()
    assert (raised.case, raised.cause, raised.case.is_safety) == (leading, "safety", True)


def test_the_limit_for_answering_them_runs_on_the_case_that_leads(merged, leading, agent):
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    writes(merged)
    running = leading.cycles.get(clock="next_response", met_at=None)
    assert running.started_at == AGAIN

    replying.reply(merged.pk, text="A new one is on its way.", actor=agent, now=AGAIN)

    assert as_stored(merged, leading) == [None, None]
    assert leading.cycles.get(clock="next_response").met_at == AGAIN
    assert [said for said, _state, _context in letters("answered")] == [
        leading.submission.conversation_id, merged.submission.conversation_id,
    ]  # fmt: skip


def test_a_finished_case_that_leads_comes_back_when_a_merged_customer_writes(
    merged, leading, agent
):
    moving.resolve_case(leading.pk, facts=solving(), actor=agent, now=NOW)
    closing.begin_verifying(leading.pk, follow_up_id=1, now=NOW)
    closing.close_case(
        leading.pk,
        outcome=Outcome.LEGAL,
        evidence="court 12",
        actor=posted(Role.SUPERVISOR),
        now=NOW,
    )
    assert not Case.objects.wrote_again().exists()

    writes(merged)

    assert Case.objects.wrote_again().get() == leading


def test_an_answer_to_one_leaves_the_other_unanswered(merged, leading, agent):
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    writes(leading)
    writes(merged, at=AGAIN.replace(minute=45))

    replying.reply(merged.pk, text="Coming.", actor=agent, now=AGAIN.replace(minute=50))

    assert as_stored(leading) == [AGAIN]


def test_an_answer_to_the_other_leaves_the_merged_one_unanswered(merged, leading, agent):
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    writes(leading)
    later = AGAIN.replace(minute=45)
    writes(merged, at=later)

    replying.reply(leading.pk, text="Coming.", actor=agent, now=AGAIN.replace(minute=50))

    assert as_stored(leading) == [later]
    assert leading.cycles.get(clock="next_response", met_at=None).started_at == later


def test_whoever_confirms_speaks_for_themselves_alone(merged, leading, agent):
    moving.resolve_case(leading.pk, facts=solving(), actor=agent, now=AGAIN)
    closing.begin_verifying(leading.pk, follow_up_id=1, now=AGAIN)
    later = AGAIN.replace(minute=45)
    writes(merged, at=later)

    closing.close_case(
        leading.pk, outcome="confirmed", evidence={"contacted_at": "now", "solved": True},
        actor=posted(Role.AGENT), now=AGAIN.replace(minute=50),
    )  # fmt: skip

    assert as_stored(leading) == [later]
    assert Case.objects.wrote_again().get() == leading


def test_what_is_split_off_leaves_what_is_owed_to_the_merged_one(merged, leading, agent):
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    writes(leading, text="It is all yellow.")
    writes(merged, at=AGAIN.replace(minute=35))
    replying.reply(leading.pk, text="Coming.", actor=agent, now=AGAIN.replace(minute=40))
    rude = writes(leading, at=AGAIN.replace(minute=45), text="And your clerk was rude.")

    splitting.split_case(
        leading.pk, second=Second(title="Rude", messages=[rude.pk]), reason="two matters",
        actor=agent, now=AGAIN.replace(minute=50),
    )  # fmt: skip

    assert as_stored(leading) == [AGAIN.replace(minute=35)]
    assert leading.cycles.get(clock="next_response", met_at=None).started_at == AGAIN.replace(
        minute=35
    )


@pytest.mark.parametrize("answers", [True, False])
def test_what_was_split_off_is_not_owed_again_when_the_merged_one_is_answered_or_taken_apart(
    merged, leading, agent, answers
):
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    writes(merged, at=AGAIN.replace(minute=35))
    rude = writes(leading, at=AGAIN.replace(minute=45), text="And your clerk was rude.")
    writes(leading, at=AGAIN.replace(minute=46), text="It is all yellow.")
    replying.reply(leading.pk, text="Coming.", actor=agent, now=AGAIN.replace(minute=47))
    again = writes(leading, at=AGAIN.replace(minute=48), text="And the till was wrong.")
    for message in (rude, again):
        splitting.split_case(
            leading.pk, second=Second(title="Another", messages=[message.pk]), reason="two matters",
            actor=agent, now=AGAIN.replace(minute=50),
        )  # fmt: skip

    later = AGAIN.replace(minute=52)
    if answers:
        replying.reply(merged.pk, text="Here we are.", actor=agent, now=later)
    else:
        merging.unmerge_case(merged.pk, reason="slip", actor=agent, now=later)

    assert as_stored(leading) == [None]


def test_taken_apart_each_is_owed_what_it_was_and_what_was_written_meanwhile(
    merged, leading, agent
):
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    writes(merged)

    merging.unmerge_case(merged.pk, reason="slip", actor=agent, now=AGAIN.replace(minute=40))

    assert as_stored(merged, leading) == [AGAIN, None]


def test_a_merged_customer_whose_case_was_finished_before_is_told_nothing(agent, leading):
    done = case_of("done@example.com", agent, CaseState.CLOSED)
    merging.merge_case(
        done.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )

    moving.resolve_case(leading.pk, facts=solving(), actor=agent, now=AGAIN)

    assert letters("joined") == letters("solved_together") == []


def test_what_leads_others_is_no_spam(merged, leading, agent):
    with pytest.raises(IllegalMove):
        weeding.call_spam(leading.pk, actor=agent, now=AGAIN)

    leading.refresh_from_db()
    assert leading.state == CaseState.IN_PROGRESS


def test_they_are_told_of_the_merge_unless_it_was_a_slip(merged, agent):
    talk = merged.submission.conversation_id
    assert letters("joined") == [(talk, OutboxState.PENDING, {"case_id": merged.pk})]

    merging.unmerge_case(merged.pk, reason="slip", actor=agent, now=NOW)

    assert letters("joined") == [(talk, OutboxState.RECALLED, {"case_id": merged.pk})]


def test_they_are_told_that_it_is_solved_but_no_word_that_was_written_to_another(
    merged, leading, agent
):
    moving.resolve_case(leading.pk, facts=solving(), actor=agent, now=AGAIN)

    talk = merged.submission.conversation_id
    assert letters("solved_together") == [(talk, OutboxState.PENDING, {"case_id": merged.pk})]

    moving.undo_resolution(leading.pk, actor=agent, now=AGAIN)
    assert [state for _talk, state, _context in letters("solved_together")] == [
        OutboxState.RECALLED
    ]


def test_one_person_under_two_numbers_is_told_once(agent, leading):
    customer = leading.submission.customer
    submission = SubmissionFactory(
        customer=customer, conversation__customer=customer, no_contact_reason=""
    )
    leading.customer = customer
    leading.save()
    again = case_in(CaseState.RECEIVED, submission=submission, customer=customer)
    merging.merge_case(
        again.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )

    moving.resolve_case(leading.pk, facts=solving(), actor=agent, now=AGAIN)

    assert letters("solved_together") == []


@pytest.mark.parametrize("is_theirs", [True, False])
def test_a_duplicate_names_only_a_number_of_ones_own(agent, leading, is_theirs):
    case = case_of("other@example.com", agent, CaseState.RECEIVED)
    if is_theirs:
        customer = leading.submission.customer
        for one in (leading, case):
            one.customer = customer
            one.save()

    calling_off.mark_duplicate(
        case.pk,
        facts={"duplicate_of": leading.reference, "reason": "same", "customer_told": "mail"},
        actor=agent,
        now=NOW,
    )

    ((_talk, _state, context),) = letters("duplicate")
    assert context["other"] == (leading.reference if is_theirs else "")
    case.refresh_from_db()
    assert case.owner is None
    assert CaseLink.objects.get().kind == LinkKind.DUPLICATE_OF


def test_a_solving_that_was_a_slip_answered_no_merged_customer(merged, leading, agent):
    writes(merged)
    moving.resolve_case(leading.pk, facts=solving(), actor=agent, now=AGAIN + LITTLE)
    moving.undo_resolution(leading.pk, actor=agent, now=AGAIN + LITTLE)

    replying.reply(leading.pk, text="yours is here", actor=agent, now=AGAIN + 2 * LITTLE)

    assert as_stored(merged, leading) == [None, AGAIN]


def test_an_answer_to_one_leaves_what_was_owed_to_the_other_at_its_merge(agent, leading):
    first, second = case_of("one@example.com", agent), case_of("two@example.com", agent)
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    for minute, case in ((10, first), (20, second)):
        writes(case, at=AGAIN.replace(minute=minute))
        merging.merge_case(
            case.pk, into_reference=leading.reference, reason="same", actor=agent,
            now=AGAIN.replace(minute=30),
        )  # fmt: skip
    assert as_stored(leading) == [AGAIN.replace(minute=10)]

    replying.reply(first.pk, text="Coming.", actor=agent, now=AGAIN.replace(minute=40))

    second_asked = AGAIN.replace(minute=20)
    assert as_stored(leading) == [second_asked]
    assert leading.cycles.get(clock="next_response", met_at=None).started_at == second_asked
    said = replying.reply(
        second.pk, text="Yours too.", actor=agent, now=AGAIN.replace(minute=50), hold=LITTLE * 20
    )
    assert as_stored(leading) == [None]
    retracting.take_back_answer(said.pk, actor=agent, now=AGAIN.replace(minute=50))
    assert as_stored(leading) == [second_asked]
    merging.unmerge_case(second.pk, reason="slip", actor=agent, now=AGAIN.replace(minute=51))
    assert as_stored(leading, second) == [None, second_asked]


def test_what_was_owed_at_a_merge_is_owed_until_the_case_that_leads_is_answered(agent, leading):
    first, second = case_of("one@example.com", agent), case_of("two@example.com", agent)
    replying.reply(leading.pk, text="We look.", actor=agent, now=NOW)
    writes(first, at=AGAIN)
    for case in (first, second):
        merging.merge_case(
            case.pk, into_reference=leading.reference, reason="same", actor=agent, now=AGAIN
        )
    merging.unmerge_case(second.pk, reason="slip", actor=agent, now=AGAIN + LITTLE)
    assert as_stored(leading) == [AGAIN]

    replying.reply(leading.pk, text="All of you.", actor=agent, now=AGAIN + 2 * LITTLE)

    assert as_stored(leading) == [None]
    assert not leading.cycles.filter(clock="next_response", met_at=None).exists()


def test_34_what_a_merged_customer_was_promised_is_watched_as_before(agent, leading):
    case, promiser = case_of("other@example.com", agent), posted(Role.AGENT)
    due_at = NOW + timedelta(hours=3)
    how = {"text": "Call", "due_at": due_at, "actor": agent, "now": NOW, "owner": promiser}
    broken, kept = promising.promise(case.pk, **how), promising.promise(case.pk, **how)
    where = {"into_reference": leading.reference, "reason": "same", "actor": agent}
    merging.merge_case(case.pk, now=AGAIN, **where)
    promising.keep(kept.pk, actor=agent, now=AGAIN + LITTLE)
    moved = due_at + timedelta(hours=1)
    agreed = {"text": "Call", "due_at": moved, "reason": "ill", "actor": agent}
    promising.change_promise(broken.pk, now=AGAIN + LITTLE, **agreed)

    for _again in range(2):
        alarming.sweep_alarms(now=moved + LITTLE)

    def promises():
        clocks = case.cycles.filter(clock="promise", cancelled_at=None).order_by("subject")
        return [(one.subject, one.due_at, one.met_at, one.breached_at) for one in clocks]

    as_promised = [
        (str(broken.pk), moved, None, moved), (str(kept.pk), due_at, AGAIN + LITTLE, None),
    ]  # fmt: skip
    assert promises() == sorted(as_promised)
    assert not case.cycles.running().exclude(clock="promise").exists()
    told = Outgoing.objects.filter(template="staff_limit_missed", recipient=promiser)
    assert [row.context["clock"] for row in told] == ["promise"]
    later = moved + timedelta(minutes=1)
    assert not clocking.mend(case.pk, now=later)
    merging.unmerge_case(case.pk, reason="slip", actor=agent, now=later)
    assert promises() == sorted(as_promised)


def test_28_a_wait_that_ended_beneath_a_merge_delivers_nothing_for_a_supplier(agent, leading):
    target = {"clock": "per_vendor", "seconds": 5 * 3600}
    Policy.objects.create(code="suppliers", name="suppliers", rank=1, targets=[target])
    case = case_of("other@example.com", agent)

    def wait_for(supplier, at):
        facts = {
            "waiting_reason": "vendor", "asked_what": "a roller", "asked_whom": supplier,
            "resume_by": at + timedelta(days=1),
        }  # fmt: skip
        moving.wait_case(case.pk, facts=facts, actor=agent, now=at)

    wait_for("Fujifilm", NOW)
    where = {"into_reference": leading.reference, "reason": "same", "actor": agent}
    merging.merge_case(case.pk, now=NOW + LITTLE, **where)
    writes(case, NOW + 2 * LITTLE)
    case = merging.unmerge_case(case.pk, reason="slip", actor=agent, now=NOW + 3 * LITTLE)
    assert case.state == CaseState.IN_PROGRESS
    wait_for("Epson", NOW + 4 * LITTLE)

    named = case.cycles.filter(clock="per_vendor").order_by("number")
    assert [(one.subject, one.met_at, one.cancelled_at) for one in named] == [
        ("Fujifilm", None, NOW + 4 * LITTLE), ("Epson", None, None),
    ]  # fmt: skip
    assert not clocking.mend(case.pk, now=NOW + 4 * LITTLE)
