"""What a rule is, and the way its words are written down.

Chinese is written in Simplified and matched inside normalised text, where any number reads 0.
English is lower case without apostrophes and matched at word borders; a final * takes any ending.
Points: 3 names the problem, 2 is a strong sign, 1 a hint, less than 1 only breaks a tie.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Points for `category` when one of `words` is there.

    Where `near` is given, one of it must be there too; nothing of `unless` may be.
    """

    category: str
    points: float
    words: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


def rule(category: str, points: float, words: str, *, near: str = "", unless: str = "") -> Rule:
    """A rule whose words are written in lines, with | between them."""
    return Rule(
        category=category,
        points=points,
        words=_split(words),
        near=_split(near),
        unless=_split(unless),
    )


def _split(words: str) -> tuple[str, ...]:
    parts = (part.strip() for line in words.splitlines() for part in line.split("|"))
    return tuple(dict.fromkeys(part for part in parts if part))
