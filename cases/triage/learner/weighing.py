"""How much a run of characters tells: one that is as frequent under every label tells nothing.

Each run weighs by how far apart labels lie in it: the spread, over labels, of the logarithm of how much
more frequent it is under one than under all others (the ratio of Wang & Manning 2012, here for many labels).
"""

from dataclasses import replace
from typing import Any

import numpy as np

from cases.triage.learner.characters import Characters
from cases.triage.learner.texts import Texts

# A run that was not seen under a label is taken as seen half a time.
_UNSEEN = 0.5
# None weighs nothing, or a text of such runs alone would have no length.
_LEAST = 0.05


def weighed(characters: Characters, table: Any, texts: Texts) -> Characters:
    """Let runs weigh by what they tell; `table` holds a row of runs for each text, before weighing."""
    seen, truth = np.unique(texts.truth, return_inverse=True)
    counts = np.zeros((len(seen), len(truth)))
    counts[truth, np.arange(len(truth))] = texts.weights
    under = np.asarray(counts @ (table > 0))
    within, others = _logs(under), _logs(under.sum(axis=0) - under)
    told = np.maximum((within - others).std(axis=0), _LEAST)
    return replace(characters, rarity=(characters.rarity * told).astype(np.float32))


def _logs(under: Any) -> Any:
    """Logarithms of how frequent each run is among all runs."""
    known = under + _UNSEEN
    return np.log(known / known.sum(axis=1, keepdims=True))
