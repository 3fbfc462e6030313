"""Shutting a store against its calendar, and opening it again; whoever times cases recomputes them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.errors import AlreadyOpen, NoSuchClosure
from feedback_site.organisation.models import Store, StoreClosure, User
from feedback_site.organisation.roles import Ability

# A closure is told when it happens, or a few days late; what is longer ago is an edit of the calendar.
LATEST = timedelta(days=7)
LONGEST = timedelta(days=31)


def drafted(
    store: Store, *, begins_at: datetime, ends_at: datetime, reason: str, actor: User, now: datetime
) -> StoreClosure:
    """Give a closure as it would be, unsaved. Raises NotAllowed, and NoSuchClosure for a wrong span."""
    _require(store.pk, actor)
    span = ends_at - begins_at
    if not (timedelta() < span <= LONGEST and begins_at >= now - LATEST and ends_at > now):
        raise NoSuchClosure
    if not reason.strip():
        raise NoSuchClosure
    return StoreClosure(
        store=store, begins_at=begins_at, ends_at=ends_at, reason=reason.strip()[:200],
        closed_by=actor, recorded_at=now,
    )  # fmt: skip


@transaction.atomic
def shut_store(
    store_id: int, *, begins_at: datetime, ends_at: datetime, reason: str, actor: User,
    now: datetime,
) -> StoreClosure:  # fmt: skip
    """Shut a store; raises as `drafted`. Limits on its hours are recomputed by the caller."""
    store = Store.objects.select_for_update().get(pk=store_id)
    closure = drafted(
        store, begins_at=begins_at, ends_at=ends_at, reason=reason, actor=actor, now=now
    )
    closure.save()
    body = {
        "store": store.code, "from": begins_at.isoformat(), "until": ends_at.isoformat(),
        "reason": closure.reason,
    }  # fmt: skip
    _record("store.shut", closure, actor, body, now=now)
    return closure


@transaction.atomic
def open_store(closure_id: int, *, actor: User, now: datetime) -> StoreClosure:
    """Open a store earlier than was said. Raises NotAllowed, AlreadyOpen."""
    closure = StoreClosure.objects.select_for_update().get(pk=closure_id)
    _require(closure.store_id, actor)
    if closure.lifted_at is not None or closure.ends_at <= now:
        raise AlreadyOpen
    closure.lifted_at, closure.lifted_by = now, actor
    closure.save(update_fields=["lifted_at", "lifted_by"])
    _record("store.opened", closure, actor, {}, now=now)
    return closure


def _require(store_id: int, actor: User) -> None:
    reach = actor.reach
    if not actor.can(Ability.SUPERVISE) or not (reach.everything or store_id in reach.stores):
        raise NotAllowed


def _record(
    verb: str, closure: StoreClosure, actor: User, body: Mapping[str, object], *, now: datetime
) -> None:
    entry = Entry(verb=verb, subject=f"closure:{closure.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
