"""A solution's plain text as a page shows it: paragraphs, and lists where lines are numbered or dashed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["paragraph", "numbers", "dashes"]
_NUMBER = re.compile(r"\d{1,2}(?:[.)]\s+|、\s*)")
_DASH = re.compile(r"[-•・]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph with its lines, or a list with its entries."""

    kind: Kind
    lines: Sequence[str]


def blocks_of(text: str) -> Sequence[Block]:
    """Cut a text up; an empty line ends a paragraph, and a list needs none before it."""
    return [block for part in re.split(r"\n\s*\n", text.strip()) for block in _blocks(part)]


def _blocks(part: str) -> Iterator[Block]:
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    for kind, same in groupby(lines, key=_kind):
        mark = {"numbers": _NUMBER, "dashes": _DASH}.get(kind)
        yield Block(
            kind=kind, lines=[mark.sub("", line, count=1) if mark else line for line in same]
        )


def _kind(line: str) -> Kind:
    if _NUMBER.match(line):
        return "numbers"
    return "dashes" if _DASH.match(line) else "paragraph"
