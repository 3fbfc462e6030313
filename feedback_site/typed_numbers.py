"""Whole numbers as an address or a form spells them: ids of rows, versions, pages."""

# What a column of 64 bits holds for certain; Python itself reads no more than some thousand digits.
MOST_DIGITS = 18


def id_in(text: str | None) -> int | None:
    """The id of a row as somebody or something typed it; None where that is none."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


def page_in(text: str | None) -> int:
    """Which page is asked for, counted from 1; the first where that is none."""
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 6 else 1
