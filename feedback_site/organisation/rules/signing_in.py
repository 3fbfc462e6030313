"""Signing in: so many tries and then a pause, for each address and for each name tried from it.

A name that nobody has is counted like one that somebody has, so that the pause gives nothing away; names are
counted for each address by itself, so that nobody can lock a colleague out from elsewhere.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Value, When

from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.organisation.errors import SignInLocked
from feedback_site.organisation.models import SignInCount, User

WINDOW = timedelta(minutes=15)
# Longer than any window or lock: of no use to anybody any more.
FORGET_AFTER = timedelta(days=1)
# In one statement, so that tries at the same moment in several processes are all counted.
_COUNT = """
INSERT INTO organisation_signincount AS known (key, tries, began_at, locked_until)
VALUES (%(key)s, 1, %(now)s, CASE WHEN %(limit)s <= 1 THEN %(lock)s END)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN {over} THEN 1 ELSE known.tries + 1 END,
    began_at = CASE WHEN {over} THEN excluded.began_at ELSE known.began_at END,
    locked_until = CASE WHEN {over} THEN excluded.locked_until
                        WHEN known.tries + 1 = %(limit)s THEN %(lock)s
                        ELSE known.locked_until END
RETURNING tries, locked_until
""".format(over="coalesce(known.locked_until, known.began_at + %(window)s) <= %(now)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try that was let through; `again_at` is set where it was the last one for a while."""

    username: str
    name_key: str
    address_key: str
    again_at: datetime | None = None


def take_try(*, username: str, source: str, now: datetime) -> Try:
    """Count a try before the password is looked at, so that many at once get no further than one by one.

    `source` names the address, hashed. Raises SignInLocked where there were too many.
    """
    name_key, address_key = _key("name", username.lower(), source), _key("address", source)
    locks = [
        _count(name_key, settings.SIGN_IN_TRIES, now=now),
        _count(address_key, settings.SIGN_IN_TRIES_OF_ADDRESS, now=now),
    ]
    again_at = max((lock for lock in locks if lock is not None), default=None)
    return Try(username=username, name_key=name_key, address_key=address_key, again_at=again_at)


@transaction.atomic
def give_back(one: Try, *, now: datetime) -> None:
    """It worked: the name's tries are forgotten, and this one is not held against the address."""
    SignInCount.objects.filter(pk=one.name_key).delete()
    limit = settings.SIGN_IN_TRIES_OF_ADDRESS
    SignInCount.objects.filter(pk=one.address_key, tries__gt=0).update(
        tries=F("tries") - 1,
        locked_until=Case(When(tries__gt=limit, then=F("locked_until")), default=Value(None)),
    )
    SignInCount.objects.filter(began_at__lt=now - FORGET_AFTER).delete()


@transaction.atomic
def fail(one: Try, *, now: datetime) -> SignInLocked | None:
    """It did not work: give the pause that follows where that was the last try, which the ledger is told."""
    if one.again_at is None:
        return None
    # Asked for every name, so that one that nobody has takes no less time.
    person = User.objects.filter(username=one.username).values_list("pk", flat=True).first()
    subject = f"user:{person}" if person else f"sign_in:{one.name_key[:16]}"
    body = {"address": one.address_key[:16], "until": one.again_at.isoformat()}
    record([Entry(verb="sign_in.locked", subject=subject, body=body)], now=now)
    return SignInLocked(again_at=one.again_at, now=now)


def _count(key: str, limit: int, *, now: datetime) -> datetime | None:
    """Count one more; give until when nothing more is taken where this was the last."""
    values: dict[str, Any] = {
        "key": key, "now": now, "limit": limit, "window": WINDOW,
        "lock": now + timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        tries, locked_until = cursor.fetchone()
    if tries > limit:
        raise SignInLocked(again_at=locked_until, now=now)
    return locked_until if tries == limit else None


def _key(*parts: str) -> str:
    """`source` is a keyed hash, so nobody finds address or name from this one."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
