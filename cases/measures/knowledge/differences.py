"""What is different between two texts, piece by piece; no database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A Chinese character, a word, a run of blanks, or any other sign.
_PIECE = re.compile(r"[\u3400-\u9fff]|\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that stayed, is new, or is gone."""

    kind: Literal["same", "new", "gone"]
    text: str


def differences(before: str, after: str) -> Sequence[Piece]:
    """Give the later text with what is new in it, and what is gone where it stood."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    # Without the rule of thumb that common pieces are noise, which in Chinese takes half of a text.
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(kind="same", text="".join(new[new_from:new_to]))
            continue
        if old_from < old_to:
            yield Piece(kind="gone", text="".join(old[old_from:old_to]))
        if new_from < new_to:
            yield Piece(kind="new", text="".join(new[new_from:new_to]))
