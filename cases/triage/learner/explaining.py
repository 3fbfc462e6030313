"""Which words of a text spoke for a label: what the character learner would miss without them."""

import re
from dataclasses import dataclass

from cases.triage.learner.model import Model, softmax

_WORD = re.compile(r"[a-z0-9]{2,}|[\u3400-\u9fff]")
# Chinese words are mostly of two characters; a phrase is not longer than four.
_LENGTHS = (4, 3, 2)
MOST_WORDS = 5
# Less than this share of belief is no reason.
_LEAST = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """A piece of the normalised text, and by how much the share of the label falls without it."""

    word: str
    lost: float


def words_for(model: Model, level: str, label: str) -> tuple[Spoke, ...]:
    """Give the words that spoke for a label, strongest first, none inside another; at most five."""
    at = model.labels.index(label)
    whole = _share(model, level, at)
    spoke = [
        Spoke(word=word, lost=whole - _share(model, level.replace(word, " "), at))
        for word in _candidates(level)
    ]
    spoke.sort(key=lambda one: (-one.lost, one.word))
    chosen: list[Spoke] = []
    for one in spoke:
        if one.lost < _LEAST or len(chosen) == MOST_WORDS:
            break
        if not any(one.word in other.word or other.word in one.word for other in chosen):
            chosen.append(one)
    return tuple(chosen)


def _share(model: Model, level: str, at: int) -> float:
    return float(softmax(model.character_logits(level) / model.by_characters.heat)[at])


def _candidates(level: str) -> set[str]:
    """Latin words, and every run of two to four Chinese characters; of long texts the beginning."""
    pieces = [match.group() for match in _WORD.finditer(level[:200])]
    words = {piece for piece in pieces if piece.isascii()}
    for length in _LENGTHS:
        for since in range(len(pieces) - length + 1):
            part = pieces[since : since + length]
            joined = "".join(part)
            if not any(piece.isascii() for piece in part) and joined in level:
                words.add(joined)
    return words
