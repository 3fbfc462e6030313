"""Who is signed in: session and person, which every page of staff asks for, by queries that are kept."""

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User

_SESSIONS, _PEOPLE = Kept[Any](), Kept[Any]()


class SessionStore(db.SessionStore):
    """Django's sessions in the database; this module is settings.SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        for session in _SESSIONS.ask(_session, key=str(self.session_key), now=timezone.now()):
            return session  # type: ignore[no-any-return]
        self._session_key = None
        return None


class StaffBackend(ModelBackend):
    """Django's own way to sign in."""

    def get_user(self, user_id: int) -> User | None:
        """Give whoever a session belongs to, as long as they may sign in."""
        user = next(iter(_PEOPLE.ask(_person, pk=int(user_id))), None)
        return user if user is not None and self.user_can_authenticate(user) else None


def _session(key: str, now: datetime) -> "QuerySet[Session]":
    return Session.objects.filter(session_key=key, expire_date__gt=now)


def _person(pk: int) -> "QuerySet[User]":
    return User.objects.filter(pk=pk)
