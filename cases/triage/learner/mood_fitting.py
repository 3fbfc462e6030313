"""Fitting moods from sentences labelled positive, negative or neutral; needs scikit-learn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.triage.learner.characters import learn_characters
from cases.triage.learner.fitting import table_of
from cases.triage.learner.moods import Line, Moods
from cases.triage.learner.texts import Labelled, Texts, texts_of

# A label of the own customers counts as much as so many of the sentences that came with a package.
LOCAL_WEIGHT = 3.0
# A run in fewer sentences says more of its sentence than of moods.
SEEN_IN = 4
_CHARACTERS_C, _SENTENCES_C, _PLAIN_C = 4.0, 4.0, 4.0


def fit_moods(given: Sequence[Labelled]) -> Moods:
    """Fit moods to texts labelled positive, negative and, where there are such, neutral."""
    texts = texts_of(given)
    neutral = texts.labels.index("neutral") if "neutral" in texts.labels else -1
    felt = texts.only(np.flatnonzero(texts.truth != neutral))
    is_good = felt.truth == texts.labels.index("positive")
    characters = learn_characters(felt.levels, seen_in=SEEN_IN if len(felt) > 1_000 else 1)
    table = table_of(characters, felt.levels)
    return Moods(
        characters=characters,
        by_characters=_line(table, is_good, felt, _CHARACTERS_C),
        by_sentences=None
        if felt.sentences is None
        else _line(felt.sentences, is_good, felt, _SENTENCES_C),
        plain=_plain(texts, neutral),
    )


def _plain(texts: Texts, neutral: int) -> Line | None:
    """Tell what feels nothing; both sides weigh the same, however few were written as neutral."""
    if texts.sentences is None or neutral < 0:
        return None
    is_plain = texts.truth == neutral
    weights = np.where(is_plain, (~is_plain).sum() / is_plain.sum(), 1.0)
    return _fitted(texts.sentences, is_plain, weights, _PLAIN_C)


def _line(features: Any, is_first: NDArray[np.bool_], texts: Texts, strength: float) -> Line:
    return _fitted(features, is_first, texts.weights, strength)


def _fitted(features: Any, is_first: NDArray[np.bool_], weights: Any, strength: float) -> Line:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=strength, max_iter=1_000)
    fitted.fit(features, is_first, sample_weight=weights)
    return Line(weights=fitted.coef_[0].astype(np.float32), bias=float(fitted.intercept_[0]))
