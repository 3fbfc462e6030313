"""Wording groups: which texts of one category tell the same trouble, by average-link clustering.

Pure arithmetic on vectors of length one. Two groups are joined while the mean distance (1 - cosine) between
their members is the smallest of all and below the cut (UPGMA, Sokal and Michener 1958), so that no chain of
neighbours makes one group of strangers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
# Mean distance below which two groups of sentence vectors are one trouble.
CUT = 0.6
MOST_TEXTS = 400
_MOST_WORDS = 4


def groups_of(vectors: Floats, *, cut: float = CUT, fewest: int = 2) -> list[list[int]]:
    """Give the groups of at least `fewest` texts as places in `vectors`, the largest first."""
    number = len(vectors)
    members: dict[int, list[int]] = {at: [at] for at in range(number)}
    distance = 1.0 - vectors @ vectors.T if number else np.zeros((0, 0), np.float32)
    np.fill_diagonal(distance, np.inf)
    while len(members) > 1:
        one, other = divmod(int(np.argmin(distance)), number)
        if distance[one, other] > cut:
            break
        _join(distance, members, one, other)
    found = [sorted(its) for its in members.values() if len(its) >= fewest]
    return sorted(found, key=lambda its: (-len(its), its))


def _join(distance: Floats, members: dict[int, list[int]], one: int, other: int) -> None:
    """Put `other` into `one`; distances to the rest are means over all pairs (Lance and Williams 1967)."""
    here, there = len(members[one]), len(members[other])
    joined = (here * distance[one] + there * distance[other]) / (here + there)
    distance[one, :] = distance[:, one] = joined
    distance[one, one] = np.inf
    distance[other, :] = distance[:, other] = np.inf
    members[one] += members.pop(other)


def belonging(group: Floats, vectors: Floats, *, cut: float = CUT) -> list[int]:
    """Give the places of those `vectors` that are as near to a group as its own members are to each other."""
    if not len(vectors):
        return []
    distance = 1.0 - (vectors @ group.T).mean(axis=1)
    return np.flatnonzero(distance <= cut).tolist()


def medoid(group: Floats) -> int:
    """Give the place of the one that is nearest to all others: the sentence that names the group."""
    return int(np.argmax((group @ group.T).sum(axis=1)))


def telling_words(
    inside: Iterable[str], outside: Iterable[str], pieces: Callable[[str], Iterable[str]]
) -> list[str]:
    """Give the words that stand in many texts of a group and few of the others (class-based TF-IDF)."""
    here = Counter(word for text in inside for word in set(pieces(text)))
    there = Counter(word for text in outside for word in set(pieces(text)))
    weight = {
        word: number * float(np.log1p(number / (1 + there[word])))
        for word, number in here.items()
        if number > 1 and len(word) > 1
    }
    return _apart(sorted(weight, key=lambda word: (-weight[word], word)))


def _apart(words: Sequence[str]) -> list[str]:
    """Leave out what is part of a word that is named already."""
    kept: list[str] = []
    for word in words:
        if not any(word in one or one in word for one in kept):
            kept.append(word)
        if len(kept) == _MOST_WORDS:
            break
    return kept
