"""Rises told apart from chance: against figures reckoned by hand and by the books."""

from math import comb

import pytest

from reports.rising import chance_of_share, direction_of, rise_of


def by_hand(now, before):
    """The hypergeometric tail in whole numbers."""
    (hits, n), (hits_before, n_before) = now, before
    hits_all, rest = hits + hits_before, n + n_before - hits - hits_before
    ways = sum(comb(hits_all, k) * comb(rest, n - k) for k in range(hits, min(hits_all, n) + 1))
    return ways / comb(n + n_before, n)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((3, 4), (1, 4)),
        ((0, 5), (3, 9)),
        ((12, 40), (30, 300)),
        ((7, 7), (0, 20)),
        ((5, 5), (5, 5)),
    ],
)
def test_the_chance_is_fishers_exact_one(now, before):
    assert chance_of_share(now, before) == pytest.approx(by_hand(now, before))


def test_the_interval_is_newcombes():
    # Newcombe 1998, table II, comparison (a): 56/70 against 48/80, method 10.
    found = rise_of((56, 70), (48, 80))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_without_cases_there_is_nothing_to_compare():
    assert rise_of((0, 0), (3, 5)) is None
    assert rise_of((3, 5), (0, 0)) is None


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [(0, 0, ""), (4, 1, ""), (30, 12, "up"), (12, 30, "down"), (21, 20, ""), (0, 9, "down")],
)
def test_a_number_moved_only_where_chance_does_not_explain_it(now, before, direction):
    assert direction_of(now, before) == direction
