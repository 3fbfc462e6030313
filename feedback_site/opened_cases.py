"""Which cases a visitor's session has opened with a code, and until when; the code itself is not kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.contrib.sessions.backends.base import SessionBase

# Each case is a key of its own: what two requests open or shut at once are two changes (decisions/0061).
_KEY = "opened "
VALID_FOR = timedelta(hours=2)
_SHUT: Mapping[str, float] = MappingProxyType({"until": 0.0, "version": 0})


def remember(
    session: SessionBase, reference: str, *, version: int, now: datetime,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Open a case to this session; `version` is that of the code used, so revoking it shuts the case.

    `until` is for what was opened by less than its own code; it does not shorten what that code opened.
    """
    for key in [key for key in dict(session.items()) if key.startswith(_KEY)]:
        if session[key]["until"] <= now.timestamp():
            del session[key]
    known = session.get(_KEY + reference, _SHUT)
    opens_until = (until or now + VALID_FOR).timestamp()
    if known["version"] == version:
        opens_until = max(opens_until, known["until"])
    session[_KEY + reference] = {"until": opens_until, "version": version}


def was_opened(session: SessionBase, reference: str, *, now: datetime) -> bool:
    """Whether this session opened the case not long ago, by a code that may have been revoked since."""
    return bool(session.get(_KEY + reference, _SHUT)["until"] > now.timestamp())


def is_open(session: SessionBase, reference: str, *, version: int, now: datetime) -> bool:
    """Whether this session opened the case with the code in force, not long ago."""
    opened_with = session.get(_KEY + reference, _SHUT)["version"]
    return was_opened(session, reference, now=now) and opened_with == version


def forget(session: SessionBase, reference: str) -> None:
    """Shut a case again, for somebody who leaves a shared device."""
    session.pop(_KEY + reference, None)
