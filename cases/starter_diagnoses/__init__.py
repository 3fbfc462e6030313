"""Diagnoses that a new installation starts with, in three languages; edited as rows later."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh_hant", "zh_hans", "en")
# What is said in each language: part, then language.
Said = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterStep:
    """One step as shipped; `above` is the code of the question before it, "" for the first."""

    code: str
    above: str
    solution: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterDiagnosis:
    """One diagnosis as shipped; each step stands after the one above it."""

    code: str
    category: str
    name: Mapping[str, str]
    steps: Sequence[StarterStep]


@cache
def starter_diagnoses() -> tuple[StarterDiagnosis, ...]:
    """Read the files beside this one, in the order of their names."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(_read(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def _read(given: Mapping[str, Any]) -> StarterDiagnosis:
    steps = [
        StarterStep(
            code=step["code"], above=step.get("above", ""), solution=step.get("solution", ""),
            said={part: _languages(step[part]) for part in ("answer", "words", "advice") if part in step},
        )
        for step in given["step"]
    ]  # fmt: skip
    return StarterDiagnosis(
        code=given["code"], category=given["category"], name=_languages(given["name"]), steps=steps
    )


def _languages(given: Sequence[str]) -> Mapping[str, str]:
    return {language: said.strip() for language, said in zip(LANGUAGES, given, strict=True)}
