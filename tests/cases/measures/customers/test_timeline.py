"""What customers see of their case, and what they never see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.measures.customers.words import CONFIRMED, LOOKED_AT, RECEIVED, SOLVED, SOLVING
from cases.models import Note, Promise
from cases.rules.commitments import promising
from cases.rules.lifecycle import closing, moving
from cases.rules.links import merging
from cases.rules.replies import replying
from cases.states import CaseState, Outcome
from channels.kinds import Direction
from channels.models import Message
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, CaseFactory, ConversationFactory, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
SOLUTION = {
    "root_cause": "machine_setting", "action_taken": "ICC of machine 3", "remedy": "reprint",
    "remedy_cost": "0", "decision_text": "已重新校色並重印。", "told_how": "message",
}  # fmt: skip


def seen(case, *, now=LATER):
    return customer_timeline(case.submission.conversation, now=now)


def wrote(case, text, *, at=NOW, direction=Direction.INBOUND, **more):
    conversation = case.submission.conversation
    return Message.objects.create(
        conversation=conversation, channel=conversation.channel, direction=direction, text=text,
        happened_at=at, recorded_at=at, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "step", "is_finished"),
    [
        (CaseState.RECEIVED, RECEIVED, False),
        (CaseState.TRIAGED, LOOKED_AT, False),
        (CaseState.IN_PROGRESS, SOLVING, False),
        (CaseState.WAITING, SOLVING, False),
        (CaseState.RESOLVED, SOLVED, False),
        (CaseState.VERIFYING, SOLVED, False),
        (CaseState.CLOSED, CONFIRMED, True),
        (CaseState.MERGED, SOLVING, False),
        (CaseState.DUPLICATE, 0, False),
        (CaseState.REJECTED, 0, False),
        (CaseState.WITHDRAWN, 0, False),
    ],
)
def test_each_state_has_its_step(state, step, is_finished):
    standing = seen(case_in(state)).standing

    assert (standing.step, standing.is_finished) == (step, is_finished)


@pytest.mark.parametrize("outcome", set(Outcome) - {Outcome.CONFIRMED})
def test_no_other_outcome_looks_confirmed(outcome):
    standing = seen(case_in(CaseState.CLOSED, outcome=outcome)).standing

    assert (standing.step, standing.is_finished) == (SOLVED, False)


@pytest.mark.parametrize(
    ("state", "may_confirm", "may_object", "may_withdraw"),
    [
        (CaseState.RECEIVED, False, False, True),
        (CaseState.TRIAGED, False, False, True),
        (CaseState.IN_PROGRESS, False, False, True),
        (CaseState.WAITING, False, False, True),
        (CaseState.RESOLVED, False, True, False),
        (CaseState.VERIFYING, True, True, False),
        (CaseState.CLOSED, False, True, False),
        (CaseState.MERGED, False, False, False),
        (CaseState.DUPLICATE, False, False, False),
        (CaseState.REJECTED, False, False, False),
        (CaseState.WITHDRAWN, False, False, False),
    ],
)
def test_what_may_be_done_follows_the_state(state, may_confirm, may_object, may_withdraw):
    rights = seen(case_in(state)).rights

    assert (rights.may_confirm, rights.may_object, rights.may_withdraw) == (
        may_confirm, may_object, may_withdraw,
    )  # fmt: skip


def test_the_grace_ends(settings):
    case = case_in(CaseState.CLOSED)
    over = NOW + timedelta(days=settings.REOPEN_GRACE_DAYS)

    assert seen(case, now=over).rights.may_object
    late = seen(case, now=over + timedelta(seconds=1)).rights
    assert (late.may_object, late.is_past_grace) == (False, True)


def test_an_item_not_opened_yet_is_received():
    timeline = customer_timeline(ConversationFactory(), now=NOW)

    assert (timeline.case_id, timeline.standing.step, timeline.entries) == (None, RECEIVED, ())


def test_notes_names_and_reasons_between_colleagues_are_never_told():
    owner = posted(Role.AGENT)
    owner.display_name = "林師傅"
    owner.save()
    case = case_in(CaseState.IN_PROGRESS, owner=owner)
    Note.objects.create(case=case, author=owner, text="SECRET note", written_at=NOW)
    wrote(case, "SECRET bounce", is_automatic=True, is_bounce=True)
    facts = {
        "waiting_reason": "vendor", "asked_what": "SECRET price", "asked_whom": "SECRET supplier",
        "resume_by": (NOW + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    moving.wait_case(case.pk, facts=facts, actor=owner, now=NOW)
    moving.resume_case(case.pk, cause="SECRET cause", actor=owner, now=NOW)
    moving.resolve_case(case.pk, facts=SOLUTION, actor=owner, now=LATER)
    closing.begin_verifying(case.pk, follow_up_id=1, now=LATER)
    closing.not_solved(
        case.pk, what_is_missing="SECRET words of a caller", actor=posted(Role.AGENT), now=LATER
    )

    told = repr(seen(case))

    assert "SECRET" not in told
    assert "林師傅" not in told
    assert "ICC" not in told
    assert "已重新校色並重印。" in told


def test_what_was_asked_of_the_customer_is_told():
    owner = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=owner)
    facts = {
        "waiting_reason": "customer", "asked_what": "請問訂單編號？", "asked_whom": "customer",
        "resume_by": (NOW + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    moving.wait_case(case.pk, facts=facts, actor=owner, now=NOW)

    timeline = seen(case)

    assert timeline.entries[-1].text == "請問訂單編號？"
    assert (timeline.next.kind, timeline.next.due_at) == ("your_answer", NOW + timedelta(days=1))


def test_what_an_answer_asked_is_told_once():
    owner = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=owner)
    by = NOW + timedelta(days=3)
    replying.reply(case.pk, text="請問訂單編號？", actor=owner, now=NOW, resume_by=by)

    timeline = seen(case)

    assert [entry.text for entry in timeline.entries].count("請問訂單編號？") == 1
    assert (timeline.next.kind, timeline.next.due_at) == ("your_answer", by)


def test_a_slip_that_was_taken_back_was_never_said():
    owner = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=owner)
    before = [entry.title for entry in seen(case).entries]
    moving.resolve_case(case.pk, facts=SOLUTION, actor=owner, now=LATER)
    moving.undo_resolution(case.pk, actor=owner, now=LATER)

    assert [entry.title for entry in seen(case).entries] == before


def test_both_sides_are_told_in_order_and_how():
    owner = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=owner)
    wrote(case, "偏黃", at=NOW)
    replying.record_contact(
        case.pk, text="會重印", how="phone", actor=owner, now=NOW + timedelta(minutes=5)
    )
    wrote(case, "謝謝", at=NOW + timedelta(minutes=9))

    said = [(e.kind, e.text) for e in seen(case).entries if e.text]
    titles = [str(e.title) for e in seen(case).entries if e.text]

    assert said == [("customer", "偏黃"), ("staff", "會重印"), ("customer", "謝謝")]
    assert len(set(titles)) == 3


def test_a_promise_comes_before_a_limit_and_says_when_it_is_late():
    owner = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=owner)
    due = NOW + timedelta(hours=5)
    promise = promising.promise(case.pk, text="週四 18:00 前重印", due_at=due, actor=owner, now=NOW)

    on_time, late = seen(case, now=NOW).next, seen(case, now=due + timedelta(minutes=1)).next
    assert (on_time.kind, on_time.text, on_time.due_at, on_time.is_late) == (
        "promise", "週四 18:00 前重印", due, False,
    )  # fmt: skip
    assert late.is_late

    promising.keep(promise.pk, actor=owner, now=LATER)
    assert seen(case).next is None or seen(case).next.kind != "promise"


def test_a_merged_case_shows_how_far_the_other_is_but_not_whose():
    other = case_in(CaseState.IN_PROGRESS)
    case = case_in(CaseState.TRIAGED)
    merging.merge_case(
        case.pk, into_reference=other.reference, reason="same", actor=posted(Role.AGENT), now=LATER
    )
    case.refresh_from_db()

    timeline = seen(case)
    absorbed = seen(other)

    assert timeline.standing.step == SOLVING
    assert other.reference not in repr(timeline)
    assert case.reference not in repr(absorbed)


def test_a_long_story_costs_as_many_statements_as_a_short_one():
    owner = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=owner)
    conversation = case.submission.conversation
    wrote(case, "1")
    with CaptureQueriesContext(connection) as few:
        customer_timeline(conversation, now=LATER)
    for number in range(29):
        wrote(case, str(number))
        replying.reply(case.pk, text="好的", actor=owner, now=LATER)
        Promise.objects.create(case=case, text="p", due_at=LATER, made_at=NOW, kept_at=NOW)

    with CaptureQueriesContext(connection) as many:
        timeline = customer_timeline(conversation, now=LATER)

    assert len(timeline.entries) > 59
    assert (len(few), len(many)) == (7, 7)


def test_unknown_kinds_of_event_are_kept_to_ourselves():
    case = case_in(CaseState.RECEIVED)
    case.events.create(
        seq=50, kind=EventKind.BREACHED, happened_at=NOW, recorded_at=NOW, facts={"clock": "x"}
    )

    assert [entry.kind for entry in seen(case).entries] == ["system"]


def test_an_anonymous_customer_is_told_that_they_are():
    assert seen(CaseFactory()).is_anonymous
