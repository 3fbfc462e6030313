"""Replying to the customer, recording what was said to them, and taking in what they wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.errors import MissingFacts
from cases.kinds import EventKind, ToldHow
from cases.measures.queues.owed import owed_to_merged
from cases.measures.told import said_in_chats
from cases.models import Case, Escalation
from cases.rules.changes import forwarding
from cases.rules.changes.changing import Change, changing
from cases.rules.changes.searching import index_text, index_what_is_left
from cases.rules.escalation import escalating, pressing
from cases.rules.lifecycle import undoing
from cases.rules.lifecycle.guarding import require_written_out
from cases.rules.lifecycle.moving import begin_waiting, move
from cases.states import CaseState, WaitingReason
from channels.kinds import ChannelKind
from channels.models import Conversation, Message
from channels.rules.answers import recording_contact, writing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# So much of an answer stands in the history as what was asked; the whole is the message itself.
MOST_OF_A_QUESTION = 200


def reply(
    case_id: int,
    *,
    text: str,
    actor: User,
    now: datetime,
    version: int | None = None,
    key: str = "",
    resume_by: datetime | None = None,
    hold: timedelta = timedelta(),
) -> Message:
    """Write to the customer; a human answer, which meets the clocks of answering.

    What the actor has put beside the answer goes with it. With `resume_by` the case then waits for what
    they say to it, at the latest until then; no second letter tells them so. For so long as `hold` says the
    actor may take it back (`retracting`). Raises SentBefore where the same was written under this key.
    """
    _require(actor, text)
    with answering(case_id, actor=actor, now=now, version=version, key=key) as change:
        message = writing.write_to_customer(
            _conversation_of(change.case), text=text, author=actor, now=now, with_files=True,
            hold=hold,
        )  # fmt: skip
        answered(change, message, how=ToldHow.MESSAGE)
        _wait(change, message, resume_by)
    return message


def record_contact(
    case_id: int, *, text: str, how: str, actor: User, now: datetime, version: int | None = None,
    key: str = "", resume_by: datetime | None = None,
) -> Message:  # fmt: skip
    """Record an answer given by phone or in person; it counts like a written one, and once for each key.

    With `resume_by` the case then waits for the customer, as after a written one.
    """
    _require(actor, text)
    kind = {ToldHow.PHONE: ChannelKind.PHONE, ToldHow.IN_PERSON: ChannelKind.COUNTER}[ToldHow(how)]
    with answering(case_id, actor=actor, now=now, version=version, key=key) as change:
        message = recording_contact.record_spoken(
            _conversation_of(change.case), text=text, author=actor, kind=kind, now=now
        )
        answered(change, message, how=how)
        _wait(change, message, resume_by)
    return message


def hold_time() -> timedelta:
    """How long an answer of the desk may be taken back before it goes out; nothing where it goes at once."""
    return timedelta(seconds=settings.ANSWER_HOLD_SECONDS)


@contextmanager
def answering(case_id: int, **how: Any) -> Iterator[Change]:
    """Change a case by an answer; one that is merged, together with the case that leads."""
    with transaction.atomic():
        talks = Case.objects.filter(pk=case_id).values_list("submission__conversation", flat=True)
        _own, leading = forwarding.lock_with_leading(talks.get())
        with changing(case_id, **how) as change:
            yield change
        if leading is not None:
            forwarding.answered_under(leading, change)


def _conversation_of(case: Case) -> Conversation:
    return Conversation.objects.get(submission=case.submission_id)


def answered(change: Change, message: Message, *, how: str) -> None:
    """Write that a person answered, when the message says; it meets the clocks of answering."""
    case = change.case
    # What is put back if it is taken back.
    held = {"before": undoing.values_before(case)} if message.held_until else {}
    # A merged customer is answered on their own page.
    case.unanswered_since = owed_to_merged(case.pk)
    case.first_answered_at = case.first_answered_at or message.happened_at
    change.happened(
        EventKind.ANSWERED, facts={"human": True, "how": how, **held}, message=message,
        at=message.happened_at,
    )  # fmt: skip
    index_text(case.pk, message.text)


def _wait(change: Change, message: Message, resume_by: datetime | None) -> None:
    if resume_by is None:
        return
    asked = Truncator(message.text).chars(MOST_OF_A_QUESTION)
    facts = {
        "waiting_reason": WaitingReason.CUSTOMER.value, "asked_what": asked,
        "asked_whom": WaitingReason.CUSTOMER.value, "resume_by": resume_by,
    }  # fmt: skip
    begin_waiting(change, facts, message=message)


def _require(actor: User, text: str) -> None:
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not text.strip():
        raise MissingFacts(names=_("Text"))
    require_written_out(text)


@transaction.atomic
def customer_wrote(message_id: int, *, now: datetime) -> Case | None:
    """Take a customer's message into their case: it is unanswered, and it ends a waiting for them.

    An automatic reply or a bounce is noted and starts, stops and re-opens nothing. Where the case is merged,
    the one that leads owes the answer. None where the
    conversation has no case yet: the sweep comes back to it.
    """
    message = Message.objects.get(pk=message_id)
    case, leading = forwarding.lock_with_leading(message.conversation_id)
    # Asked after the lock was given: a twin that held it has taken the message in by now.
    if case is None or case.events.filter(message=message).exists():
        return case
    with changing(case.pk, actor=None, now=now, by_customer=not message.is_automatic) as change:
        case = change.case
        index_text(case.pk, message.text)
        if message.is_automatic or message.is_bounce:
            kind = EventKind.BOUNCE if message.is_bounce else EventKind.AUTO_REPLY
            change.happened(kind, message=message, at=message.happened_at)
            return case
        change.happened(EventKind.CUSTOMER_WROTE, message=message, at=message.happened_at)
        if leading is None:
            case.unanswered_since = case.unanswered_since or message.happened_at
            pressing.raise_for_words(change, message.text)
        if pressing.is_third_contact(case, message) and not case.is_finished:
            escalating.raise_level(change, cause=Escalation.Cause.CONTACTS)
        if case.state == CaseState.WAITING:
            move(change, CaseState.IN_PROGRESS, {"cause": "customer_wrote"})
    if leading is not None:
        forwarding.wrote_under(leading, case, message, now=now)
        pressing.raise_leading(leading.pk, message.text, now=now)
    return case


@transaction.atomic
def customer_took_back(message_id: int, *, now: datetime) -> Case | None:
    """Forget what a message said that its customer took back: title and search words go with it.

    Nothing else of the case changes: we have read it, and still owe an answer. None where the
    conversation has no case yet: the sweep comes back to it.
    """
    message = Message.objects.get(pk=message_id)
    case = (
        Case.objects.select_for_update(of=("self",))
        .filter(submission__conversation=message.conversation_id)
        .first()
    )
    if case is None or case.events.filter(kind=EventKind.TOOK_BACK, message=message).exists():
        return case
    with changing(case.pk, actor=None, now=now, by_customer=True) as change:
        case = change.case
        words = said_in_chats([case.submission]).get(case.submission_id)
        case.title = words.title if words is not None else case.submission.title
        index_what_is_left(case)
        change.happened(EventKind.TOOK_BACK, message=message, at=message.taken_back_at)
    return case
