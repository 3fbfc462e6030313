"""How often chance alone makes a recurring problem, and how soon a real one is proposed.

A chain is simulated hour by hour: each key (store and category) has a rate of its own, weeks differ more
than Poisson says, and in some weeks everybody is busier. Each hour is searched as the product does, with
keys quiet for 30 days after they were proposed. Then a problem begins at one key, of a given number of
people a week on top of its usual, and the hours until it is proposed are counted.

    python bench/spikes.py [--weeks 20] [--keys 240] [--trials 60] [--false-share 0.05]
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cases.triage.spikes import FALSE_SHARE, FEWEST, Series, spikes

HOURS = 24 * 7
WINDOWS = 12
QUIET = 30 * 24


@dataclass
class Chain:
    """Cumulative counts of each key by the hour, with the history that the first pass looks back on."""

    sums: np.ndarray

    def series(self, hour: int) -> tuple[list[Series], Series]:
        """What a pass reads at an hour."""
        edges = hour - HOURS * np.arange(WINDOWS + 2)
        weeks = -np.diff(self.sums[:, edges], axis=1)
        many = [
            Series(
                kind="store", key=str(key), now=int(row[0]), before=tuple(int(n) for n in row[1:])
            )
            for key, row in enumerate(weeks)
            if row.any()
        ]
        total = weeks.sum(axis=0)
        whole = Series(
            kind="all", key="all", now=int(total[0]), before=tuple(int(n) for n in total[1:])
        )
        return many, whole


def chain(
    rng: np.random.Generator, *, keys: int, weeks: int, spread: float, season: float
) -> Chain:
    """Draw a chain: rates from a gamma, weeks overdispersed by `spread`, some weeks `season` times busier."""
    rates = rng.gamma(0.6, 1.2, keys) + 0.02
    shape = rates / max(spread - 1.0, 1e-6)
    weekly = rng.gamma(np.repeat(shape[:, None], weeks, 1), max(spread - 1.0, 1e-6))
    busy = np.where(rng.random(weeks) < 0.15, season, 1.0)
    hourly = np.repeat(weekly * busy, HOURS, axis=1) / HOURS
    counts = rng.poisson(hourly)
    return Chain(np.concatenate([np.zeros((keys, 1), int), counts.cumsum(axis=1)], axis=1))


def false_alarms(args: argparse.Namespace, *, spread: float, season: float) -> float:
    """Proposals a week of a chain in which nothing has happened."""
    rng = np.random.default_rng(args.seed)
    made = chain(rng, keys=args.keys, weeks=args.weeks + WINDOWS + 1, spread=spread, season=season)
    quiet: dict[str, int] = {}
    number = 0
    for hour in range(HOURS * (WINDOWS + 1), HOURS * (args.weeks + WINDOWS + 1), args.step):
        many, whole = made.series(hour)
        for found in spikes(many, whole=whole, false_share=args.false_share):
            if quiet.get(found.series.key, -1) < hour:
                quiet[found.series.key] = hour + QUIET
                number += 1
    return number / args.weeks


def delay(args: argparse.Namespace, *, usual: float, extra: float) -> tuple[float, float | None]:
    """The share of problems that are found within two weeks, and the median days until then."""
    rng = np.random.default_rng(args.seed + 1)
    days: list[float] = []
    for _trial in range(args.trials):
        made = chain(rng, keys=args.keys, weeks=WINDOWS + 4, spread=1.3, season=1.0)
        begin = HOURS * (WINDOWS + 1)
        rates = np.full(made.sums.shape[1] - 1, usual / HOURS)
        rates[begin:] += extra / HOURS
        made.sums[0, 1:] = rng.poisson(rates).cumsum()
        for hour in range(begin, begin + 2 * HOURS, args.step):
            many, whole = made.series(hour)
            if any(
                found.series.key == "0"
                for found in spikes(many, whole=whole, false_share=args.false_share)
            ):
                days.append((hour - begin) / 24)
                break
    return len(days) / args.trials, float(np.median(days)) if days else None


def main() -> None:
    """Measure, and print one JSON line for each question."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=20)
    parser.add_argument("--keys", type=int, default=240)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--step", type=int, default=1, help="hours between passes")
    parser.add_argument("--false-share", type=float, default=FALSE_SHARE)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    print(json.dumps({"false_share": args.false_share, "fewest": FEWEST, "keys": args.keys}))
    for spread, season in ((1.0001, 1.0), (1.3, 1.0), (1.8, 1.0), (1.3, 2.0)):
        rate = false_alarms(args, spread=spread, season=season)
        told = {"spread": round(spread, 2), "busy_weeks": season, "false_a_week": round(rate, 3)}
        print(json.dumps(told), flush=True)
    for usual in (0.2, 1.0, 3.0):
        for extra in (4, 8, 16):
            share, median = delay(args, usual=usual, extra=extra)
            told = {"usual": usual, "extra": extra, "found": round(share, 2), "median_days": median}
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
