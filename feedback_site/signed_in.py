"""Who is signed in: session and person, which every page of staff asks for, by queries that are kept.

What requests write into a session at once is put together (docs/decisions/0061-sessions-are-put-together.md).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User

_SESSIONS, _PEOPLE = Kept[Any](), Kept[Any]()


class SessionStore(db.SessionStore):
    """Django's sessions in the database; this module is settings.SESSION_ENGINE.

    Django writes the whole session back as a request found and changed it; here only what it changed.
    """

    # As this request found the row, or wrote it last; None for a session that has no row yet.
    _found: str | None = None
    _is_cleared = False

    def load(self) -> dict[str, Any]:
        """Give what the session holds, and note how it was found."""
        row = self._get_session_from_db()
        self._found = row.session_data if row else None
        return self._read(self._found)

    def save(self, must_create: bool = False) -> None:
        """Write what this request changed, beside what others wrote meanwhile.

        Raises UpdateError where the session was ended meanwhile, CreateError where a new key is taken.
        """
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if must_create:
            _insert(row)
        elif not self._is_as_found(row):
            row = self._put_together()
        self._found, self._is_cleared = row.session_data, False

    def clear(self) -> None:
        """Drop all that the session holds, and all that others put into it meanwhile."""
        super().clear()
        self._is_cleared = True

    def cycle_key(self) -> None:
        """Go on under a new key with what is stored now and what this request changed.

        Of a session that was ended meanwhile nothing is brought back.
        """
        self._get_session()  # type: ignore[attr-defined]
        with transaction.atomic():
            earlier = self._locked()
            self._session_cache = self._merged(earlier)
            self.create()
            if earlier is not None:
                earlier.delete()

    def _get_session_from_db(self) -> Session | None:
        for session in _SESSIONS.ask(_session, key=str(self.session_key), now=timezone.now()):
            return session  # type: ignore[no-any-return]
        self._session_key = None
        return None

    def _is_as_found(self, row: AbstractBaseSession) -> bool:
        """Write the session, unless somebody else wrote it since: one statement, as Django needs."""
        found = Session.objects.filter(pk=row.pk, session_data=self._found or "")
        return bool(found.update(session_data=row.session_data, expire_date=row.expire_date))

    @transaction.atomic
    def _put_together(self) -> AbstractBaseSession:
        stored = self._locked()
        if stored is None:
            raise UpdateError
        self._session_cache = self._merged(stored)
        row = self.create_model_instance(self._session_cache)
        row.save(force_update=True)
        return row

    def _locked(self) -> Session | None:
        return Session.objects.select_for_update().filter(pk=self.session_key).first()

    def _merged(self, stored: Session | None) -> dict[str, Any]:
        # Compared as they would be read again: a tuple comes back as a list.
        now = self.decode(self.encode(self._get_session()))  # type: ignore[attr-defined]
        if self._is_cleared:
            return now
        return merged(
            self._read(self._found), now, self._read(stored.session_data if stored else None)
        )

    def _read(self, data: str | None) -> dict[str, Any]:
        return self.decode(data) if data else {}


class StaffBackend(ModelBackend):
    """Django's own way to sign in."""

    def get_user(self, user_id: int) -> User | None:
        """Give whoever a session belongs to, as long as they may sign in."""
        user = next(iter(_PEOPLE.ask(_person, pk=int(user_id))), None)
        return user if user is not None and self.user_can_authenticate(user) else None


def merged(
    found: Mapping[str, Any], now: Mapping[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what is stored, with what one request changed from what it found to what it has now.

    Key by key; of a list member by member. All else is one thing, and the later writer's.
    """
    together = dict(stored)
    for key in found.keys() - now.keys():
        together.pop(key, None)
    for key, value in now.items():
        if key not in found or found[key] != value:
            together[key] = _joined(found.get(key), value, stored.get(key))
    return together


def _joined(found: Any, now: Any, stored: Any) -> Any:
    """What either took out stays out; what this request added stands last."""
    if not isinstance(now, list):
        return now
    found, stored = found or [], stored or []
    others = [one for one in stored if one in now or one not in found]
    return others + [one for one in now if one not in found and one not in stored]


def _insert(row: AbstractBaseSession) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise CreateError from taken


def _session(key: str, now: datetime) -> "QuerySet[Session]":
    return Session.objects.filter(session_key=key, expire_date__gt=now)


def _person(pk: int) -> "QuerySet[User]":
    return User.objects.filter(pk=pk)
