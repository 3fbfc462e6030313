"""The outbox: put a message in, hand it over once, try again later, give up loudly."""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from channels.adapters.email import sending
from channels.errors import AnswerLost, DeliveryDelayed, DeliveryRefused, RelayAway
from channels.kinds import ContactKind, OutboxState
from channels.models import Outgoing
from channels.rules.letters import composing
from channels.rules.outbox import ending, handing_over, holding, reaching, texting, throttling
from channels.rules.outbox.ending import Ending
from channels.rules.outbox.enqueuing import enqueue, tell_customer, tell_sender
from channels.signals import outgoing_enqueued
from feedback_site.sweeping.rules.isolating import at_once, for_all, one_by_one, spared, stuck
from feedback_site.sweeping.sweeps import Sweep

__all__ = ["deliver", "enqueue", "pause_after", "sweep", "tell_customer", "tell_sender"]

# Longer than the transport takes at most, shorter than what a killed worker may cost.
LEASE = timedelta(seconds=60)
# As many are claimed at a time ...
CLAIMED = 20
# ... and what is left of them so long after the claim is given back: the lease then still covers the slowest
# transport, and 10 s for what is looked up before it.
PATIENCE = LEASE.total_seconds() - sending.MOST_SECONDS - 10
# 30 s, 1 min, 2 min … 2 h: the twentieth try is a day after the first.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
MOST_ATTEMPTS = 20
# A sweep hands its worker back after this, so that a slow relay does not hold up the clocks.
SWEEP_SECONDS = 20.0
_CHANCE = secrets.SystemRandom()


def _reference_of(outgoing_id: int) -> str:
    found = Outgoing.objects.filter(pk=outgoing_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


SENDING = Sweep(code="channels.send", title=_("Send a letter of the outbox"), label=_reference_of)


def deliver(outgoing_id: int, *, now: datetime) -> Outgoing:
    """Hand one message over; a second run finds it sent, or at work elsewhere, and does nothing.

    Must not run inside a transaction: the claim is committed before anything leaves the house.
    """
    rows = _claim(Outgoing.objects.filter(pk=outgoing_id), now=now)
    if not rows:
        return Outgoing.objects.get(pk=outgoing_id)
    _end([_attempt(rows[0], _ahead(rows, now=now), now=now)], now=now)
    return rows[0]


def sweep(*, now: datetime, limit: int) -> int:
    """Hand over up to `limit` messages that are due, earliest first, and return how many were tried.

    Any number of sweeps may run side by side. Stops early where the relay does not answer. A message that
    breaks its composing off is put aside, and in the end given up like one that nobody takes.
    """
    started = time.monotonic()
    holding.hold_after_restore(now=now)
    tried = one_by_one(SENDING, (), partial(deliver, now=now), now=now)
    while tried < limit and (elapsed := time.monotonic() - started) < SWEEP_SECONDS:
        moment = now + timedelta(seconds=elapsed)
        fresh = Outgoing.objects.exclude(pk__in=stuck(SENDING))
        claimed_at = time.monotonic()
        rows = _claim(fresh, now=moment, most=min(CLAIMED, limit - tried))
        if not rows:
            break
        done, is_away = _attempt_all(rows, claimed_at, now=moment)
        tried += done
        if is_away:
            break
    return tried


def _claim(rows: QuerySet[Outgoing], *, now: datetime, most: int = 1) -> list[Outgoing]:
    """Take the earliest due rows for LEASE, with their Message-IDs fixed before the first try.

    A row whose lease ran out was in the hands of a process that died, perhaps of it: it is taken alone, so
    that those beside it lose no more than one try.
    """
    with transaction.atomic(durable=True):
        claimed = list(
            (rows & Outgoing.objects.due(now))
            .select_related(
                "conversation", "contact_point__customer", "recipient", "message__author"
            )
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at", "pk")[:most]
        )
        if claimed and claimed[0].leased_until is None:
            claimed = [row for row in claimed if row.leased_until is None]
        else:
            claimed = claimed[:1]
        for row in claimed:
            row.leased_until = now + LEASE
            row.attempts += 1
            row.mail_message_id = row.mail_message_id or sending.message_id_of(row)
        if claimed:
            ending.save_claims(claimed)
    return claimed


def _attempt_all(rows: Sequence[Outgoing], claimed_at: float, *, now: datetime) -> tuple[int, bool]:
    """Try what was claimed together; say how many were tried, and whether the relay is away."""
    ahead = _ahead_or_none(rows, now=now)
    if sending.leaves_the_house() or any(row.kind != ContactKind.EMAIL for row in rows):
        return _attempt_in_turn(rows, ahead, claimed_at, now=now)
    by_id = {row.pk: row for row in rows}

    def keep(ids: Sequence[int]) -> None:
        with transaction.atomic():
            with sending.kept_together():
                endings = [_attempt(by_id[pk], ahead, now=now) for pk in ids]
            _end(endings, now=now)

    at_once(SENDING, list(by_id), keep, now=now)
    return len(rows), False


def _attempt_in_turn(
    rows: Sequence[Outgoing], ahead: "_Ahead | None", claimed_at: float, *, now: datetime
) -> tuple[int, bool]:
    """Each is marked as soon as it has left the house, for a crash sends again what is not marked."""

    def attempt(row: Outgoing) -> bool:
        result = _attempt(row, ahead, now=now)
        _end([result], now=now)
        return result.is_away

    for number, row in enumerate(rows):
        # One of each claim is tried, or nothing would go out where looking up takes long.
        if number and time.monotonic() - claimed_at > PATIENCE:
            ending.give_back(rows[number:])
            return number, False
        if spared(SENDING, row.pk, partial(attempt, row), now=now):
            ending.give_back(rows[number + 1 :])
            return number + 1, True
    return len(rows), False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ahead:
    """What was looked up for some claimed rows at once: how each stands, and which are too many."""

    circumstances: Mapping[int, composing.Circumstances]
    floods: frozenset[int]


def _ahead(rows: Sequence[Outgoing], *, now: datetime) -> _Ahead:
    # Whatever has broken off often enough is given up, and takes nobody's place.
    tried = [row for row in rows if row.attempts <= MOST_ATTEMPTS]
    known = composing.circumstances_of_many(tried, now=now)
    sources = {pk: one.source for pk, one in known.items()}
    return _Ahead(circumstances=known, floods=throttling.floods(tried, sources, now=now))


def _ahead_or_none(rows: Sequence[Outgoing], *, now: datetime) -> _Ahead | None:
    """None where one of them cannot be looked up: then each is by itself, and that one is put aside."""
    return for_all(partial(_ahead, rows, now=now))


def _attempt(row: Outgoing, ahead: _Ahead | None, *, now: datetime) -> Ending:
    """Try once, and say how it went."""
    if row.attempts > MOST_ATTEMPTS:
        # Every try before this one ended without a word: its process was killed, or it raised.
        return Ending(row=row, state=OutboxState.DEAD, why=row.last_error or "each try broke off")
    ahead = ahead or _ahead([row], now=now)
    circumstances = ahead.circumstances[row.pk]
    if row.pk in ahead.floods:
        return Ending(row=row, state=OutboxState.HELD)
    is_text = row.kind == ContactKind.PHONE
    if is_text and (held := texting.held_up(row, circumstances.zone, now=now)):
        return held
    try:
        letter = composing.compose(row, circumstances, now=now)
        receipt = handing_over.hand_over(row, letter, now=now)
    except (DeliveryDelayed, DeliveryRefused) as error:
        if is_text and not isinstance(error, AnswerLost):
            texting.take_back(row, now=now)
        return _not_sent(row, error)
    return Ending(
        row=row, state=OutboxState.SENT, receipt=receipt, source=circumstances.source,
        notice=letter.notice,
    )  # fmt: skip


def _not_sent(row: Outgoing, error: DeliveryDelayed | DeliveryRefused) -> Ending:
    if isinstance(error, DeliveryDelayed):
        is_away = isinstance(error, RelayAway)
        return Ending(row=row, state=OutboxState.PENDING, why=str(error), is_away=is_away)
    return Ending(row=row, state=OutboxState.DEAD, why=str(error), is_refused=True)


def _end(endings: Sequence[Ending], *, now: datetime) -> None:
    """Write down how tries went: later again, by another way at once, or over."""
    over = []
    for one in endings:
        if one.until is not None:
            _wait(one.row, one.until, one.why)
        elif one.state == OutboxState.PENDING and one.row.attempts < MOST_ATTEMPTS:
            _postpone(one.row, one.why, now=now)
        elif one.state == OutboxState.PENDING:
            over.append(replace(one, state=OutboxState.DEAD))
        elif not (one.is_refused and _go_around(one.row, one.why, now=now)):
            over.append(one)
    ending.finish(over, now=now)


def _postpone(row: Outgoing, why: str, *, now: datetime) -> None:
    row.due_at = now + pause_after(row.attempts)
    row.last_error, row.leased_until = why, None
    ending.still_ours(row).update(due_at=row.due_at, last_error=why, leased_until=None)


def _wait(row: Outgoing, until: datetime, why: str) -> None:
    """Leave a message for a better hour; that was no try of its."""
    tries = row.attempts - 1
    ending.still_ours(row).update(due_at=until, last_error=why, leased_until=None, attempts=tries)
    row.due_at, row.last_error, row.leased_until, row.attempts = until, why, None, tries


@transaction.atomic
def _go_around(row: Outgoing, why: str, *, now: datetime) -> bool:
    """Let a message go by mail at once where its messenger is closed; false where there is no mail."""
    closed, point = row.kind, reaching.way_around(row)
    if point is None:
        return False
    row.contact_point, row.kind, row.instead_of = point, point.kind, closed
    row.due_at, row.last_error, row.leased_until, row.receipt = now, why, None, ""
    changed = ending.still_ours(row).update(
        contact_point=point, kind=point.kind, instead_of=closed, due_at=now, last_error=why,
        leased_until=None, receipt="",
    )  # fmt: skip
    if changed:
        ending.note([row], "outgoing.redirected", now=now)
        ending.ring(outgoing_enqueued, row)
    return True


def pause_after(attempts: int) -> timedelta:
    """Double with each try up to LONGEST_PAUSE, a quarter more or less by chance."""
    doublings = min(attempts - 1, 16)
    pause: timedelta = min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    return pause * _CHANCE.uniform(0.75, 1.25)
