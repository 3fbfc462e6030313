"""Which texts say the same thing: a guess for one of them proves nothing where another was learned."""

from collections.abc import Sequence

import numpy as np

from cases.triage.learner.characters import Floats

# Cosine from which two texts say the same thing, in whatever language.
ALIKE_FROM = 0.75
_ROWS_AT_ONCE = 256


def groups_of(
    levels: Sequence[str], sentences: Floats | None, *, alike_from: float = ALIKE_FROM
) -> list[int]:
    """Number the texts so that those which say the same thing share a number.

    A copy or a translation in another fold would make every guess look better than it is.
    """
    if sentences is None:
        first: dict[str, int] = {}
        return [first.setdefault(level, at) for at, level in enumerate(levels)]
    groups = list(range(len(levels)))
    for since in range(0, len(levels), _ROWS_AT_ONCE):
        likeness = sentences[since : since + _ROWS_AT_ONCE] @ sentences.T
        for row, other in np.argwhere(likeness >= alike_from):
            if other < since + row:
                groups[_root(groups, int(other))] = _root(groups, since + int(row))
    return [_root(groups, at) for at in range(len(groups))]


def _root(groups: list[int], at: int) -> int:
    while groups[at] != at:
        groups[at] = groups[groups[at]]
        at = groups[at]
    return at
