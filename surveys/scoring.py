"""The arithmetic of answers: shares, and how sure one may be of them."""

from dataclasses import dataclass
from math import sqrt

# The two-sided 95 % point of the normal distribution.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of `n` and its interval, all between 0 and 1."""

    n: int
    hits: int
    share: float
    low: float
    high: float


def wilson(hits: int, n: int, z: float = Z_95) -> Share | None:
    """Give the share of hits with its Wilson score interval; None where nobody was asked.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927) 209-212. Unlike the normal interval it stays within 0 and 1
    and says something at 0 and at n hits. Raises ValueError where hits are not between 0 and n.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    if n == 0:
        return None
    p, square = hits / n, z * z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
    # At none and at all the interval ends there exactly; only rounding says otherwise.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == n else min(1.0, middle + half)
    return Share(n=n, hits=hits, share=p, low=low, high=high)
