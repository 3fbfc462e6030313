"""Calling back: whoever called in vain is owed a call within some working time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from channels.call_kinds import UNHEARD, CallBackState, CallDirection, CallOutcome, TryOutcome
from channels.errors import (
    CallBackFinished,
    CallTimePassed,
    MissingReason,
    TooFewTries,
    TriedMeanwhile,
)
from channels.kinds import AccountKind
from channels.models import Call, CallBack, CallBackTry, Channel, ChannelAccount
from channels.rules.outbox.enqueuing import tell_colleague
from channels.rules.working_calendars import due_after
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Ability, Role

DEFAULT_MINUTES = 60
# So often must have been tried before somebody counts as not to be reached.
LEAST_TRIES = 3


def settle(call: Call, *, now: datetime) -> None:
    """Owe the caller a call, or owe it no more; the caller holds the lock of the call and saves it.

    Nothing is owed to a withheld number, nor to somebody who was spoken with after they had called in
    vain, in whatever order that came to be known.
    """
    if call.number_index is None or call.direction != CallDirection.INBOUND:
        return
    one_at_a_time(bytes(call.number_index))
    if call.outcome == CallOutcome.ANSWERED:
        _withdraw(call, now=now)
    elif call.outcome in UNHEARD and call.call_back_id is None and not _was_heard(call):
        call.call_back = _owe(call, now=now)


@transaction.atomic
def take_on(call_back_id: int, *, actor: User, now: datetime) -> CallBack:
    """Make a call-back one's own, from whoever had it. Raises CallBackFinished."""
    call_back = _locked(call_back_id, actor)
    call_back.owner = actor
    call_back.save(update_fields=("owner",))
    noted("call_back.taken", call_back, actor=actor, now=now)
    return call_back


@transaction.atomic
def record_try(
    call_back_id: int, *, outcome: str, actor: User, now: datetime, remark: str = "",
    call_at: datetime | None = None, seen: int | None = None,
) -> CallBackTry:  # fmt: skip
    """Record one attempt: reached ends the call-back, a wrong number too, anything else makes it due anew.

    `call_at` is when the customer asked to be called; `seen` the number of attempts that the caller
    knew of. Raises CallBackFinished, TriedMeanwhile, CallTimePassed.
    """
    call_back = _locked(call_back_id, actor)
    if seen is not None and call_back.tries.count() != seen:
        raise TriedMeanwhile
    if call_at is not None and call_at <= now:
        raise CallTimePassed
    result = TryOutcome(outcome)
    made = CallBackTry.objects.create(
        call_back=call_back, made_by=actor, outcome=result, remark=remark.strip(), tried_at=now
    )
    noted("call_back.tried", call_back, actor=actor, now=now, outcome=result.value)
    if result == TryOutcome.REACHED:
        _finish(call_back, CallBackState.DONE, actor=actor, now=now)
    elif result == TryOutcome.WRONG_NUMBER:
        _finish(call_back, CallBackState.FAILED, actor=actor, now=now)
    else:
        call_back.owner = call_back.owner or actor
        call_back.due_at = call_at or _due(_latest_call(call_back), now)
        call_back.late_told_at = None
        call_back.save(update_fields=("owner", "due_at", "late_told_at"))
    return made


@transaction.atomic
def give_up(call_back_id: int, *, reason: str, actor: User, now: datetime) -> CallBack:
    """Say that somebody cannot be reached. Raises TooFewTries, MissingReason, CallBackFinished."""
    call_back = _locked(call_back_id, actor)
    if call_back.tries.count() < LEAST_TRIES:
        raise TooFewTries(least=LEAST_TRIES)
    if not reason.strip():
        raise MissingReason
    _finish(call_back, CallBackState.FAILED, actor=actor, now=now, reason=reason.strip())
    return call_back


def sweep_late(*, now: datetime, limit: int = 100) -> int:
    """Tell a supervisor of each call-back that is late, once for each time it was due; give how many."""
    late = CallBack.objects.late(now).filter(late_told_at=None).order_by("due_at")
    return sum(_tell_late(pk, now=now) for pk in list(late.values_list("pk", flat=True)[:limit]))


def _locked(call_back_id: int, actor: User) -> CallBack:
    if not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed
    call_back = CallBack.objects.select_for_update().get(pk=call_back_id)
    if call_back.state != CallBackState.OPEN:
        raise CallBackFinished
    return call_back


def _owe(call: Call, *, now: datetime) -> CallBack:
    """Give the open call-back to this number, or make one that is due from when the call ended."""
    due_at = _due(call, call.ended_at or now)
    call_back, is_new = CallBack.objects.select_for_update(of=("self",)).get_or_create(
        **of_number(call), state=CallBackState.OPEN, promised_by=None,
        defaults={
            "channel_id": call.channel_id, "number_masked": call.number_masked, "made_at": now,
            "promised_at": due_at, "due_at": due_at,
        },
    )  # fmt: skip
    if is_new:
        noted("call_back.made", call_back, actor=None, now=now, call=call.pk)
    return call_back


def one_at_a_time(number_index: bytes) -> None:
    """Let whatever else is told of this number wait: a call answered and one in vain look at each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('call back'), hashtext(%s))",
            [number_index.hex()],
        )


def of_number(call: Call) -> dict[str, Any]:
    """Say whose call-backs those are that are owed to the number of a call."""
    return {"number_index": call.number_index, "store_id": call.store_id}


def _was_heard(call: Call) -> bool:
    """Whether somebody of ours has spoken with this number since the call began."""
    same = of_number(call)
    return (
        Call.objects.filter(
            **same, direction=CallDirection.INBOUND, answered_at__gte=call.rang_at
        ).exists()
        or CallBack.objects.filter(
            **same, state=CallBackState.DONE, finished_at__gte=call.rang_at
        ).exists()
    )


def _withdraw(call: Call, *, now: datetime) -> None:
    """Owe nothing for the calls in vain before this one, which was answered."""
    owed = CallBack.objects.open().filter(**of_number(call), promised_by=None)
    for call_back in owed.select_for_update().order_by("pk"):
        later = call_back.calls.filter(rang_at__gt=call.answered_at).exclude(pk=call.pk)
        if not later.exists():
            _finish(call_back, CallBackState.NOT_NEEDED, actor=None, now=now, call=call.pk)


def _finish(
    call_back: CallBack, state: CallBackState, *, actor: User | None, now: datetime, **facts: object
) -> None:
    call_back.state, call_back.finished_at, call_back.finished_by = state, now, actor
    call_back.save(update_fields=("state", "finished_at", "finished_by"))
    noted(f"call_back.{state.value}", call_back, actor=actor, now=now, **facts)


def _latest_call(call_back: CallBack) -> Call:
    return call_back.calls.select_related("account", "store__calendar").latest("rang_at")


def _due(call: Call, start: datetime) -> datetime:
    """Count the minutes of the connection on the store's working times, else on the connection's own."""
    values = call.account.values if call.account else _first_connection()
    seconds = int(str(values.get("call_back_minutes") or DEFAULT_MINUTES)) * 60
    calendar = call.store.calendar if call.store else None
    return due_after(
        start, timedelta(seconds=seconds), calendar=calendar, code=str(values.get("calendar") or "")
    )


def _first_connection() -> Mapping[str, object]:
    """What the first call centre in use says; where a call was written down by hand it counts too."""
    accounts = ChannelAccount.objects.in_use().filter(kind=AccountKind.CALL_CENTRE)
    return accounts.order_by("pk").values_list("values", flat=True).first() or {}


@transaction.atomic
def _tell_late(call_back_id: int, *, now: datetime) -> bool:
    call_back = (
        CallBack.objects.late(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("store", "channel__owner")
        .filter(pk=call_back_id, late_told_at=None)
        .first()
    )
    if call_back is None:
        return False
    call_back.late_told_at = now
    call_back.save(update_fields=("late_told_at",))
    noted("call_back.late", call_back, actor=None, now=now)
    person = _answerable(call_back)
    if person is not None:
        tell_colleague(
            person, template="staff_call_back_late", now=now,
            dedup_key=f"call_back:{call_back.pk}:late:{call_back.due_at.isoformat()}",
            context={
                "call_back": call_back.pk,
                # What the letter is about, as a case's reference is in the others.
                "reference": call_back.number_masked,
                "due_at": call_back.due_at.isoformat(),
            },
        )  # fmt: skip
    return True


def _answerable(call_back: CallBack) -> User | None:
    """Give the supervisor of the store, or of the chain; else the owner of the channel."""
    posts = (
        Posting.objects.current()
        .filter(role=Role.SUPERVISOR, user__is_active=True)
        .reaching(store=call_back.store, department_id=None)
        .select_related("user")
    )
    nearest = sorted(
        posts, key=lambda post: (post.store_id is None, post.region_id is None, post.pk)
    )
    channel: Channel = call_back.channel
    return nearest[0].user if nearest else channel.owner


def noted(
    verb: str, call_back: CallBack, *, actor: User | None, now: datetime, **facts: object
) -> None:
    """Write into the ledger what happened to a call-back."""
    entry = Entry(
        verb=verb, subject=f"call_back:{call_back.pk}", actor=name_of(actor), body=dict(facts)
    )
    record([entry], now=now)
