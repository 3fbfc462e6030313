"""Long texts in pieces that a messenger takes: cut at paragraphs, sentences or words, in no sign."""

import re
from collections.abc import Callable, Sequence

Width = Callable[[str], int]
_LEFT_OUT = "…\n"
# Where a text may end, best first; each matches up to the end of a piece.
_BREAKS = tuple(
    re.compile(pattern)
    for pattern in (r"\n\s*\n", r"\n", r"[。！？!?…]+|\.(?=\s)", r"[，、；,;]|\s")
)
_LINK = re.compile(r"https?://[^\s（）。，]+")
# What belongs to the sign before it: marks, variations, tones of skin, joiners and what they join.
_JOINED = re.compile(
    "[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def bytes_in(sign: str) -> int:
    """Count a sign as UTF-8 has it."""
    return len(sign.encode())


def units_in(sign: str) -> int:
    """Count a sign as UTF-16 has it: an emoji is two or more."""
    return len(sign.encode("utf-16-le")) // 2


def pieces_of(text: str, *, longest: int, width: Width, most: int, rest: str = "") -> list[str]:
    """Cut a text into at most `most` pieces of at most `longest`, counted by `width` (which adds up).

    What does not fit is left out, and `rest` (where to read it) stands in its place.
    """
    pieces: list[str] = []
    left = text.strip()
    while left:
        if len(pieces) == most - 1 and width(left) > longest:
            tail = f"{_LEFT_OUT}{rest}".rstrip()
            pieces.append(_head(left, longest - width(tail), width) + tail)
            break
        piece = _head(left, longest, width)
        pieces.append(piece)
        left = left[len(piece) :].lstrip()
        pieces[-1] = piece.rstrip()
    return pieces


def _head(text: str, longest: int, width: Width) -> str:
    """Take as much as fits, up to the best place to stop in the second half of that."""
    end = _fitting(text, longest, width)
    if end == len(text):
        return text
    links = [match.span() for match in _LINK.finditer(text) if match.start() < end]
    for pattern in _BREAKS:
        places = (match.end() for match in pattern.finditer(text, end // 2, end))
        if stops := [place for place in places if place <= end and not _within(place, links)]:
            return text[: stops[-1]]
    # A link goes to the next piece whole, unless no piece would hold it.
    if (link := _within(end, links)) and link[0] > 0:
        return text[: link[0]]
    return text[: _between_signs(text, end)]


def _within(place: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    return next((span for span in spans if span[0] < place < span[1]), None)


def _fitting(text: str, longest: int, width: Width) -> int:
    taken = 0
    for place, sign in enumerate(text):
        taken += width(sign)
        if taken > longest:
            return place
    return len(text)


def _between_signs(text: str, end: int) -> int:
    """Step back to where a sign ends; a sign longer than a piece is cut after all."""
    place = end
    while place > 0 and _is_inside(text, place):
        place -= 1
    return place or end


def _is_inside(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if _JOINED.match(after) or before == "\u200d":
        return True
    flags = 0
    while flags < place and _FLAG.match(text[place - 1 - flags]):
        flags += 1
    return bool(_FLAG.match(after)) and flags % 2 == 1
