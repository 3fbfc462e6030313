"""Proofs of work: ours, fresh, right, and once."""

import base64
import json
from datetime import timedelta

import altcha
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_site.floods.models import Count
from feedback_site.floods.proofs import VALID_FOR, is_solved, new_challenge
from tests.factories.channels import NOW
from tests.floods.solving import solve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def changed(proof, **values):
    said = json.loads(base64.b64decode(proof))
    return base64.b64encode(json.dumps({**said, **values}).encode()).decode()


def test_a_solution_opens_the_door_once():
    proof = solve(new_challenge(now=NOW))

    assert is_solved(proof, now=NOW)
    assert not is_solved(proof, now=NOW)
    assert is_solved(solve(new_challenge(now=NOW)), now=NOW)


def test_a_solution_is_good_for_a_while_only():
    proof = solve(new_challenge(now=NOW))
    with time_machine.travel(NOW + VALID_FOR + timedelta(seconds=1), tick=False):
        assert not is_solved(proof, now=NOW + VALID_FOR)


def test_a_sum_of_somebody_elses_is_none():
    theirs = altcha.create_challenge(altcha.ChallengeOptions(max_number=10, hmac_key="their key"))

    assert not is_solved(solve(json.dumps(theirs.to_dict())), now=NOW)
    assert not Count.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"number": -1}, {"number": "12"}, {"number": None}, {"number": True}, {"salt": 5}, {"salt": "x"},
        {"signature": None}, {"challenge": "0" * 64}, {"algorithm": "SHA-1"},
        {"salt": "a?expires=9999999999&"},
    ],
)  # fmt: skip
def test_a_changed_solution_is_none(values):
    proof = solve(new_challenge(now=NOW))

    assert not is_solved(changed(proof, **values), now=NOW)
    assert is_solved(proof, now=NOW)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
@given(
    st.text(max_size=80) | st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode())
)
def test_nothing_that_anybody_sends_breaks_it(proof):
    assert not is_solved(proof, now=NOW)
