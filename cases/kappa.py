"""Agreement of two coders beyond chance: Cohen's kappa with its confidence interval.

kappa = (po − pe) / (1 − pe), where po is the share on which both agree and pe what two coders would agree
on by chance who use each code as often as these do (Cohen 1960, Educational and Psychological Measurement
20, 37–46). Its standard error is the large-sample one of Fleiss, Cohen and Everitt (1969, Psychological
Bulletin 72, 323–327), equation 13. With few cases the interval is rough, and wide.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

C = TypeVar("C", bound=Hashable)
Z_95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What two coders of `n` cases agree on; kappa and its 95 % interval are None where chance is all.

    The interval is None too where they agree on everything: that is no proof that they always will.
    """

    n: int
    observed: float
    expected: float
    kappa: float | None
    low: float | None
    high: float | None


def agreement(pairs: Sequence[tuple[C, C]]) -> Agreement:
    """How far the first and the second of each pair agree."""
    n = len(pairs)
    if not n:
        return Agreement(n=0, observed=0.0, expected=0.0, kappa=None, low=None, high=None)
    cells = {pair: count / n for pair, count in Counter(pairs).items()}
    rows = _margin((one for one, _other in pairs), n)
    columns = _margin((other for _one, other in pairs), n)
    observed = sum(share for (one, other), share in cells.items() if one == other)
    expected = sum(share * columns.get(code, 0.0) for code, share in rows.items())
    if expected >= 1:
        return Agreement(n=n, observed=observed, expected=expected, kappa=None, low=None, high=None)
    kappa = (observed - expected) / (1 - expected)
    if observed == 1:
        # The formula would give no error at all, of three cases as of three thousand.
        return Agreement(
            n=n, observed=observed, expected=expected, kappa=kappa, low=None, high=None
        )
    error = sqrt(max(_variance(cells, rows, columns, observed, expected), 0.0) / n)
    return Agreement(
        n=n, observed=observed, expected=expected, kappa=kappa, low=max(kappa - Z_95 * error, -1.0),
        high=min(kappa + Z_95 * error, 1.0),
    )  # fmt: skip


def one_against_rest(pairs: Sequence[tuple[C, C]], code: C) -> Agreement:
    """How far they agree on whether it is this code or any other."""
    return agreement([(one == code, other == code) for one, other in pairs])


def _margin(codes: Iterable[C], n: int) -> dict[C, float]:
    return {code: count / n for code, count in Counter(codes).items()}


def _variance(
    cells: dict[tuple[C, C], float],
    rows: dict[C, float],
    columns: dict[C, float],
    observed: float,
    expected: float,
) -> float:
    """The variance of kappa for one case; that for n cases is the n-th part."""
    same = sum(
        share * ((1 - expected) - (rows[one] + columns[one]) * (1 - observed)) ** 2
        for (one, other), share in cells.items()
        if one == other
    )
    apart = (1 - observed) ** 2 * sum(
        share * (columns.get(one, 0.0) + rows.get(other, 0.0)) ** 2
        for (one, other), share in cells.items()
        if one != other
    )
    rest = (observed * expected - 2 * expected + observed) ** 2
    return float((same + apart - rest) / (1 - expected) ** 4)
