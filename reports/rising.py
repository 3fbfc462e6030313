"""Whether a share or a number rose beyond chance between two spans: pure arithmetic."""

import math
from dataclasses import dataclass

from surveys.scoring import Share, wilson


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


def direction_of(now: int, before: int) -> str:
    """Say whether of two counts over equal spans one is larger beyond chance: "up", "down", "".

    Were the rate the same, each of all cases fell into either span as a coin falls: Wilson's interval
    of the share that fell into the later one then covers one half.
    """
    share = wilson(now, now + before)
    if share is None or share.low <= 0.5 <= share.high:
        return ""
    return "up" if share.low > 0.5 else "down"


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
