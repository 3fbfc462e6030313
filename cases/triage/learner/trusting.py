"""Trusting: from when on no person need look, from guesses for texts that the learners had not seen."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cases.triage.learner.backing import Backing, behind, log_odds
from cases.triage.learner.characters import Floats
from cases.triage.learner.model import NEIGHBOURS, Model, writing_of
from cases.triage.learner.texts import Texts

# Of guesses that nobody looks at so many must be right; a person who sorts by hand is no better.
PRECISION = 0.95
# Labels in equal numbers were chosen and say nothing of how often each will come. Where the hardest comes
# most often, so many must be right here that .92 are in life; see bench/README.md.
PRECISION_OF_EVEN, _EVEN = 0.97, 0.8
# With fewer guesses above a threshold its precision says nothing.
LEAST_SURE = 20
# So many texts must be judged to know what stands behind a guess, or for a writing's own threshold.
LEAST_JUDGED = 100
# The share of known texts that are as far from their neighbours as a text may be and still be "known".
FARTHEST = 0.05

Truth = NDArray[np.int64]
Right = NDArray[np.bool_]


def trusted(
    model: Model, texts: Texts, groups: Sequence[int], shares: Floats,
    by_characters: Floats, by_sentences: Floats | None,
) -> Model:  # fmt: skip
    """Fit what stands behind a guess, and the thresholds; rows are those of `texts.judged`.

    Seeds lie nearer to each other than customers' texts do, and the model of seeds alone is drawn to doubt
    afterwards (see seeding): with them among the judged the share alone is asked, and PRECISION.
    """
    judged = texts.judged
    truth = texts.truth[judged]
    of_life = not texts.seeds[judged].any()
    right = shares.argmax(axis=1) == truth
    chances, backing = shares.max(axis=1), None
    enough = of_life and len(judged) >= LEAST_JUDGED
    if enough and texts.sentences is not None and by_sentences is not None:
        votes = _votes(texts, texts.sentences, np.array(groups), shares.argmax(axis=1))
        agreed = behind(shares.argmax(axis=1), by_characters, by_sentences, votes)
        backing = _backing(shares, agreed, right, np.bincount(truth, minlength=len(texts.labels)))
        chances = chances if backing is None else backing.chances(shares, agreed)
    precision = precision_for(truth) if of_life else PRECISION
    return replace(
        model, backing=backing, near_from=_near_from(texts.sentences),
        sure_from=_sure_from(chances, right, precision),
        sure_in=sure_in_writings(chances, right, [texts.levels[at] for at in judged], precision),
    )  # fmt: skip


def precision_for(truth: Truth) -> float:
    """How many of the sure must be right: more, where labels come in numbers that somebody chose."""
    counts = np.unique(truth, return_counts=True)[1]
    return PRECISION_OF_EVEN if np.median(counts) >= _EVEN * counts.max() else PRECISION


def _votes(texts: Texts, sentences: Floats, groups: Truth, best: Truth) -> Floats:
    """The share of the nearest texts of other groups that bear the label that was guessed."""
    votes = np.zeros(len(best), np.float32)
    for row, at in enumerate(texts.judged):
        likeness = sentences @ sentences[at]
        likeness[groups == groups[at]] = -1
        nearest = np.argpartition(-likeness, min(NEIGHBOURS, len(likeness)) - 1)[:NEIGHBOURS]
        votes[row] = (texts.truth[nearest] == best[row]).mean()
    return votes


def _backing(shares: Floats, agreed: Floats, right: Right, counts: Truth) -> Backing | None:
    """How much each thing counts; None where nothing can be learned of it, or a higher share says less."""
    from sklearn.linear_model import LogisticRegression

    if right.all() or not right.any():
        return None
    often = np.log(np.maximum(counts, 1))
    best = shares.argmax(axis=1)
    table = np.column_stack([log_odds(shares.max(axis=1)), agreed, often[best]])
    fitted = LogisticRegression().fit(table, right)
    odds, *others, by_often = fitted.coef_[0].tolist()
    if odds <= 0:
        return None
    by_label = fitted.intercept_[0] + by_often * often
    return Backing(odds=odds, agreed=tuple(others), by_label=tuple(by_label.tolist()))


def _sure_from(chances: Floats, right: Right, precision: float) -> float | None:
    """The lowest chance from which on so many of the guesses were right, one error taken on account."""
    order = np.argsort(-chances, kind="stable")
    seen = np.arange(1, len(right) + 1)
    found = right[order].cumsum() / (seen + 1)
    good = np.flatnonzero((found >= precision) & (seen >= LEAST_SURE))
    return float(chances[order][good[-1]]) if len(good) else None


def sure_in_writings(
    chances: Floats, right: Right, levels: Sequence[str], precision: float
) -> dict[str, float | None]:
    """The thresholds of writings in which that of all is not enough; the precision is promised in each.

    Of few texts nothing is known, and they go by the threshold of all.
    """
    general = _sure_from(chances, right, precision)
    found: dict[str, float | None] = {}
    for writing in sorted({writing_of(level) for level in levels}):
        these = np.array([writing_of(level) == writing for level in levels])
        if general is None or these.sum() < LEAST_JUDGED:
            continue
        sure = these & (chances >= general)
        if right[sure].sum() < precision * (sure.sum() + 1):
            found[writing] = _sure_from(chances[these], right[these], precision)
    return found


def _near_from(sentences: Floats | None) -> float | None:
    """How like its neighbours a text must be, so that all but the strangest known texts would pass."""
    if sentences is None or len(sentences) <= NEIGHBOURS:
        return None
    nearest = []
    for at, sentence in enumerate(sentences):
        likeness = sentences @ sentence
        likeness[at] = -1
        nearest.append(np.partition(likeness, -NEIGHBOURS)[-NEIGHBOURS:].mean())
    return float(np.quantile(nearest, FARTHEST))
