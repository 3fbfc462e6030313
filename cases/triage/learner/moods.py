"""How a text feels, as learned from sentences that were labelled good or bad: two learners averaged."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cases.triage.learner.belief import sigmoid
from cases.triage.learner.characters import Characters, Floats
from cases.triage.learner.packing import (
    WrongModel,
    arrays,
    characters_as_arrays,
    characters_of,
    complete,
    npz,
)
from cases.triage.learner.sentences import vector
from cases.triage.normalising import VERSION, normalise
from cases.triage.verdicts import Sentiment, SentimentBand

NEUTRAL_WITHIN = 0.2
"""Scores closer to zero than this are neutral."""
_FILE_FORMAT = 1
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One learner of two labels: its logit is `weights` times features plus `bias`."""

    weights: Floats
    bias: float

    def logit(self, features: Floats) -> float:
        """The logit of the first label."""
        return float(self.weights @ features) + self.bias


@dataclass(frozen=True, slots=True, kw_only=True)
class Moods:
    """What was learned of moods. `plain` tells whether a text feels anything at all.

    `balance` is added to the logits of good: where the own customers' words part differently. Scores closer
    to zero than `within` are neutral.
    """

    characters: Characters
    by_characters: Line
    by_sentences: Line | None
    plain: Line | None
    balance: float = 0.0
    within: float = NEUTRAL_WITHIN

    def feel(self, text: str) -> Sentiment:
        """The mood of a text: score from -1 to 1; what only asks or tells comes near 0."""
        level = normalise(text)
        if not level:
            return Sentiment(band="neutral", score=0.0)
        meaning = None if self.by_sentences is None else vector(level)
        score = 2 * self._good(level, meaning) - 1
        if meaning is not None and self.plain is not None:
            # The sign stays: whoever must part good from bad alone can.
            score *= 1 - sigmoid(self.plain.logit(meaning))
        score = round(score, 3)
        return Sentiment(band=band_of(score, self.within), score=score)

    def _good(self, level: str, meaning: Floats | None) -> float:
        if meaning is not None and self.by_sentences is not None and is_foreign(level):
            return sigmoid(self.by_sentences.logit(meaning) + self.balance)
        at, weights = self.characters.row(level)
        line = self.by_characters
        first = sigmoid(float(line.weights[at] @ weights) + line.bias + self.balance)
        if meaning is None or self.by_sentences is None:
            return first
        return (first + sigmoid(self.by_sentences.logit(meaning) + self.balance)) / 2


def is_foreign(level: str) -> bool:
    """Whether most of it is not Chinese, of which alone the characters were learned."""
    return len(_LATIN_WORD.findall(level)) > len(_CHINESE.findall(level))


def band_of(score: float, within: float = NEUTRAL_WITHIN) -> SentimentBand:
    """The band that a score stands in."""
    if abs(score) < within:
        return "neutral"
    return "positive" if score > 0 else "negative"


def save_moods(moods: Moods, path: Path) -> None:
    """Write one npz."""
    path.write_bytes(pack_moods(moods))


def load_moods(path: Path) -> Moods:
    """Read one npz. Raises OSError, WrongModel where it is broken or of another time, or ValueError."""
    return unpack_moods(path.read_bytes())


def pack_moods(moods: Moods) -> bytes:
    """Write them as the bytes of one npz."""
    given = {
        **characters_as_arrays(moods.characters),
        "version": np.array([_FILE_FORMAT, VERSION]),
        "balance": np.array([moods.balance]),
        "within": np.array([moods.within]),
    }
    lines = {
        "characters": moods.by_characters, "sentences": moods.by_sentences, "plain": moods.plain,
    }  # fmt: skip
    for name, line in lines.items():
        if line is not None:
            given[name] = line.weights
            given[f"{name}_bias"] = np.array([line.bias])
    return npz(given)


@complete()
def unpack_moods(packed: bytes) -> Moods:
    """Read them. Raises WrongModel where they are broken or of another time, or ValueError."""
    given = arrays(packed)
    if given["version"].tolist() != [_FILE_FORMAT, VERSION]:
        raise WrongModel("these moods were made by another version")

    def line(name: str) -> Line | None:
        bias = given.get(f"{name}_bias")
        return None if bias is None else Line(weights=given[name], bias=float(bias[0]))

    by_characters = line("characters")
    if by_characters is None:
        raise WrongModel("no learner of characters in it")
    return Moods(
        characters=characters_of(given),
        by_characters=by_characters,
        by_sentences=line("sentences"),
        plain=line("plain"),
        balance=float(given["balance"][0]),
        # What was written before there was one has that of the product.
        within=float(given["within"][0]) if "within" in given else NEUTRAL_WITHIN,
    )
