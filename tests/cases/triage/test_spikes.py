"""What stands out against its own history, and what does not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.triage import wording_groups
from cases.triage.spikes import (
    FALSE_SHARE,
    FEWEST,
    Series,
    adjusted,
    chance_of,
    expected_of,
    season_of,
    spikes,
    spread_of,
)


def series(now, *before, kind="store", key="k"):
    return Series(kind=kind, key=key, now=now, before=before)


QUIET = [series(n % 2, *((n + week) % 2 for week in range(12)), key=f"quiet{n}") for n in range(60)]


def test_with_a_known_rate_it_is_the_tail_of_poisson():
    # So many windows that nothing of the mean is in doubt: P(N >= 3) of a Poisson with mean 1.
    assert chance_of(3, 1.0, windows=10**9, spread=1.0) == pytest.approx(
        1 - math.exp(-1) * (1 + 1 + 0.5), rel=1e-5
    )


def test_with_few_windows_it_is_the_predictive_distribution_of_a_gamma_prior():
    # A gamma of shape 6 over 3 windows: a negative binomial of 6 successes and p = 3/4.
    by_hand = 1 - sum(math.comb(n + 5, n) * 0.75**6 * 0.25**n for n in range(4))

    assert chance_of(4, 2.0, windows=3, spread=1.0) == pytest.approx(by_hand, rel=1e-9)


def test_far_below_a_large_mean_all_are_likely_and_far_above_it_none():
    # The terms below are smaller than a float can be; of a gamma of shape 6 again, by hand.
    assert chance_of(5, 50_000.0, windows=13, spread=1.0) == 1.0
    assert chance_of(90_000, 50_000.0, windows=13, spread=1.0) == 0.0
    assert chance_of(2, 2.0, windows=3, spread=1.0) == pytest.approx(
        1 - 0.75**6 * (1 + 6 * 0.25), rel=1e-9
    )


@given(
    st.integers(1, 60), st.floats(0.05, 30), st.integers(1, 13), st.floats(1, 6), st.floats(0, 2)
)
def test_more_people_are_less_likely_and_doubt_makes_them_likelier(
    count, mean, windows, spread, more
):
    chance = chance_of(count, mean, windows=windows, spread=spread)

    assert 0 <= chance_of(count + 1, mean, windows=windows, spread=spread) <= chance <= 1
    tail = chance_of(count + 200, mean, windows=windows, spread=spread)
    wider = chance_of(count + 200, mean, windows=windows, spread=spread + more)
    assert wider >= tail * (1 - 1e-9)


def test_the_step_up_is_that_of_benjamini_and_hochberg():
    # Their own example (1995, section 3.2), of fifteen chances.
    chances = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip

    assert [share <= 0.05 for share in adjusted(chances)] == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), max_size=30))
def test_shares_keep_the_order_and_are_never_below_the_chance(chances):
    shares = adjusted(chances)

    assert all(chance - 1e-12 <= share <= 1 for chance, share in zip(chances, shares, strict=True))
    assert sorted(range(len(chances)), key=lambda at: (chances[at], shares[at])) == sorted(
        range(len(chances)), key=lambda at: chances[at]
    )


@pytest.mark.parametrize(
    ("one", "stands_out"),
    [
        (series(9, *[1] * 12), True),
        (series(3, *[0] * 12), False),  # too few to be worth a meeting
        (series(9, *[8] * 12), False),  # as usual
        (series(24, *[15] * 12), False),  # more, and not twice as much
        (series(9), False),  # new, and of a kind that is as new
    ],
)
def test_among_quiet_keys(one, stands_out):
    found = spikes([*QUIET, one])

    assert [spike.series for spike in found] == [one] * stands_out


def test_what_everybody_else_has_too_is_no_spike_and_a_quiet_week_makes_none():
    one, usual = series(9, *[1] * 12), series(100, *[100] * 12, kind="all")
    busy, calm = series(900, *[100] * 12, kind="all"), series(20, *[100] * 12, kind="all")

    assert [bool(spikes([*QUIET, one], whole=whole)) for whole in (usual, busy, calm)] == [
        True, False, True,
    ]  # fmt: skip
    assert season_of(one, calm) == 1.0


def test_a_kind_that_varies_anyway_needs_more():
    wild = [series(0, *([0, 8] * 6), key=f"wild{n}") for n in range(20)]
    one = series(15, *[4] * 12, key="x")

    assert spread_of(QUIET) == 1.0
    assert spread_of(wild) > 3
    assert spikes([*QUIET, one])
    assert not spikes([*wild, one])


def test_a_young_key_leans_on_others_of_its_kind():
    assert expected_of(series(5), prior=2.0) == 2.0
    assert expected_of(series(5, 0, 0, 0), prior=2.0) == 0.5


@given(
    st.lists(st.tuples(st.integers(0, 30), st.lists(st.integers(0, 9), max_size=12)), max_size=20)
)
def test_never_below_the_fewest_and_never_in_another_order(drawn):
    many = [series(now, *before, key=str(at)) for at, (now, before) in enumerate(drawn)]

    found = spikes(many)

    assert all(spike.series.now >= FEWEST and spike.share <= FALSE_SHARE for spike in found)
    assert [spike.chance for spike in found] == sorted(spike.chance for spike in found)


def unit(*rows):
    made = np.array(rows, np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_average_links_keep_a_chain_of_neighbours_apart():
    # Each is near to the next, and the first far from the last.
    angles = np.arange(6) * 0.6
    chain = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    alike = unit([1, 0.05, 0], [1, 0, 0.05], [0, 1, 0], [0.02, 1, 0])

    assert wording_groups.groups_of(alike, cut=0.3) == [[0, 1], [2, 3]]
    assert len(wording_groups.groups_of(chain, cut=0.3, fewest=1)) > 1
    assert wording_groups.groups_of(np.zeros((0, 3), np.float32)) == []
    assert wording_groups.belonging(alike[:2], alike, cut=0.3) == [0, 1]
    assert wording_groups.medoid(unit([1, 0], [1, 0.1], [1, 0.2])) == 1


def test_a_group_is_named_by_what_the_others_do_not_say():
    words = wording_groups.telling_words(
        ["封面 脱落 相片", "封面 脱落 今天"], ["相片 今天 很黄"], str.split
    )

    assert words == ["封面", "脱落"]
