"""Drawing a stratified sample: of each group its share, and whatever is drawn can be drawn again."""

from collections.abc import Mapping, Sequence
from random import Random


def allot(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Share `size` out among groups as large as these, the largest remainders first.

    A group that is there gets one at least, while there is enough for all.
    """
    there = {code: count for code, count in counts.items() if count}
    whole = sum(there.values())
    if whole <= size:
        return there
    least = 1 if size >= len(there) else 0
    exact = {code: size * count / whole for code, count in there.items()}
    given = {code: max(int(share), least) for code, share in exact.items()}
    # The rest to whom most is missing; what the least gave too much, from whom has most too much.
    while (left := size - sum(given.values())) != 0:
        step = 1 if left > 0 else -1
        fit = [code for code in given if step > 0 or given[code] > least]
        code = max(fit, key=lambda one: (step * (exact[one] - given[one]), one))
        given[code] += step
    return given


def draw(groups: Mapping[str, Sequence[int]], size: int, *, seed: int) -> list[int]:
    """Draw ids from groups of ids in proportion, in an order that tells nothing of the groups."""
    rng = Random(seed)  # noqa: S311 to be drawn again, it must not be secret
    parts = allot({code: len(ids) for code, ids in groups.items()}, size)
    drawn = [pk for code in sorted(parts) for pk in rng.sample(sorted(groups[code]), parts[code])]
    rng.shuffle(drawn)
    return drawn
