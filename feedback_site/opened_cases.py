"""Which cases a visitor's session has opened with a code, and until when; the code itself is not kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.contrib.sessions.backends.base import SessionBase

# Each case is a key of its own: what two requests open or shut at once are two changes (decisions/0061).
_KEY = "opened "
# What was written on a case that takes it no more, until it is told anew; shown only while that case is open.
_WORDS = "words of "
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
    forget_words(session, reference)


def keep_words(session: SessionBase, reference: str, text: str) -> None:
    """Keep what came too late for a case, for the form that opens one anew."""
    session[_WORDS + reference] = text


def kept_words(session: SessionBase, reference: str) -> str:
    """Give what came too late for a case; the caller has asked whether it is open."""
    return str(session.get(_WORDS + reference, ""))


def forget_words(session: SessionBase, reference: str) -> None:
    """Drop what came too late, once it was told anew."""
    session.pop(_WORDS + reference, None)
