"""Answering: the customer confirms or objects by their own link; opening the link changes nothing."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.rules.lifecycle.closing import close_case, not_solved, reopen_case
from cases.states import CaseState, Outcome
from surveys.kinds import AttemptChannel, AttemptOutcome, FollowUpState
from surveys.models import FollowUp
from surveys.rules.calling import record_attempt
from surveys.rules.planning import plan_follow_up


@transaction.atomic
def answer_by_link(
    conversation_id: int, *, solved: bool, now: datetime, text: str = "", score: int | None = None
) -> Case:
    """Take the customer's own answer: it closes the case, or re-opens it one level higher.

    A case solved a moment ago gets its follow-up first; one closed already is re-opened within its grace
    period. Raises IllegalMove in any other state, GraceOver after the grace period.
    """
    case = Case.objects.select_for_update(of=("self",)).get(
        submission__conversation=conversation_id
    )
    if case.state == CaseState.RESOLVED:
        plan_follow_up(case.pk, now=now)
    if case.state == CaseState.CLOSED and not solved:
        return reopen_case(case.pk, reason=text, actor=None, now=now, by_customer=True)
    follow_up = FollowUp.objects.filter(case=case, state=FollowUpState.OPEN).order_by("-pk").first()
    if follow_up is None:
        return _without_follow_up(case, solved=solved, now=now, text=text)
    record_attempt(
        follow_up.pk,
        channel=AttemptChannel.LINK,
        outcome=AttemptOutcome.SOLVED if solved else AttemptOutcome.NOT_SOLVED,
        actor=None,
        now=now,
        remark=text,
        score=score,
        by_customer=True,
    )
    case.refresh_from_db()
    return case


def _without_follow_up(case: Case, *, solved: bool, now: datetime, text: str) -> Case:
    """Let the table of moves say what is possible; it refuses what is not."""
    if solved:
        evidence = {"contacted_at": now.isoformat(), "solved": True, "channel": AttemptChannel.LINK}
        return close_case(
            case.pk, outcome=Outcome.CONFIRMED, evidence=evidence, actor=None, now=now,
            by_customer=True,
        )  # fmt: skip
    return not_solved(case.pk, what_is_missing=text, actor=None, now=now, by_customer=True)
