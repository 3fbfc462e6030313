"""Spam: put aside by one person with nothing sent, and brought back as if it had never been."""

from datetime import timedelta

import pytest

from cases.errors import AlreadyDone, IllegalMove
from cases.models import Case
from cases.rules.changes.changing import changing
from cases.rules.changes.telling import tell
from cases.rules.lifecycle import closing, moving, weeding
from cases.rules.openings import opening
from cases.states import CaseState
from channels.kinds import ChannelKind, Direction, OutboxState
from channels.models import Channel, ContactPoint, Customer, Message, Outgoing
from feedback_site.errors import FeedbackError, NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import posted

LATER = NOW + timedelta(minutes=10)
pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def mailed(text="訂單P1的相片整批偏黃，顏色跟螢幕差很多，想請你們重印", *, is_automatic=False):
    """A case that somebody began by mail, with words that are sorted at once."""
    customer = Customer(first_seen_at=NOW)
    customer.write_name("Seller")
    customer.save()
    contact = ContactPoint(customer=customer, kind="email", created_at=NOW)
    contact.write(customer.wrapped_key, "seller@example.com")
    contact.save()
    channel = Channel.objects.get(kind=ChannelKind.EMAIL)
    made = SubmissionFactory(
        text=text, title=text, raw__channel=channel, customer=customer,
        conversation__customer=customer, conversation__channel=channel,
    )  # fmt: skip
    Message.objects.create(
        conversation=made.conversation, raw=made.raw, channel=channel, text=text, happened_at=NOW,
        direction=Direction.INBOUND, is_automatic=is_automatic, recorded_at=NOW,
    )  # fmt: skip
    return opening.open_case(made.pk, now=NOW)


def clocks(case):
    return list(
        case.cycles.order_by("clock", "number").values_list(
            "clock", "due_at", "cancelled_at", "ended_by"
        )
    )


def test_spam_is_put_aside_unanswered_and_brought_back_whole(agent):
    case = mailed()
    assert case.state == CaseState.TRIAGED
    moving.start_case(case.pk, owner_id=agent.pk, actor=agent, now=NOW)
    before, sent = clocks(case), Outgoing.objects.filter(state=OutboxState.PENDING)
    waiting = sorted(sent.values_list("dedup_key", flat=True))

    put = weeding.call_spam(case.pk, actor=agent, now=LATER)

    assert (put.state, put.owner, put.is_spam, put.next_due_at) == (
        CaseState.REJECTED, None, True, None,
    )  # fmt: skip
    assert {(ended, by) for _clock, _due, ended, by in clocks(case) if ended} == {(LATER, "spam")}
    assert (len(waiting), sent.count()) == (2, 0)
    assert LedgerEvent.objects.filter(verb="case.spam", actor=f"user:{agent.pk}").count() == 1

    back = weeding.not_spam(case.pk, actor=posted(Role.AGENT), now=LATER)

    assert (back.state, back.owner, back.unanswered_since) == (CaseState.IN_PROGRESS, agent, NOW)
    assert [row for row in clocks(case) if row[0] != "per_assignee"] == [
        row for row in before if row[0] != "per_assignee"
    ]
    assert sorted(sent.values_list("dedup_key", flat=True)) == waiting


@pytest.mark.parametrize("state", [CaseState.WAITING, CaseState.RESOLVED, CaseState.CLOSED])
def test_what_waits_or_is_solved_is_no_spam(agent, state):
    case = case_in(state)

    with pytest.raises(IllegalMove):
        weeding.call_spam(case.pk, actor=agent, now=LATER)

    case.refresh_from_db()
    assert (case.state, case.version) == (state, 1)


def test_only_who_works_on_cases_may_and_what_two_rejected_stays(agent):
    case = case_in(CaseState.RECEIVED)
    with pytest.raises(NotAllowed):
        weeding.call_spam(case.pk, actor=posted(Role.AUDITOR), now=LATER)
    closing.propose_rejection(case.pk, reason="x", customer_told="y", actor=agent, now=LATER)
    closing.confirm_rejection(case.pk, actor=posted(Role.SUPERVISOR), now=LATER)

    with pytest.raises(AlreadyDone):
        weeding.not_spam(case.pk, actor=agent, now=LATER)
    case.refresh_from_db()
    assert case.state == CaseState.REJECTED


def test_no_other_verb_passes_where_spam_goes_and_comes_back(agent):
    supervisor = posted(Role.SUPERVISOR)
    triaged = case_in(CaseState.TRIAGED)
    spam = weeding.call_spam(case_in(CaseState.TRIAGED).pk, actor=agent, now=LATER)

    for step, case in (
        (lambda pk: moving.start_case(pk, owner_id=agent.pk, actor=agent, now=LATER), spam),
        (lambda pk: closing.reopen_case(pk, reason="x", actor=supervisor, now=LATER), spam),
        (
            lambda pk: closing.propose_rejection(
                pk, reason="x", customer_told="y", actor=agent, now=LATER
            ),
            triaged,
        ),
    ):
        with pytest.raises(FeedbackError):
            step(case.pk)

    assert Case.objects.get(pk=spam.pk).state == CaseState.REJECTED
    assert Case.objects.get(pk=triaged.pk).state == CaseState.TRIAGED


def test_a_machine_is_told_of_no_step_until_a_person_writes(agent):
    case = mailed("您的訂閱電子報", is_automatic=True)

    with changing(case.pk, actor=agent, now=LATER) as change:
        change.happened("noted")
        tell(change, "in_progress")
    assert not Outgoing.objects.exists()

    message = Message.objects.get()
    message.pk, message.is_automatic = None, False
    message.save(force_insert=True)
    with changing(case.pk, actor=agent, now=LATER) as change:
        change.happened("noted")
        tell(change, "in_progress")
    assert Outgoing.objects.get().template == "in_progress"
