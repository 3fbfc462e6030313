"""Texts as weighted runs of one to three characters: what tells Chinese apart without a dictionary.

TF-IDF as in Manning, Raghavan & Schütze, Introduction to Information Retrieval, 6.2 to 6.4, with
sublinear counts and smoothed document frequencies; each text has length one.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Row: TypeAlias = tuple[NDArray[np.int64], Floats]

# The longest runs with a Chinese sign in them, and the longest without: two signs are mostly a word, and of a
# word spelt with letters three say little. Measured on complaints in both, see bench/README.md.
LENGTHS = (2, 5)
# Models of before, and moods, know runs of three of either.
LENGTHS_BEFORE = (3, 3)
# A complaint says what it is about in its first thousand characters.
MOST_CHARACTERS = 1_000
# As many runs as a site of many years needs: some 5 MB of a process.
MOST_RUNS = 60_000
_NO_SIGNS = re.compile(r"[^\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """The runs that were seen in training: where each stands, and what it weighs, the rarer the more.

    `lengths` are the longest with a Chinese sign in them, and the longest without one.
    """

    places: Mapping[str, int]
    rarity: Floats
    lengths: tuple[int, int] = LENGTHS_BEFORE

    def row(self, level: str) -> Row:
        """Give the places of the runs in a normalised text and their weights; empty for none known."""
        # Counted before it is asked which are known: a text is read eight times, and this is what costs.
        counts = Counter(_all_runs(level[:MOST_CHARACTERS], *self.lengths))
        places = self.places
        known = [run for run in counts if run in places]
        if not known:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        at = np.array([places[run] for run in known], np.int64)
        often = np.array([counts[run] for run in known], np.float64)
        weights = (1 + np.log(often)).astype(np.float32) * self.rarity[at]
        return at, weights / np.linalg.norm(weights)


def _all_runs(level: str, with_signs: int, without: int) -> list[str]:
    found = [
        level[at : at + length]
        for length in range(1, with_signs + 1)
        for at in range(len(level) - length + 1)
    ]
    for _since, part in _spelt(level, with_signs, without):
        found += [
            part[at : at + length]
            for length in range(with_signs + 1, without + 1)
            for at in range(len(part) - length + 1)
        ]
    return found


def _spelt(level: str, with_signs: int, without: int) -> Iterator[tuple[int, str]]:
    """The parts without a Chinese sign, and where they begin, if longer runs are wanted of them."""
    if without > with_signs:
        for match in _NO_SIGNS.finditer(level):
            yield match.start(), match.group()


def runs(level: str, lengths: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """Give each run of a normalised text with where it begins; for `lengths` see Characters."""
    level = level[:MOST_CHARACTERS]
    with_signs, without = lengths
    for length in range(1, with_signs + 1):
        for at in range(len(level) - length + 1):
            yield at, level[at : at + length]
    for since, part in _spelt(level, with_signs, without):
        for length in range(with_signs + 1, without + 1):
            for at in range(len(part) - length + 1):
                yield since + at, part[at : at + length]


def learn_characters(
    levels: Sequence[str], *, seen_in: int, lengths: tuple[int, int] = LENGTHS_BEFORE
) -> Characters:
    """Keep the runs that stand in at least `seen_in` of the normalised texts; the most frequent ones."""
    documents = Counter(
        run for level in levels for run in set(_all_runs(level[:MOST_CHARACTERS], *lengths))
    )
    often = sorted(documents.items(), key=lambda item: (-item[1], item[0]))[:MOST_RUNS]
    kept = sorted(run for run, count in often if count >= seen_in)
    rarity = [math.log((1 + len(levels)) / (1 + documents[run])) + 1 for run in kept]
    return Characters(
        places={run: place for place, run in enumerate(kept)},
        rarity=np.array(rarity, np.float32),
        lengths=lengths,
    )
