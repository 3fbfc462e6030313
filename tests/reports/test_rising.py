"""Rises told apart from chance: against figures reckoned by hand and by the books."""

from math import comb

import pytest

from reports.rising import chance_of_share, directions_of, rise_of


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
    assert directions_of([(now, before)]) == [direction]


def test_of_many_that_are_looked_at_together_none_stands_out_by_chance_alone():
    # One of fifty quiet ones at 22 to 9 (2 % by itself) is what fifty coins give; 40 to 9 is not.
    quiet = [(15, 15)] * 50

    assert directions_of([(22, 9)]) == ["up"]
    assert set(directions_of([(22, 9), *quiet])) == {""}
    assert directions_of([(40, 9), *quiet])[:2] == ["up", ""]


def test_where_all_swing_more_than_coins_do_more_is_asked_of_one():
    swings = [(20, 40), (40, 20)] * 15

    assert directions_of([(42, 18)]) == ["up"]
    assert set(directions_of([(42, 18), *swings])) == {""}
    # What moved everybody is no swing: each of them did move.
    assert set(directions_of([(90, 30)] * 30)) == {"up"}
