"""Which words of a text spoke for a label: what the character learner would miss without them."""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from cases.triage.learner.belief import softmax
from cases.triage.learner.characters import Floats, runs
from cases.triage.learner.model import Model

MOST_WORDS = 5
_PIECE = re.compile(r"[a-z0-9']{2,}|[\u3400-\u9fff]")
# Chinese words are mostly of two characters; a phrase is not longer than four.
_LENGTHS = (4, 3, 2)
# So much of the beginning is looked at, and so many words are tried by taking them out.
_READ, _TRIED = 300, 6
# Less than this share of belief is no reason.
_LEAST = 0.005
# A reading that is sure of itself would hardly move: the label is let lead by no more than this.
_LEAD = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """A piece of the normalised text, and by how much the characters speak less for the label without it."""

    word: str
    lost: float


def words_for(model: Model, level: str, label: str) -> tuple[Spoke, ...]:
    """Give the words that spoke for a label, strongest first, none inside another; at most five.

    The weights of the runs say which words to try; what each is worth is told by reading without it.
    """
    place = model.labels.index(label)
    heat = _heat(model, level, place)
    whole = _share(model, level, place, heat)
    spoke = [
        Spoke(
            word=word, lost=round(whole - _share(model, level.replace(word, " "), place, heat), 4)
        )
        for word in _promising(model, level, place)
    ]
    chosen: list[Spoke] = []
    for one in sorted(spoke, key=lambda one: (-one.lost, one.word)):
        if one.lost < _LEAST or len(chosen) == MOST_WORDS:
            break
        if not any(_overlap(one.word, other.word) for other in chosen):
            chosen.append(one)
    return tuple(chosen)


def _overlap(one: str, other: str) -> bool:
    """Whether they say the same: one holds the other, or both share two characters in a row."""
    shorter, longer = sorted((one, other), key=len)
    if shorter in longer:
        return True
    return not one.isascii() and any(one[at : at + 2] in other for at in range(len(one) - 1))


def _heat(model: Model, level: str, place: int) -> float:
    """The heat of the characters, or as much more as it takes that the label leads by no more than _LEAD."""
    logits = model.character_logits(level[:_READ])
    lead = float(logits[place] - np.delete(logits, place).max())
    return max(model.by_characters.heat, lead / _LEAD)


def _share(model: Model, level: str, place: int, heat: float) -> float:
    """The share that the characters alone would give."""
    return float(softmax(model.character_logits(level[:_READ]) / heat)[place])


def _promising(model: Model, level: str, place: int) -> list[str]:
    """The words whose runs carry most for the label, best first."""
    sums = _running_sums(model, level, place)
    spans = sorted(_candidates(level))
    worth: Counter[str] = Counter()
    if not spans:
        return []
    since, until = np.array(spans).T
    carried = sum(
        ends[until] - ends[np.maximum(since - length + 1, 0)] for length, ends in enumerate(sums, 1)
    )
    for (first, last), its in zip(spans, carried.tolist(), strict=True):
        worth[level[first:last]] = max(worth[level[first:last]], its)
    return [word for word, carried in worth.most_common(_TRIED) if carried > 0]


def _running_sums(model: Model, level: str, place: int) -> list[Floats]:
    """For each length of runs, the sums of what the runs before each place carry for the label."""
    places, lengths = model.characters.places, model.characters.lengths
    read = runs(level[:_READ], lengths)
    found = [(len(run) - 1, at, places[run]) for at, run in read if run in places]
    longest = max((row for row, _at, _known in found), default=0) + 1
    carried = np.zeros((longest, len(level)), np.float32)
    if found:
        rows, at, known = np.array(found).T
        weights = model.by_characters.weights[:, known]
        lead = weights[place] - weights.mean(axis=0)
        carried[rows, at] = lead * model.characters.rarity[known]
    sums = np.zeros((longest, len(level) + 1), np.float32)
    sums[:, 1:] = carried.cumsum(axis=1)
    return list(sums)


def _candidates(level: str) -> set[tuple[int, int]]:
    """Where Latin words stand, and every run of two to four Chinese characters."""
    pieces = [match.span() for match in _PIECE.finditer(level[:_READ])]
    words = {span for span in pieces if level[span[0]].isascii()}
    chinese = [span[0] for span in pieces if not level[span[0]].isascii()]
    for length in _LENGTHS:
        for first, last in zip(chinese, chinese[length - 1 :], strict=False):
            if last - first == length - 1:
                words.add((first, last + 1))
    return words
