"""Shares and their intervals, against published numbers and against what an interval must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (Wilson without correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_gives_the_published_intervals(hits, n, low, high):
    found = wilson(hits, n)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nobody_asked_is_no_share():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("hits", "n"), [(2, 1), (-1, 5), (0, -1)])
def test_more_hits_than_asked_is_a_mistake(hits, n):
    with pytest.raises(ValueError):
        wilson(hits, n)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors(pair):
    hits, n = pair
    found, mirrored = wilson(hits, n), wilson(n - hits, n)

    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


@given(st.integers(1, 500), st.integers(0, 500))
def test_more_answers_make_it_narrower(n, hits):
    hits = min(hits, n)
    few, many = wilson(hits, n), wilson(hits * 4, n * 4)

    assert many.high - many.low < few.high - few.low
