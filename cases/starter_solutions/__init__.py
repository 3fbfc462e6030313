"""Standard solutions that a new installation starts with, in three languages; edited as rows later."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh-hant", "zh-hans", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterText:
    """What one solution says in one language; `problem` has one way of putting it in each line."""

    title: str
    problem: str
    answer: str
    steps: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterSolution:
    """One solution as shipped; all are for customers to read."""

    code: str
    category: str
    texts: Mapping[str, StarterText]


@cache
def starter_solutions() -> tuple[StarterSolution, ...]:
    """Read the files beside this one, in the order of their names."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(
        _read(given) for file in files for given in tomllib.loads(file.read_text())["solution"]
    )


def _read(given: Mapping[str, Any]) -> StarterSolution:
    texts = {
        language: StarterText(**{name: said.strip() for name, said in given[language].items()})
        for language in LANGUAGES
    }
    return StarterSolution(code=given["code"], category=given["category"], texts=texts)
