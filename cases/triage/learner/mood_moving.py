"""Moving the shipped moods towards what people of this site decided; needs scipy, so workers only.

The sentences that the shipped moods were fitted to are not part of the product; their weights are. So both
learners are fitted again with these weights as what is believed before: each local label counts as much as
LOCAL_WEIGHT sentences, and how firmly the weights hold against them is chosen by labels left out. Always
from the shipped ones and all labels, never from an earlier version.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.triage.learner.fitting import table_of
from cases.triage.learner.mood_fitting import LOCAL_WEIGHT
from cases.triage.learner.mood_judging import judgement_of_moods
from cases.triage.learner.moods import NEUTRAL_WITHIN, Line, Moods, band_of, is_foreign
from cases.triage.learner.texts import Labelled
from cases.triage.normalising import normalise

# From so many labels on the threshold of neutral and the balance of good and bad are the site's own.
LEAST_FOR_THRESHOLD = 100
FOLDS = 5
# How firmly the shipped weights hold: as a multiple of half the squared distance from them.
FIRMNESS = (1.0, 4.0, 16.0, 64.0)
_THRESHOLDS = tuple(round(0.05 * n, 2) for n in range(1, 11))
_BALANCES = tuple(round(0.25 * n, 2) for n in range(-6, 7))
_Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesson:
    """Local labels with what the learners read of them; `meaning` is None without the vectors."""

    labels: NDArray[Any]
    weights: NDArray[Any]
    runs: Any
    meaning: Any
    foreign: _Bools

    def only(self, places: NDArray[Any]) -> "_Lesson":
        return replace(
            self, labels=self.labels[places], weights=self.weights[places], runs=self.runs[places],
            meaning=None if self.meaning is None else self.meaning[places],
            foreign=self.foreign[places],
        )  # fmt: skip


def move_moods(
    base: Moods, given: Sequence[Labelled], vectors: Callable[[Sequence[str]], Any]
) -> Moods:
    """Fit moods to local labels around what was believed; `vectors` makes those of levelled texts.

    Raises ValueError without a label.
    """
    if not given:
        raise ValueError("at least one label is needed")
    lesson = _lesson(base, given, vectors)
    left_out = {firm: _left_out(base, lesson, firm) for firm in FIRMNESS}
    fits = {
        firm: _fit_of(scores, lesson.labels, len(given) >= LEAST_FOR_THRESHOLD)
        for firm, scores in left_out.items()
    }
    firm = max(FIRMNESS, key=lambda one: (fits[one][0], one))
    _quality, balance, within = fits[firm]
    return replace(_moved(base, lesson, firm), balance=balance, within=within)


def _lesson(
    base: Moods, given: Sequence[Labelled], vectors: Callable[[Sequence[str]], Any]
) -> _Lesson:
    levels = [normalise(one.text) for one in given]
    meaning = None if base.by_sentences is None else vectors(levels)
    return _Lesson(
        labels=np.array([one.label for one in given]),
        weights=np.array([LOCAL_WEIGHT * one.weight for one in given]),
        runs=table_of(base.characters, levels),
        meaning=meaning,
        foreign=np.array([is_foreign(level) for level in levels], bool),
    )


def _moved(base: Moods, lesson: _Lesson, firm: float) -> Moods:
    """Move each learner by the labels that say something to it."""
    felt = lesson.only(np.flatnonzero(lesson.labels != "neutral"))
    good = felt.labels == "positive"
    chinese = np.flatnonzero(~felt.foreign)
    by_characters = _line(
        base.by_characters, felt.runs[chinese], good[chinese], felt.weights[chinese], firm
    )
    if lesson.meaning is None or base.by_sentences is None:
        return replace(base, by_characters=by_characters)
    plain = lesson.labels == "neutral"
    return replace(
        base,
        by_characters=by_characters,
        by_sentences=_line(base.by_sentences, felt.meaning, good, felt.weights, firm),
        plain=base.plain and _line(base.plain, lesson.meaning, plain, lesson.weights, firm),
    )


def _line(before: Line, features: Any, is_first: _Bools, weights: Any, firm: float) -> Line:
    """Fit a logistic regression whose weights are drawn towards those of before, in place of towards zero."""
    from scipy.optimize import minimize

    if not len(is_first):
        return before
    # What stands in none of the texts moves nowhere.
    met = np.flatnonzero(np.asarray(abs(features).sum(axis=0)).ravel())
    features = features[:, met]
    side = np.where(is_first, 1.0, -1.0)
    start = np.append(before.weights[met].astype(np.float64), before.bias)

    def loss(now: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        margin = side * (features @ now[:-1] + now[-1])
        far = now - start
        pull = -weights * side / (1 + np.exp(np.clip(margin, -30, 30)))
        slope = np.append(features.T @ pull, pull.sum()) + firm * far
        return float(weights @ np.logaddexp(0, -margin) + firm * (far @ far) / 2), slope

    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    weights_now = before.weights.copy()
    weights_now[met] = fitted[:-1]
    return Line(weights=weights_now, bias=float(fitted[-1]))


def _left_out(base: Moods, lesson: _Lesson, firm: float) -> NDArray[Any]:
    """Read each label by moods that did not learn from it: logits of good, by two learners, and of plain."""
    places = np.arange(len(lesson.labels))
    found = np.zeros((3, len(places)))
    for fold in range(FOLDS):
        out = places[places % FOLDS == fold]
        moods = _moved(base, lesson.only(places[places % FOLDS != fold]), firm)
        found[:, out] = _logits(moods, lesson.only(out))
    return found


def _logits(moods: Moods, lesson: _Lesson) -> NDArray[Any]:
    """As Moods.feel reads them; of what is not Chinese the first learner says what the second does."""
    first = np.asarray(lesson.runs @ moods.by_characters.weights) + moods.by_characters.bias
    if lesson.meaning is None or moods.by_sentences is None:
        return np.array([first, first, np.full(len(first), -np.inf)])
    second = lesson.meaning @ moods.by_sentences.weights + moods.by_sentences.bias
    plain = np.full(len(first), -np.inf)
    if moods.plain is not None:
        plain = lesson.meaning @ moods.plain.weights + moods.plain.bias
    return np.array([np.where(lesson.foreign, second, first), second, plain])


def _fit_of(logits: NDArray[Any], labels: NDArray[Any], is_own: bool) -> tuple[float, float, float]:
    """The best macro-F1 with its balance and threshold; with few labels those that came with the product."""
    tried = [
        (balance, within)
        for balance in (_BALANCES if is_own else (0.0,))
        for within in (_THRESHOLDS if is_own else (NEUTRAL_WITHIN,))
    ]
    judged = [(_macro_f1(logits, labels, *one), one) for one in tried]
    # Among equals what is nearest to the product's own.
    best = max(judged, key=lambda one: (one[0], -abs(one[1][0]), -abs(one[1][1] - NEUTRAL_WITHIN)))
    return best[0], *best[1]


def _macro_f1(logits: NDArray[Any], labels: NDArray[Any], balance: float, within: float) -> float:
    shares = 1 / (1 + np.exp(-np.clip(logits[:2] + balance, -30, 30)))
    plain = 1 / (1 + np.exp(-np.clip(logits[2], -30, 30)))
    scores = (2 * shares.mean(axis=0) - 1) * (1 - plain)
    read = [band_of(float(score), within) for score in scores]
    return judgement_of_moods(list(zip(labels.tolist(), read, strict=True))).macro_f1
