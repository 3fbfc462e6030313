"""docs/requirements.md leaves out no requirement, and names only tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# How many ids each letter has in the product's list.
LAST = {"I": 16, "C": 6, "L": 8, "R": 10, "F": 10, "K": 7, "A": 18, "S": 8, "P": 3}
ROW = re.compile(r"^\| ([A-Z]\d+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "requirements.md").read_text())


def test_every_requirement_has_exactly_one_line():
    assert [row[0] for row in ROWS] == [
        f"{letter}{number}" for letter, last in LAST.items() for number in range(1, last + 1)
    ]


def test_each_line_has_a_state_and_what_belongs_to_it():
    for name, state, what, proof in ROWS:
        assert state in {"works", "partly", "not yet"}, name
        assert ("Missing: " in what) or state != "partly", name
        assert bool(proof.strip()) == (state != "not yet"), name


def test_every_test_that_is_named_exists():
    named = [path for row in ROWS for path in re.findall(r"`([^`]+)`", row[3])]

    assert [path for path in named if not (ROOT / path).is_file()] == []
    assert named
