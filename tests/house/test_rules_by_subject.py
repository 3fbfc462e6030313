"""Rules, questions, pages lie by subject, as docs/architecture.md says; folders lean on those above them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs/architecture.md").read_text()
PLACES = ("channels/rules", "cases/rules", "cases/measures", "cases/admin")


def listed(place):
    """The rooms of a table of the document, in its order."""
    table = DOC.partition(f"| `{place}/` |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    return [[name.removesuffix("/") for name in re.findall(r"`([\w/.]+)`", row)] for row in rows]


def lying_in(place):
    return {
        path.name
        for path in (ROOT / place).iterdir()
        if path.name != "__init__.py" and (path.suffix == ".py" or (path / "__init__.py").exists())
    }


def leaning_on(place, room):
    """What of the place a room imports, as it is named there."""
    path = ROOT / place / room
    rules = place.replace("/", ".")
    for file in [path] if path.is_file() else path.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{rules}."):
                below = (node.module or "").removeprefix(rules).lstrip(".").split(".")[0]
                yield from [below] if below else [alias.name for alias in node.names]


@pytest.mark.parametrize("place", PLACES)
def test_every_folder_is_in_the_picture(place):
    assert {room for row in listed(place) for room in row} == lying_in(place)


@pytest.mark.parametrize("place", PLACES)
def test_a_folder_leans_on_those_above_it_alone(place):
    above, wrong = set(), []
    for row in listed(place):
        for room in row:
            bare = room.removesuffix(".py")
            above.add(bare)
            wrong += [(room, one) for one in leaning_on(place, room) if one not in above]
    assert wrong == []
