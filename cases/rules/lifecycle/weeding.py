"""Weeding: what is no feedback but spam is put aside by one person, unanswered, and can be brought back.

Rejecting takes two people and tells the customer why. Whoever sends spam is told nothing: any answer would
say that somebody reads here.
"""

from datetime import datetime

from django.utils.dateparse import parse_datetime

from cases.errors import AlreadyDone, IllegalMove
from cases.kinds import EventKind
from cases.measures.merged_cases import cases_under
from cases.measures.queues.owed import earliest
from cases.models import Case
from cases.rules.changes import owning
from cases.rules.changes.changing import Change, changing
from cases.rules.lifecycle.guarding import step_of
from cases.rules.lifecycle.moving import move
from cases.states import CaseState
from channels.rules.outbox import recalling
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def call_spam(case_id: int, *, actor: User, now: datetime, version: int | None = None) -> Case:
    """Put a case aside as spam: its limits end, nobody owns it, and whatever waits to go out is recalled.

    Raises NotAllowed, IllegalMove once it waits, is solved or finished, or others were merged into it.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    with changing(case_id, actor=actor, now=now, version=version) as change:
        case = change.case
        step_of(case, CaseState.REJECTED)
        if cases_under(case.pk):
            # An open complaint under spam would be worked on by nobody.
            raise IllegalMove(came_from=CaseState(case.state).label, to=EventKind.SPAM.label)
        facts = {
            "reason": "spam", "customer_told": "nothing", "owner": case.owner_id,
            "owed_since": case.unanswered_since.isoformat() if case.unanswered_since else "",
            "recalled": recalling.withdraw_all(case.submission.conversation_id, now=now),
        }  # fmt: skip
        case.rejection_proposed_by, case.rejection_reason = None, ""
        move(change, CaseState.REJECTED, facts, kind=EventKind.SPAM, is_entitled=True)
        owning.release(change)
    return change.case


def not_spam(case_id: int, *, actor: User, now: datetime, version: int | None = None) -> Case:
    """Bring a case back to where it was, with its owner and its limits, which went on meanwhile.

    Raises AlreadyDone where it is not spam, NotAllowed.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    with changing(case_id, actor=actor, now=now, version=version) as change:
        case = change.case
        event = case.events.filter(kind=EventKind.SPAM).order_by("-seq").first()
        if event is None or not case.is_spam:
            raise AlreadyDone
        # They may have written meanwhile.
        since = parse_datetime(event.facts["owed_since"])
        case.unanswered_since = earliest(since, case.unanswered_since)
        move(change, CaseState(event.came_from), {"reason": "not_spam"}, kind=EventKind.NOT_SPAM)
        _give_back(change, event.facts["owner"], actor)
        for key in event.facts["recalled"]:
            recalling.reinstate(key, now=now)
    return change.case


def _give_back(change: Change, owner_id: int | None, actor: User) -> None:
    """Whoever had it has it again; where they have left, who brought it back."""
    if owner_id is not None:
        is_here = User.objects.filter(pk=owner_id, is_active=True).exists()
        owning.give(change, owner_id if is_here else actor.pk)
