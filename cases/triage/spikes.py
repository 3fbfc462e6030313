"""Spikes: is what was counted in the last window more than this key's own history lets one expect?

Pure arithmetic. What is expected of a key is the mean of its windows before, drawn towards the mean of its
kind by one window's worth, and raised with everybody else's where all are busier (never lowered: a quiet
week must not make of the usual a spike). How many may come by chance is the tail of a negative binomial: the
predictive distribution of a Poisson rate that was itself estimated from few windows (Gelman et al., Bayesian
Data Analysis, 2.6), widened by the dispersion that the histories show (quasi-Poisson, as in Noufaily et al.,
Statistics in Medicine 32, 2013, for outbreaks of disease). Of all keys that were asked about, those are
spikes that pass the step-up of Benjamini and Hochberg (1995), which stays valid while tests go up and down
together (Benjamini and Yekutieli 2001), as a store's and its lots' do. How it does: bench/spikes.py.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The share of proposals that may be false, in each pass. Passes follow each other by the hour and see nearly
# the same cases, so it is far below the 5 % of one question asked once (bench/spikes.py).
FALSE_SHARE = 0.02
# Fewer people than these are a coincidence worth nobody's meeting.
FEWEST = 4
# And at least so many times what was expected: with much data the smallest change is significant.
FOLD = 2.0
# The histories of a kind tell no dispersion below or above these.
_LEAST_SPREAD, _MOST_SPREAD = 1.0, 6.0
# Everybody else's being busier raises what is expected so far at most; among few people it proves nothing.
_MOST_SEASON = 3.0
_PROVES_SEASON = 10.0
# What 95 % of windows lie between has 2.5 % on either side.
_UPPER = 0.975
# Of so few expected in all, a sum of squares over small counts tells no dispersion.
_TELLS_SPREAD = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """People counted under one key in the last window, and in those before it, the latest first.

    A young key has fewer windows before; each stands for a time in which it could have been met.
    """

    kind: str
    key: str
    now: int
    before: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A series that stands out: what was expected, and by how much chance it would come to this.

    `low` and `high` are between which 95 % of such windows would fall by chance alone.
    """

    series: Series
    expected: float
    low: int
    high: int
    chance: float
    # The chance among all that were asked about: the share of false ones if this is the last one taken.
    share: float


def spikes(
    many: Sequence[Series], *, whole: Series | None = None, false_share: float = FALSE_SHARE,
    fewest: int = FEWEST, fold: float = FOLD,
) -> list[Spike]:  # fmt: skip
    """Give those that stand out, the least likely first. `whole` counts everybody, whatever they told of.

    `fold` is how many times what was expected it must be at least.

    Every series given counts as a question asked, also one that is far too small to be a spike.
    """
    priors, spreads = _by_kind(many)
    expected = [expected_of(one, prior=priors[one.kind]) * season_of(one, whole) for one in many]
    chances = [
        chance_of(one.now, mean, windows=len(one.before) + 1, spread=spreads[one.kind])
        for one, mean in zip(many, expected, strict=True)
    ]
    found = [
        _spike(one, mean, spread=spreads[one.kind], chance=chance, share=share)
        for one, mean, chance, share in zip(many, expected, chances, adjusted(chances), strict=True)
        if share <= false_share and one.now >= fewest and one.now >= fold * mean
    ]
    return sorted(found, key=lambda spike: (spike.chance, spike.series.key))


def usual_range(mean: float, *, windows: int, spread: float) -> tuple[int, int]:
    """Give the lowest and highest count that comes by chance in 95 of a hundred windows."""
    low = high = int(mean)
    while low > 0 and chance_of(low, mean, windows=windows, spread=spread) < _UPPER:
        low -= 1
    while chance_of(high + 1, mean, windows=windows, spread=spread) > 1 - _UPPER:
        high += 1
    return low, high


def expected_of(series: Series, *, prior: float) -> float:
    """Give the mean of the windows before, with one more window of `prior` among them."""
    return (sum(series.before) + prior) / (len(series.before) + 1)


def season_of(series: Series, whole: Series | None) -> float:
    """Give by how much everybody else is busier now than before: 1 to _MOST_SEASON."""
    if whole is None or not whole.before:
        return 1.0
    usual = sum(whole.before) / len(whole.before)
    own = sum(series.before) / len(whole.before)
    now = max(whole.now - series.now, 0) + _PROVES_SEASON
    return min(max(now / (max(usual - own, 0.0) + _PROVES_SEASON), 1.0), _MOST_SEASON)


def chance_of(count: int, mean: float, *, windows: int, spread: float) -> float:
    """Give how likely at least `count` is where `mean` was learned from so many windows.

    The variance of what comes is spread · mean, and that of the mean itself spread · mean / windows; a
    negative binomial of that mean and variance has the tail. With a spread of 1 it is exactly the
    predictive distribution of a Poisson rate under a gamma prior.
    """
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    variance = spread * mean * (1 + 1 / windows)
    return _tail(count, mean, mean * mean / (variance - mean))


def adjusted(chances: Sequence[float]) -> list[float]:
    """Give for each chance the smallest share of false ones at which it would be taken (step-up)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    shares, lowest, number = [1.0] * len(chances), 1.0, len(chances)
    for place, at in enumerate(order):
        lowest = min(lowest, chances[at] * number / (number - place))
        shares[at] = lowest
    return shares


def spread_of(many: Sequence[Series]) -> float:
    """Give the dispersion of counts around the mean of their own key: Pearson's chi-square by its freedom."""
    square, freedom, total = 0.0, 0, 0.0
    for one in many:
        mean = sum(one.before) / len(one.before) if one.before else 0.0
        if len(one.before) < 2 or mean <= 0:
            continue
        square += sum((count - mean) ** 2 for count in one.before) / mean
        freedom += len(one.before) - 1
        total += sum(one.before)
    return spread_within(square, freedom, total)


def spread_within(square: float, freedom: int, total: float) -> float:
    """Give a dispersion from a sum of squares, no lower and no higher than counts of people have it."""
    if freedom == 0 or total < _TELLS_SPREAD:
        return _LEAST_SPREAD
    return min(max(square / freedom, _LEAST_SPREAD), _MOST_SPREAD)


def _spike(series: Series, mean: float, *, spread: float, chance: float, share: float) -> Spike:
    low, high = usual_range(mean, windows=len(series.before) + 1, spread=spread)
    return Spike(series=series, expected=mean, low=low, high=high, chance=chance, share=share)


def _by_kind(many: Sequence[Series]) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The usual count of a window, and the dispersion, of each kind of key."""
    kinds: dict[str, list[Series]] = {}
    for one in many:
        kinds.setdefault(one.kind, []).append(one)
    return {kind: _usual(its) for kind, its in kinds.items()}, {
        kind: spread_of(its) for kind, its in kinds.items()
    }


def _usual(many: Sequence[Series]) -> float:
    """Half a person where the kind is as new as the key: Jeffreys' prior of a rate."""
    windows = sum(len(one.before) for one in many)
    return sum(sum(one.before) for one in many) / windows if windows else 0.5


def _tail(count: int, mean: float, size: float) -> float:
    """Sum the negative binomial from `count` on, where its terms fall by a ratio, so that few are needed.

    Not above the mean it is what the terms below leave: the first of them may be too small for a float.
    """
    share = mean / (mean + size)
    if count <= mean:
        return max(1.0 - _below(count, share, size), 0.0)
    term = _term(count, share, size)
    total, at = 0.0, count
    while term > total * 1e-12 and at < count + 100_000:
        total += term
        term *= share * (at + size) / (at + 1)
        at += 1
    return min(total, 1.0)


def _below(count: int, share: float, size: float) -> float:
    term = _term(count - 1, share, size)
    total = 0.0
    for at in range(count - 1, -1, -1):
        total += term
        term *= at / (share * (at - 1 + size)) if at else 0.0
        if term <= total * 1e-12:
            break
    return total


def _term(count: int, share: float, size: float) -> float:
    return math.exp(
        math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1)
        + size * math.log1p(-share) + count * math.log(share)
    )  # fmt: skip
