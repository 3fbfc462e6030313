"""The rules by which this site reads: the shipped ones that are not switched off, and its own."""

from collections.abc import Iterable, Sequence

from cases.models import WordRule
from cases.triage.rule_book import RULES, Book, Rule, key_of
from cases.triage.rules import as_rule_word
from feedback_site.remembering import remember


def site_book() -> Book:
    """The book in force; what was changed elsewhere is seen after settings.LOOK_UP_SECONDS."""
    return remember("word rules", lambda: book_of(_in_force()))


def book_of(rows: Iterable[WordRule]) -> Book:
    """Put rules together as texts are read by them."""
    known = list(rows)
    off = {one.shipped for one in known if one.shipped}
    named = [one for one in known if one.category is not None]
    return Book(
        # The very same list where nothing is off: what is prepared for it is prepared once.
        shipped=tuple(one for one in RULES if key_of(one) not in off) if off else RULES,
        own=tuple(as_rule(one) for one in named),
        urgency=tuple(as_rule(one) for one in known if one.urgency),
        klasses={one.category.code: one.category.klass for one in named if one.category},
    )


def as_rule(row: WordRule) -> Rule:
    """One rule as the reading takes it; a code of urgency stands in the place of a category."""
    return Rule(
        category=row.category.code if row.category is not None else row.urgency,
        points=float(row.points),
        words=_levelled(row.words),
        near=_levelled(row.near),
        unless=_levelled(row.unless),
    )


def _levelled(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for phrase in phrases if (word := as_rule_word(phrase))))


def _in_force() -> Sequence[WordRule]:
    return list(WordRule.objects.in_force().select_related("category"))
