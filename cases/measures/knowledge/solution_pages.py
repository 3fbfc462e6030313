"""A version of a solution as pages show it: each language as its readers see it, and what is different."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from cases.measures.knowledge.article_blocks import Block, blocks_of
from cases.measures.knowledge.differences import Piece, differences
from cases.models import SolutionText, SolutionVersion

PARTS = ("title", "problem", "answer", "steps")


class Written(Protocol):
    """What one language says, kept or just being written."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def problem(self) -> str:
        """How customers put it."""

    @property
    def answer(self) -> str:
        """What customers read."""

    @property
    def steps(self) -> str:
        """What colleagues do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One language as its readers see it; without a title nothing is written in it."""

    language: str
    name: str
    title: str
    problem: Sequence[str]
    answer: Sequence[Block]
    steps: Sequence[Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One language: what is new and what is gone in each part that is different, by the part's name."""

    language: str
    name: str
    parts: Mapping[str, Sequence[Piece]]


def previews(version: SolutionVersion) -> Sequence[Preview]:
    """Show all languages of a version."""
    return previews_of({text.language: text for text in version.texts.all()})


def previews_of(texts: Mapping[str, Written]) -> Sequence[Preview]:
    """Show all languages of what is written, kept or not."""
    empty = SolutionText()
    return [
        Preview(
            language=language, name=str(name), title=text.title, problem=text.problem.splitlines(),
            answer=blocks_of(text.answer), steps=blocks_of(text.steps),
        )
        for language, name in settings.LANGUAGES
        for text in [texts.get(language, empty)]
    ]  # fmt: skip


def compared(before: SolutionVersion, after: SolutionVersion) -> Sequence[Compared]:
    """Tell what is different in each language."""
    old = {text.language: text for text in before.texts.all()}
    new = {text.language: text for text in after.texts.all()}
    empty = SolutionText()
    return [
        Compared(
            language=language,
            name=str(name),
            parts=_different(old.get(language, empty), new.get(language, empty)),
        )
        for language, name in settings.LANGUAGES
    ]


def _different(before: SolutionText, after: SolutionText) -> Mapping[str, Sequence[Piece]]:
    pairs = {part: (getattr(before, part), getattr(after, part)) for part in PARTS}
    return {part: differences(*pair) for part, pair in pairs.items() if pair[0] != pair[1]}
