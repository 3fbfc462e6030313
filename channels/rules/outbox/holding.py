"""Holding: what was written before the database was restored waits until an administrator has decided.

The mail may have gone out after the backup was made; nobody but a person can know whether twice is worse
than never.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from channels.errors import NothingToSend
from channels.kinds import HoldReason, OutboxState
from channels.models import Outgoing
from channels.models.outbox import CurrentLife, ThisLife
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# No database lives this life (decisions/0004, operations.md).
_EARLIER = 0


def hold_after_restore(*, now: datetime) -> int:
    """Hold what waits to be sent and was written in an earlier life of the database; count it.

    Until then nothing of it goes out either: `due` leaves it out. A second call finds nothing.
    """
    return _hold(Outgoing.objects.pending().exclude(life=ThisLife()), actor=None, now=now)


def hold_everything(*, now: datetime) -> int:
    """Hold all that waits to be sent, as after a restore that the database cannot show by itself.

    It is of an earlier life from now on: recalled and put back, it waits for the decision again.
    """
    return _hold(Outgoing.objects.pending(), actor=None, now=now)


def release_held(rows: QuerySet[Outgoing], *, actor: User, now: datetime) -> int:
    """Let those of `rows` that were held after a restore go out; count them.

    Raises NotAllowed for anybody but an administrator, NothingToSend where there are none.
    """
    values = {
        "state": OutboxState.PENDING, "hold_reason": "", "life": CurrentLife(), "attempts": 0,
        "due_at": now, "leased_until": None,
    }  # fmt: skip
    return _decide(rows, values, "outgoing.released", actor=actor, now=now)


def withdraw_held(rows: QuerySet[Outgoing], *, actor: User, now: datetime) -> int:
    """Decide that those of `rows` that were held after a restore never go out; count them.

    Raises as `release_held` does.
    """
    values = {"state": OutboxState.RECALLED, "hold_reason": ""}
    return _decide(rows, values, "outgoing.recalled", actor=actor, now=now)


@transaction.atomic
def _decide(
    rows: QuerySet[Outgoing], values: Mapping[str, object], verb: str, *, actor: User, now: datetime
) -> int:
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed
    held = Outgoing.objects.held_after_restore().filter(pk__in=rows.values("pk"))
    ids = _lock(held)
    if not ids:
        raise NothingToSend
    Outgoing.objects.filter(pk__in=ids).update(**values)
    _record(ids, verb, actor=actor, now=now)
    return len(ids)


@transaction.atomic
def _hold(rows: QuerySet[Outgoing], *, actor: User | None, now: datetime) -> int:
    ids = _lock(rows)
    if ids:
        Outgoing.objects.filter(pk__in=ids).update(
            state=OutboxState.HELD,
            hold_reason=HoldReason.RESTORED,
            leased_until=None,
            life=_EARLIER,
        )
        _record(ids, "outgoing.held", actor=actor, now=now)
    return len(ids)


def _lock(rows: QuerySet[Outgoing]) -> list[int]:
    """In one order, so that two who decide at once do not wait for each other."""
    return list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def _record(ids: list[int], verb: str, *, actor: User | None, now: datetime) -> None:
    body = {"because": HoldReason.RESTORED}
    who = name_of(actor)
    record(
        [Entry(verb=verb, subject=f"outgoing:{pk}", actor=who, body=body) for pk in ids], now=now
    )
