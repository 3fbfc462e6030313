"""Answering in public: a reply beside a review is an answer to its case, once it is posted."""

from datetime import datetime
from functools import partial

from django.db import transaction

from cases.kinds import ToldHow
from cases.models import Case
from cases.rules.changes import forwarding
from cases.rules.changes.changing import changing
from cases.rules.replies.replying import answered, answering
from channels.models import Message, PublicReply
from channels.rules.conversations import reviewing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


@transaction.atomic
def mark_posted(
    reply_id: int, *, where: str, posted_at: datetime, actor: User, now: datetime
) -> Message:
    """Say where and when a reply was posted; the review's case, where it has one, is answered by it.

    Where that is merged, so is what the case that leads owed its author. Raises NotAllowed, and what
    channels.rules.conversations.reviewing raises.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    reply = PublicReply.objects.get(pk=reply_id)
    case = Case.objects.filter(submission=reply.review_id).first()
    post = partial(
        reviewing.mark_posted, reply_id, where=where, posted_at=posted_at, actor=actor, now=now
    )
    if case is None:
        return post()
    # The case before the review, as everywhere: what locks first is what is locked first.
    with answering(case.pk, actor=actor, now=now) as change:
        message = post()
        answered(change, message, how=ToldHow.IN_PUBLIC)
    return message


@transaction.atomic
def found_posted(message_id: int, *, now: datetime) -> Case | None:
    """Take a reply of ours that was found beside a review into its case, as of when it was published.

    Whoever of us wrote it there, it met the limits of answering then. None where the review has no case;
    nothing happens where one was asked for since, for that is about more than was answered.
    """
    message = Message.objects.get(pk=message_id)
    case, leading = forwarding.lock_with_leading(message.conversation_id)
    if case is None:
        return None
    asked_at = case.submission.case_asked_at
    is_before = asked_at is not None and message.recorded_at <= asked_at
    if is_before or case.events.filter(message=message).exists():
        return case
    with changing(case.pk, actor=None, now=now) as change:
        answered(change, message, how=ToldHow.IN_PUBLIC)
    if leading is not None:
        forwarding.answered_under(leading, change)
    return change.case
