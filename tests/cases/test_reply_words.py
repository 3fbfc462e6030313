"""Words of reply templates: known names in braces, and nothing else."""

import pytest

from cases.reply_words import faults_of, filled, named_in


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Dear {name}, {reference} is due { due }.", []),
        ("Dear {nmae}, {nmae} {reference}", ["{nmae}"]),
        ("{{ name }}", ["{", "}"]),
        ("{% if name %}", ["{% if name %}"]),
        ("{}", ["{}"]),
        ("as {name", ["{"]),
        ("all well", []),
    ],
)
def test_what_is_not_known_is_named(text, faults):
    assert faults_of(text) == faults


def test_values_are_put_in_as_they_are_and_what_is_missing_stays():
    text = "{name}, {reference}: {due} {other}"

    assert filled(text, {"name": "{reference}", "reference": "FB-1", "due": ""}) == (
        "{reference}, FB-1: {due} {other}"
    )
    assert named_in(text) == ["name", "reference", "due"]
