"""Retracting: take back an answer that has not left the house; the case is as if it had not been written."""

from datetime import datetime

from django.db import transaction

from cases.kinds import ComposerMode, EventKind
from cases.measures.queues.owed import answers_after
from cases.models import Case, CaseEvent, ComposerDraft
from cases.rules.changes import forwarding
from cases.rules.changes.changing import Change, changing
from cases.rules.changes.searching import index_what_is_left
from cases.rules.lifecycle import undoing
from cases.rules.lifecycle.moving import move
from cases.states import CaseState
from channels.errors import TooLateToTakeBack
from channels.models import Message
from channels.rules.answers import taking_back
from feedback_site.organisation.models import User


@transaction.atomic
def take_back_answer(message_id: int, *, actor: User, now: datetime) -> Case:
    """Withdraw one's own answer while it is held, and give its words and files back to the composer.

    It counts as never given: limits run on as before it, the customer waits since they wrote, and a case that
    began to wait for what it asked is worked on again. What else was done on the case meanwhile stays.
    Raises NotAllowed for anybody else's, TooLateToTakeBack once it is out; then nothing was changed.
    """
    message = Message.objects.get(pk=message_id)
    if not message.text:
        # What goes with a solution is taken back with that.
        raise TooLateToTakeBack
    own, leading = forwarding.lock_with_leading(message.conversation_id)
    if own is None:
        raise Case.DoesNotExist
    with changing(own.pk, actor=actor, now=now) as change:
        back = taking_back.take_back(message_id, author=actor, now=now)
        answer = change.case.events.get(
            kind=EventKind.ANSWERED, message=message_id, facts__has_key="before"
        )
        _never_said(change, answer, back.message)
        since = answers_after(change.case, answer).order_by("seq").first()
        undoing.put_answers_back(change.case, answer, since=since)
        index_what_is_left(change.case)
        _begin_again(change.case, back.text, actor=actor, now=now)
    if leading is not None:
        forwarding.taken_back_under(leading, change, answer)
    return change.case


def _never_said(change: Change, answer: CaseEvent, message: Message) -> None:
    """Write that it was taken back, and end a waiting that began with it; another one goes on."""
    gone = [answer.seq]
    waiting = change.case.events.filter(kind=EventKind.WAITING_BEGAN).order_by("-seq").first()
    is_for_it = waiting is not None and waiting.message_id == message.pk
    if waiting is None or not is_for_it or change.case.state != CaseState.WAITING:
        change.happened(EventKind.ANSWER_TAKEN_BACK, facts={"takes_back": gone}, message=message)
        return
    facts = {"cause": "answer_taken_back", "takes_back": [*gone, waiting.seq]}
    move(change, CaseState.IN_PROGRESS, facts, kind=EventKind.ANSWER_TAKEN_BACK, is_entitled=True)
    change.events[-1].message = message


def _begin_again(case: Case, text: str, *, actor: User, now: datetime) -> None:
    """The words become the draft again, above what its author has begun since."""
    draft, is_new = ComposerDraft.objects.get_or_create(
        case=case, author=actor, mode=ComposerMode.CUSTOMER,
        defaults={"text": text, "saved_at": now},
    )  # fmt: skip
    if not is_new:
        draft.text, draft.saved_at = f"{text.rstrip()}\n\n{draft.text}", now
        draft.save(update_fields=["text", "saved_at"])
