"""Fitting: from labelled texts to a model, always from scratch; needs scikit-learn, so workers only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cases.triage.learner.calibrating import Prior, calibrated
from cases.triage.learner.characters import LENGTHS, Characters, Floats, learn_characters
from cases.triage.learner.discriminant import fit_discriminant
from cases.triage.learner.grouping import ALIKE_FROM
from cases.triage.learner.model import Model
from cases.triage.learner.sentences import vectors
from cases.triage.learner.texts import Labelled, Texts, texts_of
from cases.triage.learner.weighing import weighed
from cases.triage.normalising import normalise

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# How far covariances are shrunk: best on public complaints from 5 to 500 labels a class; see bench/README.md.
# That of characters less, the more texts of each label tell of it.
_CHARACTERS_SHRUNK, _SENTENCES_SHRUNK = 0.5, 0.8
_SHRUNK_UP_TO, _FALLS_WITH = 20, 0.37
# From so many texts on, a run that stands in one of them only is left out.
_MANY_TEXTS = 3_000


def fit(
    given: Sequence[Labelled],
    *,
    labels: Sequence[str] = (),
    descriptions: Mapping[str, str] | None = None,
    priors: Callable[[str], Prior] | None = None,
    alike_from: float = ALIKE_FROM,
) -> Model:
    """Fit a model to labelled texts.

    `labels` are further labels that may be guessed though none was seen; `descriptions` one text for each
    label; `priors` what rules say of a text. Seeds are calibrated without the rules, which were written
    with the seeds in view. Raises ValueError with fewer than two labels.
    """
    texts = texts_of(given, labels)
    model = replace(
        fit_learners(texts),
        descriptions=_described(texts.labels, descriptions),
        known=texts.sentences,
        known_labels=tuple(int(label) for label in texts.truth),
        known_names=tuple(one.name for one in given),
    )
    expected = [priors(one.text) if priors and not one.is_seed else {} for one in given]
    return calibrated(model, texts, expected, fit=fit_learners, alike_from=alike_from)


def _described(labels: Sequence[str], descriptions: Mapping[str, str] | None) -> Floats | None:
    if not descriptions:
        return None
    return vectors([normalise(descriptions.get(label, label)) for label in labels])


def fit_learners(texts: Texts) -> Model:
    """Fit both learners on all of the texts, not calibrated yet."""
    seen_in = 1 if len(texts) < _MANY_TEXTS else 2
    characters = learn_characters(texts.levels, seen_in=seen_in, lengths=LENGTHS)
    characters = weighed(characters, table_of(characters, texts.levels), texts)
    table = table_of(characters, texts.levels)
    by_sentences = None
    if texts.sentences is not None:
        by_sentences = fit_discriminant(texts.sentences, texts, _SENTENCES_SHRUNK)
    return Model(
        labels=texts.labels, fitted_on=len(texts), characters=characters,
        by_characters=fit_discriminant(table, texts, _shrunk_by(texts)),
        by_sentences=by_sentences, share=0.5 if by_sentences else 0.0, heat=1.0, sure_from=None,
        sure_in={}, near_from=None, descriptions=None, known=None, known_labels=(), known_names=(),
    )  # fmt: skip


def _shrunk_by(texts: Texts) -> float:
    of_each = len(texts) / len(np.unique(texts.truth))
    return float(_CHARACTERS_SHRUNK * (_SHRUNK_UP_TO / max(of_each, _SHRUNK_UP_TO)) ** _FALLS_WITH)


def table_of(characters: Characters, levels: Sequence[str]) -> "csr_matrix":
    """Give the rows of many texts as one sparse table."""
    from scipy.sparse import csr_matrix

    starts, at, weights = [0], [], []
    for places, values in map(characters.row, levels):
        at.append(places)
        weights.append(values)
        starts.append(starts[-1] + len(places))
    shape = (len(levels), len(characters.places))
    return csr_matrix((np.concatenate(weights), np.concatenate(at), np.array(starts)), shape=shape)
