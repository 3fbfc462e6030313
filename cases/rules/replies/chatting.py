"""Chats and their cases: whose case it is, and what a person answered."""

from datetime import datetime

from django.db import transaction

from cases.kinds import ToldHow
from cases.models import Case
from cases.rules.assignment.assigning import hand_over
from cases.rules.changes import forwarding
from cases.rules.changes.changing import changing
from cases.rules.openings import grading
from cases.rules.replies.replying import answered
from cases.rules.time_limits import entitling
from channels.chat_kinds import ChatState
from channels.kinds import ChannelKind
from channels.models import Chat, Message, Submission
from channels.rules.outbox import receipting
from feedback_site.ledger.rules.recording import Entry, record


@transaction.atomic
def answered_in_chat(message_id: int, *, now: datetime) -> Case | None:
    """Take a person's line into the case: an answer, which meets the clocks of answering.

    None where there is no case yet: the sweep comes back to it.
    """
    message = Message.objects.select_related("author").get(pk=message_id)
    case, leading = forwarding.lock_with_leading(message.conversation_id)
    # Asked after the lock was given: a twin that held it has taken the line in by now.
    if case is None or case.events.filter(message=message).exists():
        return case
    with changing(case.pk, actor=message.author, now=now) as change:
        answered(change, message, how=ToldHow.MESSAGE)
    if leading is not None:
        forwarding.answered_under(leading, change)
    return change.case


@transaction.atomic
def own_by_chat(chat_id: int, *, now: datetime) -> Case | None:
    """Make whoever has the chat the owner of its case, where it has none and is not finished."""
    chat = Chat.objects.select_related("agent").get(pk=chat_id)
    if chat.conversation_id is None or chat.agent is None or chat.state != ChatState.WITH_PERSON:
        return None
    case = _locked(chat.conversation_id)
    if case is None or case.owner_id is not None or case.is_finished:
        return case
    with changing(case.pk, actor=chat.agent, now=now) as change:
        hand_over(change, chat.agent.pk)
    return change.case


def own_from_the_start(case: Case, *, now: datetime) -> None:
    """Give the case of a chat to whoever took the chat before its case was there."""
    if case.submission.channel.kind != ChannelKind.CHAT:
        return
    chats = Chat.objects.filter(conversation=case.submission.conversation_id)
    for chat_id in chats.values_list("pk", flat=True):
        own_by_chat(chat_id, now=now)


@transaction.atomic
def name_customer(submission_id: int, *, now: datetime) -> Case | None:
    """Let a case know its customer, who has left a contact since, and send them its receipt.

    Their tier sets its limits from now on, and who can be reached is better to work with.
    """
    submission = Submission.objects.select_related("conversation").get(pk=submission_id)
    case = _locked(submission.conversation_id)
    if case is None or case.customer_id is not None or submission.customer_id is None:
        return case
    case.customer_id = submission.customer_id
    case.save(update_fields=("customer",))
    record(
        [Entry(verb="case.customer_named", subject=f"case:{case.pk}", actor="customer")], now=now
    )
    receipt = receipting.Receipt(
        conversation=submission.conversation, dedup_key=f"case:{case.pk}:received:n1",
        context={"case_id": case.pk},
    )  # fmt: skip
    receipting.acknowledge([receipt], now=now)
    entitling.follow_tier(submission.customer_id, now=now)
    grading.grade_cases([case.pk], now=now)
    return case


def _locked(conversation_id: int) -> Case | None:
    return (
        Case.objects.select_for_update(of=("self",))
        .filter(submission__conversation=conversation_id)
        .first()
    )
