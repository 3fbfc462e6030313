"""Staffing: who takes chats now."""

from datetime import datetime, timedelta

from django.db import transaction

from channels.models import ChatPresence
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

BEAT_EVERY = timedelta(seconds=20)


@transaction.atomic
def be_available(actor: User, *, is_available: bool, now: datetime) -> ChatPresence:
    """Say that one takes chats, or does not. Raises NotAllowed."""
    presence = own(actor, now=now)
    if presence.is_available != is_available:
        presence.is_available, presence.since = is_available, now
        verb = "chat.available" if is_available else "chat.away"
        record([Entry(verb=verb, subject=f"user:{actor.pk}", actor=name_of(actor))], now=now)
    presence.seen_at = now
    presence.save()
    return presence


def beat(actor: User, *, now: datetime) -> None:
    """Note that somebody's page is open; whoever does not take chats has nothing to say."""
    stale = ChatPresence.objects.filter(user=actor, seen_at__lt=now - BEAT_EVERY)
    if stale.exists():
        stale.update(seen_at=now)


def own(actor: User, *, now: datetime) -> ChatPresence:
    """Lock somebody's own line, so that they take one chat at a time. Raises NotAllowed."""
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    ChatPresence.objects.get_or_create(user=actor, defaults={"since": now, "seen_at": now})
    return ChatPresence.objects.select_for_update(of=("self",)).get(user=actor)


def is_gone(person_id: int | None, *, now: datetime) -> bool:
    """Whether nothing was heard of somebody's page for so long, or they work here no more."""
    return not ChatPresence.objects.heard_of(now).filter(user=person_id).exists()


def is_somebody_there(*, now: datetime, store_id: int | None) -> bool:
    """Whether anybody takes chats of this store (None: of none in particular), with room or without."""
    return ChatPresence.objects.there(now).reaching(store_id).exists()
