"""What was learned, and how it reads: two learners blended, over what rules and descriptions expect.

Shares of belief are calibrated: of all texts that get 0.8, about 80 % are right (temperature scaling,
Guo et al. 2017, fitted on predictions for texts that a learner had not seen).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from cases.triage.learner.backing import Backing, behind
from cases.triage.learner.belief import log_softmax, softmax
from cases.triage.learner.characters import Characters, Floats
from cases.triage.learner.sentences import vector

# Nearest known texts whose mean likeness says whether a text is of a kind that was seen before.
NEIGHBOURS = 5
SHOWN_NEIGHBOURS = 3
# Rules and descriptions count in full for a learner of nothing, by half after so many labels.
PRIOR_HALVES_AT = 200
_LEAST = 1e-6
_HAN = re.compile(r"[\u3400-\u9fff]")
# How sharply likeness to a description speaks; chosen on the seed sentences.
_DESCRIPTION_SHARPNESS = 12.0

# The place of a known text, and how like it is.
Near: TypeAlias = tuple[int, float]


def writing_of(level: str) -> str:
    """In which writing a levelled text is: signs in one, words spelt with letters in the other."""
    return "han" if _HAN.search(level) else "latin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """One linear learner: logits are `weights` times features plus `bias`, divided by `heat`."""

    weights: Floats
    bias: Floats
    heat: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A text that was learned from, as it is shown beside one that is like it."""

    name: str
    label: str
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Shares of belief by label, best first; how like known texts it is; and what is nearest.

    `nearness` is a mean cosine from -1 to 1, None where there are no sentence vectors. `sure_from` is what
    the best share must reach so that no person need look: by the writing of the text, and the less the more
    stands behind the guess. `is_whole` is False where the model knows sentences and this process cannot make
    their vectors.
    """

    shares: tuple[tuple[str, float], ...]
    nearness: float | None
    nearest: tuple[Known, ...]
    sure_from: float | None
    is_sure: bool
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One fitted version. `labels` name the rows of all weights; `fitted_on` counts the labelled texts.

    `share` is the weight of the sentence learner in the blend. `sure_from` and `near_from` are what a
    guess must reach so that no person need look; None: never, and no gate. `sure_in` is more, by the writing
    of the text (see `writing_of`), where that was not right often enough from there on; None: never.
    With a `backing` both are chances of being right; without one (models of before, seeds, few texts) shares.
    """

    labels: tuple[str, ...]
    fitted_on: int
    characters: Characters
    by_characters: Linear
    by_sentences: Linear | None
    share: float
    heat: float
    sure_from: float | None
    sure_in: Mapping[str, float | None]
    near_from: float | None
    descriptions: Floats | None
    known: Floats | None
    known_labels: tuple[int, ...]
    known_names: tuple[str, ...]
    backing: Backing | None = None

    @property
    def trust_in_prior(self) -> float:
        """How much rules and descriptions still count: less the more was learned."""
        return 1 / (1 + self.fitted_on / PRIOR_HALVES_AT)

    def guess(self, level: str, prior: Mapping[str, float] | None = None) -> Guess:
        """Read a normalised text; `prior` holds shares that rules give to some of the labels."""
        meaning = self._vector(level)
        by_characters, by_sentences = self.character_logits(level), self.sentence_logits(meaning)
        logs = self.blended(by_characters, by_sentences)
        logs = logs + self.trust_in_prior * self.log_prior(prior, meaning)
        shares = softmax(logs / self.heat)
        order = np.argsort(-shares, kind="stable")
        near, nearness = self._nearest(meaning)
        is_whole = meaning is not None or self.by_sentences is None
        sure_from = self.sure_in.get(writing_of(level), self.sure_from)
        if self.backing and sure_from is not None and by_sentences is not None and near:
            votes = np.array(
                [np.mean([self.known_labels[at] == order[0] for at, _likeness in near])]
            )
            agreed = behind(order[:1], by_characters[None], by_sentences[None], votes)
            sure_from = self.backing.share_for(sure_from, int(order[0]), agreed)
        return Guess(
            shares=tuple((self.labels[at], float(shares[at])) for at in order),
            nearness=nearness,
            nearest=self._shown(near),
            sure_from=sure_from,
            is_sure=is_whole and self._is_sure(float(shares[order[0]]), sure_from, nearness),
            is_whole=is_whole,
        )

    def _is_sure(self, best: float, sure_from: float | None, nearness: float | None) -> bool:
        if sure_from is None or best < sure_from:
            return False
        return self.near_from is None or (nearness is not None and nearness >= self.near_from)

    def character_logits(self, level: str) -> Floats:
        """Logits of the character learner; the bias alone where no run is known."""
        at, weights = self.characters.row(level)
        logits: Floats = self.by_characters.weights[:, at] @ weights + self.by_characters.bias
        return logits

    def sentence_logits(self, meaning: Floats | None) -> Floats | None:
        """Logits of the sentence learner, where there is one and a vector."""
        if meaning is None or self.by_sentences is None:
            return None
        logits: Floats = self.by_sentences.weights @ meaning + self.by_sentences.bias
        return logits

    def blended(self, by_characters: Floats, by_sentences: Floats | None) -> Floats:
        """Average the calibrated log-shares of both; works on one row or on many."""
        first = log_softmax(by_characters / self.by_characters.heat)
        if by_sentences is None or self.by_sentences is None:
            return first
        second = log_softmax(by_sentences / self.by_sentences.heat)
        return (1 - self.share) * first + self.share * second

    def log_prior(self, prior: Mapping[str, float] | None, meaning: Floats | None) -> Floats:
        """Log-shares that rules and descriptions give, with some doubt left for every label."""
        given = np.array([(prior or {}).get(label, 0.0) for label in self.labels], np.float32)
        doubt = max(1.0 - float(given.sum()), _LEAST) / len(self.labels)
        logs: Floats = np.log(given + doubt)
        if meaning is not None and self.descriptions is not None:
            logs = logs + log_softmax(_DESCRIPTION_SHARPNESS * (self.descriptions @ meaning))
        return log_softmax(logs)

    def _vector(self, level: str) -> Floats | None:
        if self.by_sentences is None and self.descriptions is None:
            return None
        return vector(level)

    def _nearest(self, meaning: Floats | None) -> tuple[Sequence[Near], float | None]:
        """The nearest known texts, best first, and how like they are in the mean."""
        if meaning is None or self.known is None or len(self.known) < NEIGHBOURS:
            return (), None
        likeness = self.known @ meaning
        best = np.argpartition(-likeness, NEIGHBOURS - 1)[:NEIGHBOURS]
        best = best[np.argsort(-likeness[best], kind="stable")]
        return tuple((int(at), float(likeness[at])) for at in best), float(likeness[best].mean())

    def _shown(self, near: Sequence[Near]) -> tuple[Known, ...]:
        return tuple(
            Known(
                name=self.known_names[at],
                label=self.labels[self.known_labels[at]],
                likeness=round(likeness, 3),
            )
            for at, likeness in near[:SHOWN_NEIGHBOURS]
        )
