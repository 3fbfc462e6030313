"""Samples: of each group its share, and the same again by the same seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.sampling import allot, draw


@pytest.mark.parametrize(
    ("counts", "size", "shares"),
    [
        ({"a": 60, "b": 30, "c": 10}, 10, {"a": 6, "b": 3, "c": 1}),
        ({"a": 97, "b": 2, "c": 1}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 3, "b": 1}, 10, {"a": 3, "b": 1}),
        ({"a": 5, "b": 0}, 2, {"a": 2}),
        ({}, 5, {}),
    ],
)
def test_each_group_gets_its_share_and_the_smallest_one_at_least(counts, size, shares):
    assert allot(counts, size) == shares


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 50)), st.integers(1, 40))
def test_no_more_is_drawn_than_asked_for_or_there(counts, size):
    groups = {code: range(100 * i, 100 * i + n) for i, (code, n) in enumerate(counts.items())}

    drawn = draw(groups, size, seed=7)

    assert len(drawn) == len(set(drawn)) == min(size, sum(counts.values()))
    assert drawn == draw(groups, size, seed=7)
    assert Counter(pk // 100 for pk in drawn) <= Counter(dict(enumerate(counts.values())))
