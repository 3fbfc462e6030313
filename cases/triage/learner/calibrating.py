"""Calibrating: how far a model may be believed, from guesses for texts that its learners had not seen."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cases.triage.learner.belief import log_softmax, softmax
from cases.triage.learner.characters import Floats
from cases.triage.learner.grouping import groups_of
from cases.triage.learner.model import Model
from cases.triage.learner.texts import Texts
from cases.triage.learner.trusting import trusted

FOLDS = 10
_HEATS = np.exp(np.linspace(np.log(0.1), np.log(10.0), 93))
_SHARES = np.linspace(0, 1, 21)
# Of few texts guesses say little of heat and blend. Both are drawn to what was best on public complaints, as
# if so many texts had said so: half of each learner, and a heat that falls with the number of texts.
_BELIEVED_BEFORE = 40
_HEAT_OF_FIFTY, _FALLS_WITH = 4.3, 0.7

Prior = Mapping[str, float]
Fit = Callable[[Texts], Model]


def calibrated(
    model: Model, texts: Texts, priors: Sequence[Prior], *, fit: Fit, alike_from: float
) -> Model:
    """Fit heats, blend and thresholds. A model of too few texts for that is given back as it came."""
    seen_twice = [at for at, n in Counter(texts.truth.tolist()).items() if n > 1]
    groups = groups_of(texts.levels, texts.sentences, alike_from=alike_from)
    if len(seen_twice) < 2 or len(set(groups)) < 2:
        return model
    judged = texts.judged
    truth = texts.truth[judged]
    by_characters, by_sentences = _out_of_fold(texts, groups, fit)
    by_characters = by_characters[judged]
    by_sentences = None if by_sentences is None else by_sentences[judged]
    model = _blended(model, by_characters, by_sentences, truth)
    expected = model.trust_in_prior * _expected(model, texts, priors)[judged]
    logs = model.blended(by_characters, by_sentences)
    logs = logs + expected
    model = replace(model, heat=_best_heat(logs, truth, 0.9))
    model = _of_all(model, folds=min(FOLDS, len(set(groups))))
    # What passes is measured at the heats that are served, not at the warmer ones of the folds.
    logs = model.blended(by_characters, by_sentences)
    logs = logs + expected
    shares = softmax(logs / model.heat)
    return trusted(model, texts, groups, shares, by_characters, by_sentences)


def _of_all(model: Model, *, folds: int) -> Model:
    """Cool the learners, who have seen more than those by whom their heats were found."""
    cooler = ((folds - 1) / folds) ** _FALLS_WITH
    characters, sentences = model.by_characters, model.by_sentences
    return replace(
        model,
        by_characters=replace(characters, heat=characters.heat * cooler),
        by_sentences=sentences and replace(sentences, heat=sentences.heat * cooler),
    )


def _blended(
    model: Model, by_characters: Floats, by_sentences: Floats | None, truth: NDArray[np.int64]
) -> Model:
    expected = _HEAT_OF_FIFTY * (50 / max(model.fitted_on, 50)) ** _FALLS_WITH
    heat = _best_heat(by_characters, truth, expected)
    model = replace(model, by_characters=replace(model.by_characters, heat=heat))
    if by_sentences is None or model.by_sentences is None:
        return model
    heat = _best_heat(by_sentences, truth, expected)
    model = replace(model, by_sentences=replace(model.by_sentences, heat=heat))
    return replace(model, share=_best_share(model, by_characters, by_sentences, truth))


def _expected(model: Model, texts: Texts, priors: Sequence[Prior]) -> Floats:
    sentences = texts.sentences
    return np.array(
        [
            model.log_prior(prior, None if sentences is None else sentences[at])
            for at, prior in enumerate(priors)
        ],
        np.float32,
    )


def _out_of_fold(texts: Texts, groups: Sequence[int], fit: Fit) -> tuple[Floats, Floats | None]:
    """Logits of both learners for each text, from learners that had seen nothing like it."""
    from sklearn.model_selection import GroupKFold

    by_characters = np.zeros((len(texts), len(texts.labels)), np.float32)
    by_sentences = None if texts.sentences is None else np.zeros_like(by_characters)
    folds = GroupKFold(min(FOLDS, len(set(groups))))
    for seen, unseen in folds.split(texts.levels, groups=groups):
        part = texts.only(seen)
        if len(set(part.truth.tolist())) < 2:
            continue
        model = fit(part)
        for at in unseen:
            by_characters[at] = model.character_logits(texts.levels[at])
            if by_sentences is not None and texts.sentences is not None:
                by_sentences[at] = model.sentence_logits(texts.sentences[at])
    return by_characters, by_sentences


def _best_heat(logits: Floats, truth: NDArray[np.int64], expected: float) -> float:
    """The temperature under which the truth is least surprising, and that itself not too much."""

    def surprise(heat: float) -> float:
        strange = _BELIEVED_BEFORE / len(truth) * np.log(heat / expected) ** 2
        return _surprise(log_softmax(logits / heat), truth) + float(strange)

    return float(min(_HEATS, key=surprise))


def _best_share(
    model: Model, by_characters: Floats, by_sentences: Floats, truth: NDArray[np.int64]
) -> float:
    def surprise(share: float) -> float:
        logs = replace(model, share=float(share)).blended(by_characters, by_sentences)
        strange = _BELIEVED_BEFORE / len(truth) * (share - 0.5) ** 2
        return _surprise(log_softmax(logs), truth) + float(strange)

    return float(min(_SHARES, key=surprise))


def _surprise(logs: Floats, truth: NDArray[np.int64]) -> float:
    return float(-logs[np.arange(len(truth)), truth].mean())
