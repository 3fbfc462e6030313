"""Which cases a visitor's session has opened with a code, and until when; the code itself is not kept."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

KEY = "opened"
VALID_FOR = timedelta(hours=2)


def remember(
    session: SessionBase, reference: str, *, version: int, now: datetime,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Open a case to this session; `version` is that of the code used, so revoking it shuts the case.

    `until` is for what was opened by less than its own code; it does not shorten what that code opened.
    """
    opened = {
        known: entry for known, entry in session.get(KEY, {}).items() if entry[0] > now.timestamp()
    }
    known_until, opened_with = opened.get(reference, (0, version))
    opens_until = (until or now + VALID_FOR).timestamp()
    if opened_with == version:
        opens_until = max(opens_until, known_until)
    opened[reference] = [opens_until, version]
    session[KEY] = opened


def was_opened(session: SessionBase, reference: str, *, now: datetime) -> bool:
    """Whether this session opened the case not long ago, by a code that may have been revoked since."""
    until, _opened_with = session.get(KEY, {}).get(reference, (0, 0))
    return bool(until > now.timestamp())


def is_open(session: SessionBase, reference: str, *, version: int, now: datetime) -> bool:
    """Whether this session opened the case with the code in force, not long ago."""
    _until, opened_with = session.get(KEY, {}).get(reference, (0, 0))
    return was_opened(session, reference, now=now) and opened_with == version


def forget(session: SessionBase, reference: str) -> None:
    """Shut a case again, for somebody who leaves a shared device."""
    opened = dict(session.get(KEY, {}))
    if opened.pop(reference, None):
        session[KEY] = opened
