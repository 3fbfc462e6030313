"""Whether a share or a number rose beyond chance between two spans: pure arithmetic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cases.triage.spikes import FALSE_SHARE, adjusted, spread_within
from surveys.scoring import Share, wilson

# Fewer others than these tell no dispersion.
_TELL_SPREAD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """Two shares beside each other: how many points lie between them, and between what and what at 95 %.

    `chance` is how likely so large a share is in the later span if nothing had changed.
    """

    now: Share
    before: Share
    low: float
    high: float
    chance: float


def rise_of(now: tuple[int, int], before: tuple[int, int]) -> Rise | None:
    """Compare hits of n now with those before; None where either has no case.

    The interval is Newcombe's of two independent shares (Statistics in Medicine 17, 1998, method 10),
    which takes Wilson's of each; the chance is Fisher's exact one, of one side.
    """
    later, earlier = wilson(*now), wilson(*before)
    if later is None or earlier is None:
        return None
    moved = later.share - earlier.share
    low = moved - math.hypot(later.share - later.low, earlier.high - earlier.share)
    high = moved + math.hypot(later.high - later.share, earlier.share - earlier.low)
    return Rise(now=later, before=earlier, low=low, high=high, chance=chance_of_share(now, before))


def chance_of_share(now: tuple[int, int], before: tuple[int, int]) -> float:
    """Give how likely at least so many of all hits fall among the cases of now (hypergeometric)."""
    (hits, n), (hits_before, n_before) = now, before
    all_hits, everything = hits + hits_before, n + n_before
    most = min(all_hits, n)
    term = math.exp(
        _log_choose(all_hits, hits) + _log_choose(everything - all_hits, n - hits)
        - _log_choose(everything, n)
    )  # fmt: skip
    total = 0.0
    for at in range(hits, most + 1):
        total += term
        term *= (all_hits - at) * (n - at) / ((at + 1) * (everything - all_hits - n + at + 1))
    return min(total, 1.0)


def directions_of(pairs: Sequence[tuple[int, int]]) -> list[str]:
    """Say of counts over equal spans, now and before, which moved beyond chance: "up", "down", "".

    Were the rate the same, each of all cases fell into either span as a coin falls: the score test of one
    half, which Wilson's interval inverts. Its variance is widened by how much the others of the list differ
    from what moved all of them; and as one looks at all lines at once, those stand out that pass the step-up
    of Benjamini and Hochberg, as in what is getting worse.
    """
    spreads = _spreads(pairs)
    chances = [
        math.erfc(math.sqrt(_square(pair, 0.5) / spread / 2))
        for pair, spread in zip(pairs, spreads, strict=True)
    ]
    return [
        "" if share > FALSE_SHARE else "up" if now > before else "down"
        for (now, before), share in zip(pairs, adjusted(chances), strict=True)
    ]


def _spreads(pairs: Sequence[tuple[int, int]]) -> list[float]:
    """The dispersion of all others, for each: what stands out must not hide itself."""
    total = sum(now + before for now, before in pairs)
    share = sum(now for now, _before in pairs) / total if total else 0.5
    squares = [_square(pair, share) for pair in pairs]
    others = sum(now + before > 0 for now, before in pairs) - 2
    if others < _TELL_SPREAD:
        return [spread_within(0.0, 0, 0.0)] * len(pairs)
    whole = sum(squares)
    return [spread_within(whole - own, others, total) for own in squares]


def _square(pair: tuple[int, int], share: float) -> float:
    """Pearson's chi-square of a pair of which this share is expected now."""
    now, number = pair[0], sum(pair)
    variance = number * share * (1 - share)
    return (now - number * share) ** 2 / variance if variance else 0.0


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
