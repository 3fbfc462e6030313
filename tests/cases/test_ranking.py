"""Who should take a case: never who is not there, the same whatever the order, and fair among equals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.ranking import Candidate, Nearness, Need, rank

NOW = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SKILLS, TONGUES = ("cameras", "refunds"), ("zh-hant", "en")

people = st.builds(
    Candidate,
    pk=st.integers(1, 12),
    there_from=st.sampled_from([NOW - HOUR, NOW, NOW + HOUR]),
    is_away=st.booleans(),
    may=st.booleans(),
    nearness=st.sampled_from(Nearness),
    leads=st.booleans(),
    skills=st.frozensets(st.sampled_from(SKILLS)),
    languages=st.frozensets(st.sampled_from(TONGUES)),
    load=st.integers(0, 12),
    capacity=st.integers(0, 12),
    last_given_at=st.none() | st.sampled_from([NOW - HOUR, NOW - 2 * HOUR]),
)
enough = settings(max_examples=60)
crowds = st.lists(people, max_size=8, unique_by=lambda one: one.pk)
needs = st.builds(
    Need,
    points=st.integers(1, 4),
    skill=st.sampled_from(["", *SKILLS]),
    language=st.sampled_from(["", *TONGUES]),
    earlier=st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple),
    of_customer=st.frozensets(st.integers(1, 12), max_size=2),
    excluded=st.dictionaries(st.integers(1, 12), st.just("named"), max_size=2),
)


def codes(ranked):
    return {reason.code for reason in ranked.reasons}


@enough
@given(needs, crowds)
def test_never_somebody_who_is_not_there_has_no_right_or_is_excluded(need, crowd):
    found = rank(need, crowd, now=NOW)

    for one in found.ranked:
        who = one.candidate
        assert who.may
        assert not who.is_away
        assert who.there_from <= NOW
        assert who.pk not in need.excluded
    assert {one.candidate for one in (*found.ranked, *found.left_out)} == set(crowd)
    assert all(len(one.reasons) == 1 for one in found.left_out)


@enough
@given(needs, crowds)
def test_nobody_beyond_their_capacity_unless_nobody_has_room_and_then_it_says_so(need, crowd):
    found = rank(need, crowd, now=NOW)

    def has_room(one):
        return one.candidate.load + need.points <= one.candidate.capacity

    if found.best is not None:
        assert has_room(found.best) == any(has_room(one) for one in found.ranked)
        assert ("nobody_has_room" in codes(found.best)) == (not has_room(found.best))


@enough
@given(needs, crowds, st.randoms())
def test_the_order_in_which_people_are_given_makes_no_difference(need, crowd, random):
    mixed = list(crowd)
    random.shuffle(mixed)

    assert rank(need, mixed, now=NOW) == rank(need, crowd, now=NOW)


@enough
@given(st.lists(st.integers(1, 4), min_size=1, max_size=60), st.integers(2, 6), st.integers(20, 60))
def test_among_equals_nobody_has_more_than_one_case_more_than_another(weights, number, capacity):
    crowd = [
        Candidate(pk=pk, there_from=NOW, capacity=capacity, last_given_at=NOW - HOUR)
        for pk in range(1, number + 1)
    ]
    for n, points in enumerate(weights):
        best = rank(Need(points=points), crowd, now=NOW).best.candidate
        given_one = replace(best, load=best.load + points, last_given_at=NOW + n * HOUR)
        crowd = [given_one if one.pk == best.pk else one for one in crowd]

    loads = [one.load for one in crowd]
    assert max(loads) - min(loads) <= max(weights)


def plain(pk, **more):
    return Candidate(
        **{"pk": pk, "there_from": NOW, "capacity": 20, "last_given_at": NOW - HOUR, **more}
    )


# The first of each two comes before the second.
BEFORE = (
    ({"load": 19}, {"load": 20}, Need(points=1)),
    ({"load": 15}, {"skills": frozenset({"cameras"})}, Need(skill="cameras", earlier=(2,))),
    ({"load": 15}, {}, Need(of_customer=frozenset({2}))),
    ({"skills": frozenset({"cameras"}), "load": 15}, {}, Need(skill="cameras")),
    ({"languages": frozenset({"en"}), "load": 15}, {}, Need(language="en")),
    ({"nearness": Nearness.STORE, "load": 15}, {}, Need()),
    ({"load": 15}, {"leads": True, "nearness": Nearness.STORE}, Need()),
    ({"load": 15}, {"nearness": Nearness.STORE, "load": 16}, Need()),
    ({"load": 4}, {"load": 3, "capacity": 10}, Need()),
    ({"last_given_at": NOW - 2 * HOUR}, {}, Need()),
    ({"last_given_at": None}, {"last_given_at": NOW - 99 * HOUR}, Need()),
)


def test_what_comes_before_what():
    for better, worse, need in BEFORE:
        found = rank(need, [plain(1, **worse), plain(2, **better)], now=NOW)

        assert [one.candidate.pk for one in found.ranked] == [2, 1], (better, worse)
