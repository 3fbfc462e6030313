"""Fitting: from labelled texts to a model, always from scratch; needs scikit-learn, so workers only.

Temperatures, blend and thresholds come from out-of-fold guesses: for each text from learners that had
not seen it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cases.triage.learner.characters import Characters, Floats, learn_characters, rows
from cases.triage.learner.model import (
    NEIGHBOURS,
    Linear,
    Model,
    log_softmax,
    softmax,
)
from cases.triage.learner.sentences import vectors
from cases.triage.normalising import normalise

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
# Of guesses that nobody looks at so many must be right; a person who sorts by hand is no better.
PRECISION = 0.95
# With fewer guesses above a threshold its precision says nothing.
LEAST_SURE = 20
# The share of known texts that are as far from their neighbours as a text may be and still be "known".
FARTHEST = 0.05
_CHARACTERS_C, _SENTENCES_C = 16.0, 8.0
_STRANGE_LOGIT = -20.0

# Cosine from which two texts say the same thing, in whatever language.
ALIKE_FROM = 0.75

Prior = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text and what it was found to be; `name` is shown beside texts that are like it."""

    text: str
    label: str
    name: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    levels: list[str]
    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    weights: Floats
    sentences: Floats | None


def fit(
    given: Sequence[Labelled],
    *,
    labels: Sequence[str] = (),
    descriptions: Mapping[str, str] | None = None,
    priors: Callable[[str], Prior] | None = None,
) -> Model:
    """Fit a model to labelled texts.

    `labels` are further labels that may be guessed though none was seen; `descriptions` one text for each
    label; `priors` what rules say of a text. Raises ValueError with fewer than two labels.
    """
    data = _data(given, labels)
    model = _fitted(data)
    model = replace(
        model,
        descriptions=_described(model.labels, descriptions),
        known=data.sentences,
        known_labels=tuple(int(label) for label in data.truth),
        known_names=tuple(one.name for one in given),
    )
    return _calibrated(model, data, [priors(one.text) if priors else {} for one in given])


def _data(given: Sequence[Labelled], labels: Sequence[str]) -> _Data:
    known = tuple(sorted({one.label for one in given} | set(labels)))
    if len({one.label for one in given}) < 2:
        raise ValueError("at least two labels are needed")
    places = {label: place for place, label in enumerate(known)}
    levels = [normalise(one.text) for one in given]
    return _Data(
        levels=levels,
        labels=known,
        truth=np.array([places[one.label] for one in given], np.int64),
        weights=np.array([one.weight for one in given], np.float32),
        sentences=vectors(levels),
    )


def _described(labels: tuple[str, ...], descriptions: Mapping[str, str] | None) -> Floats | None:
    if not descriptions:
        return None
    return vectors([normalise(descriptions.get(label, label)) for label in labels])


def _fitted(data: _Data) -> Model:
    """Fit both learners on all of the data, not calibrated yet."""
    seen_in = 1 if len(data.levels) < 3_000 else 2
    characters = learn_characters(data.levels, seen_in=seen_in)
    table = _table(characters, data.levels)
    by_sentences = None
    if data.sentences is not None:
        by_sentences = _linear(data.sentences, data, _SENTENCES_C)
    return Model(
        labels=data.labels, fitted_on=len(data.levels), characters=characters,
        by_characters=_linear(table, data, _CHARACTERS_C), by_sentences=by_sentences,
        share=0.5 if by_sentences else 0.0, heat=1.0, sure_from=None, near_from=None,
        descriptions=None, known=None, known_labels=(), known_names=(),
    )  # fmt: skip


def _table(characters: Characters, levels: Sequence[str]) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    starts, at, weights = [0], [], []
    for places, values in rows(characters, levels):
        at.append(places)
        weights.append(values)
        starts.append(starts[-1] + len(places))
    shape = (len(levels), len(characters.places))
    return csr_matrix((np.concatenate(weights), np.concatenate(at), np.array(starts)), shape=shape)


def _linear(features: Any, data: _Data, strength: float) -> Linear:
    """Fit a multinomial logistic regression; labels that were not seen get a logit near never."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=strength, max_iter=1_000)
    fitted.fit(features, data.truth, sample_weight=data.weights)
    weights = np.zeros((len(data.labels), features.shape[1]), np.float32)
    bias = np.full(len(data.labels), _STRANGE_LOGIT, np.float32)
    if len(fitted.classes_) == 2:
        weights[fitted.classes_[1]], bias[fitted.classes_[1]] = (
            fitted.coef_[0],
            fitted.intercept_[0],
        )
        bias[fitted.classes_[0]] = 0.0
    else:
        weights[fitted.classes_], bias[fitted.classes_] = fitted.coef_, fitted.intercept_
    return Linear(weights=weights, bias=bias)


def _calibrated(model: Model, data: _Data, priors: Sequence[Prior]) -> Model:
    """Fit heats, blend and thresholds on guesses for texts that were not seen."""
    if min(Counter(data.truth.tolist()).values()) < 2:
        seen_twice = [at for at, n in Counter(data.truth.tolist()).items() if n > 1]
        if len(seen_twice) < 2:
            return model
    by_characters, by_sentences = _out_of_fold(data)
    heat = _best_heat(by_characters, data.truth)
    model = replace(model, by_characters=replace(model.by_characters, heat=heat))
    if by_sentences is not None and model.by_sentences is not None:
        heat = _best_heat(by_sentences, data.truth)
        model = replace(model, by_sentences=replace(model.by_sentences, heat=heat))
        model = replace(model, share=_best_share(model, by_characters, by_sentences, data.truth))
    logs = model.blended(by_characters, by_sentences)
    expected = [
        np.log(model.prior_of(prior, None if data.sentences is None else data.sentences[at]))
        for at, prior in enumerate(priors)
    ]
    logs = logs + model.trust_in_prior * np.array(expected)
    model = replace(model, heat=_best_heat(logs, data.truth))
    shares = softmax(logs / model.heat)
    near_from = _near_from(data.sentences)
    return replace(model, sure_from=_sure_from(shares, data.truth), near_from=near_from)


def _out_of_fold(data: _Data) -> tuple[Floats, Floats | None]:
    from sklearn.model_selection import GroupKFold

    by_characters = np.zeros((len(data.levels), len(data.labels)), np.float32)
    by_sentences = None if data.sentences is None else np.zeros_like(by_characters)
    groups = _alike(data)
    folds = GroupKFold(min(FOLDS, len(set(groups))))
    for seen, unseen in folds.split(data.levels, groups=groups):
        part = replace(
            data,
            levels=[data.levels[at] for at in seen],
            truth=data.truth[seen],
            weights=data.weights[seen],
            sentences=None if data.sentences is None else data.sentences[seen],
        )
        model = _fitted(part)
        for at in unseen:
            by_characters[at] = model.character_logits(data.levels[at])
            if by_sentences is not None and data.sentences is not None:
                logits = model.sentence_logits(data.sentences[at])
                by_sentences[at] = logits if logits is not None else 0.0
    return by_characters, by_sentences


def _alike(data: _Data) -> list[int]:
    """Number the texts so that those which say the same thing share a number.

    A copy or a translation in another fold would make every guess look better than it is.
    """
    groups = list(range(len(data.levels)))
    if data.sentences is None:
        first: dict[str, int] = {}
        return [first.setdefault(level, at) for at, level in enumerate(data.levels)]

    def root(at: int) -> int:
        while groups[at] != at:
            groups[at] = groups[groups[at]]
            at = groups[at]
        return at

    for at, likeness in enumerate(data.sentences @ data.sentences.T):
        for other in np.flatnonzero(likeness[:at] >= ALIKE_FROM):
            groups[root(int(other))] = root(at)
    return [root(at) for at in range(len(groups))]


def _best_heat(logits: Floats, truth: NDArray[np.int64]) -> float:
    """The temperature under which the truth is least surprising."""
    heats = np.exp(np.linspace(np.log(0.2), np.log(5.0), 65))
    return float(min(heats, key=lambda heat: _surprise(log_softmax(logits / heat), truth)))


def _best_share(
    model: Model, by_characters: Floats, by_sentences: Floats, truth: NDArray[np.int64]
) -> float:
    shares = np.linspace(0, 1, 21)

    def surprise(share: float) -> float:
        logs = replace(model, share=float(share)).blended(by_characters, by_sentences)
        return _surprise(log_softmax(logs), truth)

    return float(min(shares, key=surprise))


def _surprise(logs: Floats, truth: NDArray[np.int64]) -> float:
    return float(-logs[np.arange(len(truth)), truth].mean())


def _sure_from(shares: Floats, truth: NDArray[np.int64]) -> float | None:
    """The lowest belief from which on PRECISION of the guesses were right, one error taken on account."""
    order = np.argsort(-shares.max(axis=1), kind="stable")
    right = (shares.argmax(axis=1) == truth)[order]
    seen = np.arange(1, len(right) + 1)
    precision = right.cumsum() / (seen + 1)
    good = np.flatnonzero((precision >= PRECISION) & (seen >= LEAST_SURE))
    return float(shares.max(axis=1)[order][good[-1]]) if len(good) else None


def _near_from(sentences: Floats | None) -> float | None:
    """How like its neighbours a text must be, so that all but the strangest known texts would pass."""
    if sentences is None or len(sentences) <= NEIGHBOURS:
        return None
    likeness = sentences @ sentences.T
    np.fill_diagonal(likeness, -1)
    nearest = np.partition(likeness, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
    return float(np.quantile(nearest.mean(axis=1), FARTHEST))
