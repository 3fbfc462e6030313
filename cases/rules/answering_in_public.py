"""Answering in public: a reply beside a review is an answer to its case, once somebody has posted it."""

from datetime import datetime

from django.db import transaction

from cases.kinds import ToldHow
from cases.models import Case
from cases.rules.changing import changing
from cases.rules.replying import answered
from channels.models import Message, PublicReply
from channels.rules import reviewing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


@transaction.atomic
def mark_posted(
    reply_id: int, *, where: str, posted_at: datetime, actor: User, now: datetime
) -> Message:
    """Say where and when a reply was posted; the review's case, where it has one, is answered by it.

    Raises NotAllowed, and what channels.rules.reviewing raises.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    reply = PublicReply.objects.get(pk=reply_id)
    case = Case.objects.filter(submission=reply.review_id).first()
    if case is None:
        return reviewing.mark_posted(
            reply_id, where=where, posted_at=posted_at, actor=actor, now=now
        )
    # The case before the review, as everywhere: what locks first is what is locked first.
    with changing(case.pk, actor=actor, now=now) as change:
        message = reviewing.mark_posted(
            reply_id, where=where, posted_at=posted_at, actor=actor, now=now
        )
        answered(change, message, how=ToldHow.IN_PUBLIC)
    return message
