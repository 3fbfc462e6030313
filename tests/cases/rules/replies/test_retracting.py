"""Taking an answer back: it never was, for the customer, for the limits, and for whoever looks for words."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from cases.errors import SentBefore
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.models import Case, ComposerDraft
from cases.rules.changes.searching import find_cases
from cases.rules.clocks import clocking
from cases.rules.escalation import asking_up
from cases.rules.lifecycle import moving
from cases.rules.links import calling_off, merging
from cases.rules.replies import replying, retracting
from cases.sla.terms import ClockKind
from cases.states import CaseState
from channels.drafts import FileDraft
from channels.errors import TooLateToTakeBack
from channels.kinds import OutboxState
from channels.models import Attachment, Message, Outgoing, RawIntake, UnsentFile
from channels.rules.answers import keeping_files
from channels.rules.outbox import delivery
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from feedback_site.privacy.sealing import new_key
from tests.cases.rules.links.test_merged_customers import case_of
from tests.factories.cases import customer_writes, solving
from tests.factories.opened import NOW, customer_called, opened
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
HOLD = timedelta(seconds=20)
SOON = NOW + timedelta(seconds=5)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def case(agent):
    made = opened(customer=customer_called("陳美玲", "mei@example.com"))
    Case.objects.filter(pk=made.pk).update(state=CaseState.IN_PROGRESS, owner=agent)
    made.refresh_from_db()
    return made


def answer(case, actor, text="Come on Monday", *, now=NOW, hold=HOLD, **more):
    return replying.reply(case.pk, text=text, actor=actor, now=now, hold=hold, **more)


def standing(case):
    case.refresh_from_db()
    first = case.cycles.get(clock=ClockKind.FIRST_RESPONSE)
    return case.state, case.unanswered_since, case.first_answered_at, first.met_at


def read_by_customer(case, now):
    timeline = customer_timeline(case.submission.conversation, now=now)
    return [entry.text for entry in timeline.entries if entry.kind == "staff"]


def test_a_held_answer_leaves_later_and_is_read_then(case, agent):
    said = answer(case, agent)

    row = Outgoing.objects.get(message=said)
    assert (row.due_at, said.held_until) == (NOW + HOLD, NOW + HOLD)
    assert delivery.deliver(row.pk, now=SOON).state == OutboxState.PENDING
    assert read_by_customer(case, SOON) == []
    assert read_by_customer(case, NOW + HOLD) == ["Come on Monday"]
    with pytest.raises(TooLateToTakeBack):
        retracting.take_back_answer(said.pk, actor=agent, now=NOW + HOLD)
    assert Message.objects.get(pk=said.pk).text == "Come on Monday"


def test_taken_back_it_never_was(case, agent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    RawIntake.objects.update(wrapped_key=new_key())
    before, talk = standing(case), case.submission.conversation_id
    keeping_files.keep_files(
        talk, [FileDraft(name="a.txt", mime="text/plain", content=b"a")], actor=agent, now=NOW
    )
    said = answer(case, agent, resume_by=NOW + timedelta(days=3))
    assert standing(case)[0] == CaseState.WAITING
    assert Attachment.objects.filter(message=said).count() == 1
    ComposerDraft.objects.create(
        case=case, author=agent, mode="customer", text="And then", saved_at=NOW
    )

    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    assert standing(case) == before
    assert Outgoing.objects.get(message=said).state == OutboxState.RECALLED
    assert ComposerDraft.objects.get().text == "Come on Monday\n\nAnd then"
    assert [one.name for one in UnsentFile.objects.visible_to(agent)] == ["a.txt"]
    assert not Attachment.objects.filter(message=said).exists()
    assert read_by_customer(case, NOW + HOLD) == []
    told = case.events.get(kind=EventKind.ANSWER_TAKEN_BACK)
    assert (told.message, told.came_from, told.went_to) == (
        said, CaseState.WAITING, CaseState.IN_PROGRESS,
    )  # fmt: skip
    assert list(clocking.differing(now=SOON)) == []
    with pytest.raises(TooLateToTakeBack):
        retracting.take_back_answer(said.pk, actor=agent, now=SOON)


def test_only_its_author_and_only_what_was_held(case, agent):
    held, at_once = answer(case, agent), answer(case, agent, "Now", hold=timedelta())
    stood = standing(case)

    with pytest.raises(NotAllowed):
        retracting.take_back_answer(held.pk, actor=posted(Role.SUPERVISOR), now=SOON)
    with pytest.raises(TooLateToTakeBack):
        retracting.take_back_answer(at_once.pk, actor=agent, now=SOON)

    assert standing(case) == stood
    assert not case.events.filter(kind=EventKind.ANSWER_TAKEN_BACK).exists()
    assert list(Outgoing.objects.filter(message__isnull=False).values_list("state", flat=True)) == [
        OutboxState.PENDING, OutboxState.PENDING,
    ]  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_taken_back_in_any_order_nothing_is_left(case, agent, order):
    before = standing(case)
    said = [
        answer(case, agent, text, now=NOW + timedelta(seconds=n)) for n, text in enumerate("ab")
    ]

    for which in order:
        retracting.take_back_answer(said[which].pk, actor=agent, now=SOON)

    assert standing(case) == before


@pytest.mark.parametrize("order", ["undo first", "take back first"])
def test_with_a_solving_that_was_a_slip_too_nothing_is_left(case, agent, order):
    before = standing(case)
    said = answer(case, agent)
    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=SOON)

    def undo():
        moving.undo_resolution(case.pk, actor=agent, now=SOON)

    def back():
        retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    for do in (undo, back) if order == "undo first" else (back, undo):
        do()

    assert standing(case) == before
    assert list(clocking.differing(now=SOON)) == []


def test_a_case_that_was_called_off_meanwhile_owes_no_answer(case, agent):
    said = answer(case, agent)
    calling_off.withdraw_case(case.pk, reason="not needed", actor=agent, now=SOON)

    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    assert standing(case)[:3] == (CaseState.WITHDRAWN, None, None)
    assert list(clocking.differing(now=SOON)) == []


def test_the_same_words_may_be_sent_again_by_the_same_form(case, agent):
    said = answer(case, agent, key="k")
    with pytest.raises(SentBefore):
        answer(case, agent, key="k", now=SOON)
    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    again = answer(case, agent, key="k", now=SOON)

    assert Message.objects.filter(author=agent, taken_back_at=None).get() == again


def test_it_is_found_by_all_that_was_said_and_not_by_this(case, agent):
    asking_up.ask_up(case.pk, words="zebra", now=NOW)
    said = answer(case, agent, "Come on Monday, giraffe")

    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    boss = posted(Role.ADMINISTRATOR)
    found = {word: len(find_cases(boss, word).page.lines) for word in ("zebra", "giraffe")}
    assert found == {"zebra": 1, "giraffe": 0}


def test_a_wait_for_something_else_goes_on(case, agent):
    said = answer(case, agent, resume_by=NOW + timedelta(days=3))
    moving.resume_case(case.pk, cause="date", actor=agent, now=SOON)
    facts = {
        "waiting_reason": "part", "asked_what": "paper", "asked_whom": "store room",
        "resume_by": NOW + timedelta(days=2),
    }  # fmt: skip
    moving.wait_case(case.pk, facts=facts, actor=agent, now=SOON)

    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    case.refresh_from_db()
    assert (case.state, case.waiting_reason) == (CaseState.WAITING, "part")
    assert case.events.get(kind=EventKind.ANSWER_TAKEN_BACK).came_from == ""
    assert list(clocking.differing(now=SOON)) == []


def test_an_answer_of_a_colleague_since_then_stands(case, agent):
    said = answer(case, agent)
    other = answer(case, posted(Role.AGENT), "From me", now=SOON, hold=timedelta())

    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    assert standing(case)[1:] == (None, other.happened_at, SOON)


def test_the_case_that_leads_owes_again_what_a_merged_customer_was_not_told(agent):
    leading, case = case_of("lead@example.com", agent), case_of("other@example.com", agent)
    merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )
    answer(leading, agent, hold=timedelta())
    wrote_at = NOW + timedelta(seconds=1)
    customer_writes(case, wrote_at, text="still yellow")
    said = answer(case, agent, now=SOON)
    leading.refresh_from_db()
    assert leading.unanswered_since is None

    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    leading.refresh_from_db()
    assert leading.unanswered_since == wrote_at


def test_after_a_merge_in_between_the_question_is_owed_by_whoever_leads_and_again_without(agent):
    leading, case = case_of("lead@example.com", agent), case_of("other@example.com", agent)
    answer(leading, agent, hold=timedelta())
    asked_at = NOW - timedelta(hours=1)
    customer_writes(case, asked_at, text="still yellow")
    said = answer(case, agent)
    merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=SOON
    )
    leading.refresh_from_db()
    assert leading.unanswered_since is None

    retracting.take_back_answer(said.pk, actor=agent, now=SOON)

    leading.refresh_from_db()
    assert leading.unanswered_since == asked_at
    (owed,) = leading.cycles.filter(clock=ClockKind.NEXT_RESPONSE, met_at=None)
    assert owed.cancelled_at is None
    told = leading.events.latest("seq")
    assert "owes_again" in told.facts
    merging.unmerge_case(case.pk, reason="not the same", actor=agent, now=SOON)
    for one in (leading, case):
        one.refresh_from_db()
    assert (leading.unanswered_since, case.unanswered_since) == (None, asked_at)


@pytest.mark.parametrize("is_solved", [False, True])
def test_a_question_that_was_answered_since_the_merge_is_not_owed_again(agent, is_solved):
    leading, case = case_of("lead@example.com", agent), case_of("other@example.com", agent)
    answer(leading, agent, hold=timedelta())
    asked_at = NOW - timedelta(hours=1)
    customer_writes(case, asked_at, text="still yellow")
    said = answer(case, agent)
    merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=SOON
    )
    later = SOON + timedelta(seconds=1)
    if is_solved:
        moving.resolve_case(leading.pk, facts=solving(), actor=agent, now=later)
    else:
        answer(case, agent, "We print them again", now=later, hold=timedelta())

    retracting.take_back_answer(said.pk, actor=agent, now=later)

    leading.refresh_from_db()
    assert leading.unanswered_since is None
    assert not leading.cycles.filter(
        clock=ClockKind.NEXT_RESPONSE, met_at=None, cancelled_at=None
    ).exists()
    assert not leading.events.filter(facts__has_key="owes_again").exists()


@pytest.mark.django_db(transaction=True)
def test_of_taking_back_and_sending_exactly_one_wins():
    actor = posted(Role.AGENT)
    case = opened(customer=customer_called("陳美玲", "mei@example.com"))
    for _ in range(6):
        said = answer(case, actor)
        row, start = Outgoing.objects.get(message=said), Barrier(2)

        def back(said=said, start=start):
            start.wait(60)
            try:
                retracting.take_back_answer(
                    said.pk, actor=actor, now=NOW + HOLD - timedelta(seconds=1)
                )
            except TooLateToTakeBack:
                return False
            finally:
                connection.close()
            return True

        def send(row=row, start=start):
            start.wait(60)
            try:
                return delivery.deliver(row.pk, now=NOW + HOLD).state == OutboxState.SENT
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            outcomes = [work.result(120) for work in (pool.submit(back), pool.submit(send))]

        row.refresh_from_db()
        assert sorted(outcomes) == [False, True]
        assert (row.state == OutboxState.SENT) is outcomes[1]
