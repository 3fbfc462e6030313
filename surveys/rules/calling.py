"""Calling: record each attempt; its outcome closes the case, re-opens it, or plans the next attempt."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import MissingFacts, SamePerson
from cases.measures.case_page.written_since import written_since_solved
from cases.models import Case
from cases.rules.lifecycle.closing import (
    ATTEMPT_CHANNELS,
    ATTEMPT_DAY_PARTS,
    ATTEMPTS,
    IN_WRITING,
    close_case,
    not_solved,
)
from cases.states import Outcome
from channels.kinds import BOUNCED, ContactKind, OutboxState
from channels.models import Outgoing
from channels.rules.outbox import delivery
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from surveys.day_parts import day_part, next_attempt
from surveys.errors import AttemptMeanwhile
from surveys.kinds import AttemptChannel, AttemptOutcome, DayPart, FollowUpState
from surveys.models import CallAttempt, FollowUp
from surveys.rules.locking import lock_follow_up
from surveys.rules.planning import zone_of
from surveys.signals import follow_up_answered

# A score at or under this makes a case not solved, whatever else was said (case-lifecycle).
LOW_SCORE = 2
# Outcomes that end nothing: the customer was tried and has not answered.
UNANSWERED = frozenset(
    {
        AttemptOutcome.NO_ANSWER,
        AttemptOutcome.BUSY,
        AttemptOutcome.CALL_LATER,
        AttemptOutcome.WRONG_NUMBER,
        AttemptOutcome.SENT,
    }
)


@transaction.atomic
def record_attempt(
    follow_up_id: int, *, channel: str, outcome: str, actor: User | None, now: datetime,
    remark: str = "", score: int | None = None, call_at: datetime | None = None,
    carried_link: bool = False, by_customer: bool = False, seen: int | None = None,
) -> CallAttempt:  # fmt: skip
    """Record one attempt and act on it.

    Solved closes the case (confirmed), not solved or a score of 2 or less re-opens it one level higher,
    declined closes it as declined; anything else plans the next attempt in another part of the day, or at
    `call_at` where the customer named a time. `seen` is the number of attempts that the caller knew of.
    Raises SamePerson for the person who solved the case, FollowUpDone after an answer, AttemptMeanwhile
    where there are more than `seen`, MissingFacts where "not solved" does not say what is missing.
    """
    follow_up, case = lock_follow_up(follow_up_id)
    _require_caller(case, actor, by_customer=by_customer)
    if seen is not None and follow_up.attempts.count() != seen:
        raise AttemptMeanwhile
    result = AttemptOutcome(outcome)
    zone = zone_of(case)
    attempt = CallAttempt.objects.create(
        follow_up=follow_up, made_by=actor, channel=AttemptChannel(channel), outcome=result,
        day_part=day_part(now, zone), carried_link=carried_link, remark=remark.strip(), score=score,
        tried_at=now,
    )  # fmt: skip
    body = {"follow_up": follow_up.pk, "channel": channel, "outcome": outcome}
    who = name_of(actor, "customer" if by_customer else "system")
    record(
        [Entry(verb="follow_up.tried", subject=f"case:{case.pk}", actor=who, body=body)], now=now
    )
    if result in UNANSWERED:
        tried = {DayPart(one.day_part) for one in follow_up.attempts.all()}
        follow_up.due_at = call_at or next_attempt(now, zone, tried)
        follow_up.save(update_fields=["due_at"])
    else:
        _answer(follow_up, attempt, actor, by_customer=by_customer)
    return attempt


def send_message(follow_up_id: int, *, actor: User | None, now: datetime) -> CallAttempt:
    """Ask in writing, with one-click links to confirm or object; an attempt like a call.

    It goes by the messenger that the customer speaks on, else by mail. Raises MissingFacts where no
    way works.
    """
    with transaction.atomic():
        follow_up, case = lock_follow_up(follow_up_id)
        sent = delivery.tell_sender(
            case.submission_id,
            template="follow_up",
            dedup_key=f"follow_up:{follow_up.pk}:{follow_up.attempts.count()}",
            now=now,
            context={"case_id": case.pk},
        )
        if sent is None:
            raise MissingFacts(names=_("a way to write to them that works"))
        is_mail = sent.kind == ContactKind.EMAIL
        way = AttemptChannel.EMAIL if is_mail else AttemptChannel.MESSENGER
        return record_attempt(
            follow_up_id, channel=way, outcome=AttemptOutcome.SENT, actor=actor,
            now=now, carried_link=True,
        )  # fmt: skip


@transaction.atomic
def give_up(follow_up_id: int, *, actor: User, now: datetime) -> Case:
    """Close as unreachable.

    Raises NotEnoughAttempts unless three honest attempts were made, CustomerWrote where the customer has
    written since the case was solved.
    """
    follow_up, case = lock_follow_up(follow_up_id)
    _require_caller(case, actor, by_customer=False)
    evidence = {"attempts": _tries(follow_up)}
    closed = close_case(
        case.pk, outcome=Outcome.UNREACHABLE, evidence=evidence, actor=actor, now=now
    )
    _finish(follow_up, FollowUpState.UNREACHABLE, None, now)
    return closed


def still_missing(follow_up: FollowUp) -> tuple[str, ...]:
    """Say all that give_up would ask for before somebody may be called unreachable; empty when nothing."""
    tries = _tries(follow_up)
    messages = [one for one in tries if one["channel"] in IN_WRITING]
    asked = (
        (
            len(tries) >= ATTEMPTS,
            _("%(n)d of %(all)d attempts were made") % {"n": len(tries), "all": ATTEMPTS},
        ),
        (
            len({one["channel"] for one in tries}) >= ATTEMPT_CHANNELS,
            _("a second way: by phone and by message"),
        ),
        (
            len({one["day_part"] for one in tries}) >= ATTEMPT_DAY_PARTS,
            _("another part of the day"),
        ),
        (
            bool(messages and messages[-1]["carried_link"]),
            _("a message with a link to answer, which did not come back"),
        ),
        (
            not written_since_solved(follow_up.case).exists(),
            _("silence since it was solved: this customer has written, so they can be reached"),
        ),
    )
    return tuple(words for is_there, words in asked if not is_there)


def _tries(follow_up: FollowUp) -> list[dict[str, object]]:
    """The honest attempts as evidence, oldest first: a wrong number never rang at the customer's."""
    came_back = _came_back(follow_up)
    return [
        {
            "channel": one.channel,
            "day_part": one.day_part,
            "tried_at": one.tried_at.isoformat(),
            "carried_link": one.carried_link and not came_back,
        }
        for one in follow_up.attempts.all()
        if one.outcome != AttemptOutcome.WRONG_NUMBER
    ]


@transaction.atomic
def end_without_asking(
    follow_up_id: int, *, outcome: str, statement: str, actor: User, now: datetime
) -> Case:
    """Close where there is nobody to ask: no contact was given, or the law says so; with its evidence.

    Raises as `close_case`: CanBeAsked for "no contact" where there is one, CustomerWrote where an anonymous
    customer has written since the case was solved, NotAllowed for a legal end by an agent.
    """
    follow_up, case = lock_follow_up(follow_up_id)
    _require_caller(case, actor, by_customer=False)
    closed = close_case(
        case.pk, outcome=outcome, evidence={"statement": statement}, actor=actor, now=now
    )
    _finish(follow_up, FollowUpState.GIVEN_UP, None, now)
    return closed


def _require_caller(case: Case, actor: User | None, *, by_customer: bool) -> None:
    if by_customer or actor is None:
        return
    if actor.pk == case.resolver_id:
        raise SamePerson
    if not actor.can(Ability.CALL_BACK):
        raise NotAllowed


def _answer(
    follow_up: FollowUp, attempt: CallAttempt, actor: User | None, *, by_customer: bool
) -> None:
    now, case_id = attempt.tried_at, follow_up.case_id
    is_low = attempt.score is not None and attempt.score <= LOW_SCORE
    if attempt.outcome == AttemptOutcome.NOT_SOLVED or is_low:
        if not attempt.remark and not is_low:
            raise MissingFacts(names=_("what is missing"))
        missing = attempt.remark or _("The customer scored it %(n)d of 5.") % {"n": attempt.score}
        not_solved(case_id, what_is_missing=missing, actor=actor, now=now, by_customer=by_customer)
        _finish(follow_up, FollowUpState.NOT_SOLVED, attempt, now)
    elif attempt.outcome == AttemptOutcome.DECLINED:
        statement = attempt.remark or _("The customer does not want to be asked.")
        close_case(
            case_id, outcome=Outcome.DECLINED, evidence={"statement": statement}, actor=actor,
            now=now, by_customer=by_customer,
        )  # fmt: skip
        _finish(follow_up, FollowUpState.GIVEN_UP, attempt, now)
    else:
        evidence = {
            "contacted_at": now.isoformat(), "solved": True, "follow_up": follow_up.pk,
            "channel": attempt.channel, "score": attempt.score,
        }  # fmt: skip
        close_case(
            case_id, outcome=Outcome.CONFIRMED, evidence=evidence, actor=actor, now=now,
            by_customer=by_customer,
        )  # fmt: skip
        _finish(follow_up, FollowUpState.SOLVED, attempt, now)


def _finish(
    follow_up: FollowUp, state: FollowUpState, attempt: CallAttempt | None, now: datetime
) -> None:
    follow_up.state, follow_up.answered_at = state, now
    follow_up.score = attempt.score if attempt else None
    follow_up.save(update_fields=["state", "answered_at", "score"])
    transaction.on_commit(
        partial(
            follow_up_answered.send_robust,
            sender=FollowUp,
            follow_up_id=follow_up.pk,
            attempt_id=attempt.pk if attempt else None,
        )
    )


def _came_back(follow_up: FollowUp) -> bool:
    """Whether the last message of this follow-up never arrived: then it carried no link anywhere."""
    last = (
        Outgoing.objects.filter(
            conversation__submission=follow_up.case.submission_id,
            dedup_key__startswith=f"follow_up:{follow_up.pk}:",
        )
        .order_by("-pk")
        .first()
    )
    return last is not None and (last.state == OutboxState.DEAD or last.last_error == BOUNCED)
