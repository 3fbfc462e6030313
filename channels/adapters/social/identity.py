"""Which review is which: the same one comes again with every file and every fetch."""

import hashlib
from collections import Counter

from channels.adapters.social.cells import Reading
from feedback_site.privacy.sealing import blind_index

# The column holds 255; what stands before an identity needs a little.
_LONGEST = 240


def of_account(account_id: int) -> str:
    """Name a source that we go to: what its ids mean, only it knows."""
    return f"account:{account_id}"


def of_source(source: str) -> str:
    """Name a source that a file speaks of; how it is spaced and written large makes no other one."""
    return f"source:{' '.join(source.split()).casefold()}"


def identity_of(reading: Reading, *, origin: str, store: str, before: Counter[str]) -> str:
    """Tell whether two rows are the same review: by its id at its source, or what else tells them apart.

    Without an id that is author, words, day, store and address; where there are no words the stars stand
    for them, and where there is no author the stars count as well. Rows that are alike even so are
    numbered: `before` counts those of the same file.
    """
    if reading.external_id:
        identity = f"{origin} id:{reading.external_id}"
        return identity if len(identity) <= _LONGEST else f"{origin} {_digest(identity)}"
    identity = f"{origin} {_alike(reading, store)}"
    before[identity] += 1
    return identity if before[identity] == 1 else f"{identity}:{before[identity]}"


def says_of(reading: Reading) -> dict[str, str]:
    """Digest what may change under one identity; what is not said is left out.

    By our key: the digests are not sealed, and few words may be guessed.
    """
    said = {
        "words": _words(reading),
        "stars": "" if reading.stars is None else f"{reading.stars:.1f}",
        "reply": " ".join(reading.reply.split()),
    }
    return {
        part: blind_index(f"review {part}", text).hex()[:24] for part, text in said.items() if text
    }


def _alike(reading: Reading, store: str) -> str:
    day = reading.posted_at.date().isoformat() if reading.posted_at else ""
    stars = "" if reading.author else reading.stars_given
    said = _digest(reading.author, _words(reading) or reading.stars_given, day)
    return f"same:{said}:{_digest(store, reading.url, stars)[:16]}"


def _words(reading: Reading) -> str:
    """Give what a review says, however its title and its lines are set."""
    return " ".join(f"{reading.title} {reading.text}".split())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
