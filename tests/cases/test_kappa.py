"""Cohen's kappa, against tables of its literature."""

import pytest

from cases.kappa import agreement, one_against_rest


def pairs(table):
    return [pair for pair, n in table.items() for _ in range(n)]


# Fleiss, Statistical Methods for Rates and Proportions, 2nd edition, chapter 13: two diagnosticians, 100
# cases; kappa .68 with a 95 % interval of .51 to .85, of the three diagnoses .69, .50 and .77.
DIAGNOSES = pairs(
    {
        ("psychotic", "psychotic"): 75, ("psychotic", "neurotic"): 1, ("psychotic", "organic"): 4,
        ("neurotic", "psychotic"): 5, ("neurotic", "neurotic"): 4, ("neurotic", "organic"): 1,
        ("organic", "organic"): 10,
    }
)  # fmt: skip


def test_the_published_example_comes_out():
    found = agreement(DIAGNOSES)

    assert (found.n, round(found.observed, 2), round(found.expected, 2)) == (100, 0.89, 0.66)
    assert [round(one, 2) for one in (found.kappa, found.low, found.high)] == [0.68, 0.5, 0.85]
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.087, abs=0.001)


def test_one_code_against_the_rest_is_a_table_of_two():
    found = {
        code: one_against_rest(DIAGNOSES, code) for code in ("psychotic", "neurotic", "organic")
    }

    assert [round(one.kappa, 2) for one in found.values()] == [0.69, 0.5, 0.77]
    assert {one.n for one in found.values()} == {100}


def test_where_chance_is_all_there_is_no_kappa():
    assert agreement([]).kappa is None
    assert agreement([("a", "a")] * 5).kappa is None
    all_agreed = agreement([("a", "a"), ("b", "b")] * 5)
    assert (all_agreed.kappa, all_agreed.low, all_agreed.high) == (1.0, None, None)
    assert agreement([("a", "b"), ("b", "a")] * 5).kappa == -1.0
