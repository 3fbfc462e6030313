"""Which review is which: the same one comes again with every file and every fetch."""

import hashlib

from channels.adapters.social.cells import Reading

# The column holds 255; what stands before an identity needs a little.
_LONGEST = 240


def of_account(account_id: int) -> str:
    """Name a source that we go to: what its ids mean, only it knows."""
    return f"account:{account_id}"


def of_source(source: str) -> str:
    """Name a source that a file speaks of; how it is spaced and written large makes no other one."""
    return f"source:{' '.join(source.split()).casefold()}"


def identity_of(reading: Reading, *, origin: str) -> str:
    """Tell whether two rows are the same review: by its id at its source, else by author, words and day.

    Where there are no words the stars stand for them.
    """
    identity = f"{origin} {_own(reading)}"
    return identity if len(identity) <= _LONGEST else f"{origin} {_digest(identity)}"


def _own(reading: Reading) -> str:
    if reading.external_id:
        return f"id:{reading.external_id}"
    words = " ".join(f"{reading.title} {reading.text}".split())
    day = reading.posted_at.date().isoformat() if reading.posted_at else ""
    return f"same:{_digest(reading.author, words or reading.stars_given, day)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
