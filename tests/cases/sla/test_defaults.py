"""The limits a new system starts with, as requirements L1 and L2 state them."""

import pytest

from cases.sla.defaults import DEFAULT_POLICIES
from tests.cases.sla.histories import History

MINUTE, HOUR = 60, 3600


def targets(class_):
    history = History(*DEFAULT_POLICIES).add("received", 0, class_=class_)
    history.add("answered", 0).add("customer_wrote", 1).add("resolved", 2)
    return {cycle.clock.value: cycle.target_seconds for cycle in history.at(2)}


EVERY = {
    "acknowledge": MINUTE,
    "first_response": 24 * HOUR,
    "next_response": 24 * HOUR,
    "verify": 72 * HOUR,
}


@pytest.mark.parametrize(
    ("class_", "own"),
    [
        ("", {"resolve": 72 * HOUR}),
        ("technical", {"dispatch": 30 * MINUTE, "resolve": 24 * HOUR}),
        ("service", {"contact": 12 * HOUR, "resolve": 72 * HOUR}),
        ("product", {"remedy": 24 * HOUR, "resolve": 72 * HOUR}),
    ],
)
def test_the_limits_of_each_class(class_, own):
    assert targets(class_) == {**EVERY, **own}


def test_only_waiting_for_the_customer_pauses_and_only_what_they_hold_up():
    listed = {t.clock.value: t.pause_reasons for p in DEFAULT_POLICIES for t in p.targets}

    assert {clock for clock, reasons in listed.items() if reasons} == {
        "resolve",
        "next_response",
        "remedy",
    }
    assert set().union(*listed.values()) == {"customer"}
