"""The rules by which one site reads: the shipped ones less those that are switched off, and its own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.triage.rule_book.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All rules of a site. In `urgency` a code of urgency stands in the place of a category.

    `klasses` are the classes of the categories that its own rules name.
    """

    shipped: Sequence[Rule]
    own: tuple[Rule, ...] = ()
    urgency: tuple[Rule, ...] = ()
    klasses: Mapping[str, str] = field(default_factory=dict)


def key_of(rule: Rule) -> str:
    """Name a shipped rule by what it says: another text is another rule, and nobody switched that off."""
    said = repr((rule.category, rule.points, rule.words, rule.near, rule.unless))
    return hashlib.blake2s(said.encode(), digest_size=6).hexdigest()
