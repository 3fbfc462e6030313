"""The pages of word rules: what each rule speaks for, and the shipped ones by category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.kinds import RuleUrgency
from cases.measures.time_limits.policy_words import category_name
from cases.measures.triage.reading_words import urgency_name
from cases.models import WordRule
from cases.triage.category_tree import CATEGORIES
from cases.triage.rule_book import RULES, Rule, key_of

MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """A rule of the site's own, for the list."""

    row: WordRule
    speaks_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedRule:
    """A rule that came with the product, and who switched it off, if anybody did."""

    key: str
    rule: Rule
    off: WordRule | None


def own_rules() -> tuple[list[OwnRule], list[OwnRule]]:
    """Those in force, and the last version of each that was retired."""
    rows = WordRule.objects.filter(shipped="").select_related("category", "made_by", "ended_by")
    newest = rows.order_by("number", "-version").distinct("number")
    told = [OwnRule(row=row, speaks_for=speaks_for(row)) for row in newest]
    return [one for one in told if not one.row.until], [one for one in told if one.row.until]


def speaks_for(row: WordRule) -> str:
    """What a rule speaks for, in the reader's language."""
    if row.category is not None:
        return row.category.name
    return _("Pressing: %(what)s") % {"what": row.get_urgency_display()}


def code_in_words(code: str) -> str:
    """A category, or a code of urgency, by its name."""
    return urgency_name(code) if code in RuleUrgency.values else category_name(code)


def shipped_categories() -> Sequence[tuple[str, str, int]]:
    """The shipped categories with how many rules speak for each."""
    return [
        (seed.code, category_name(seed.code), sum(one.category == seed.code for one in RULES))
        for seed in CATEGORIES
    ]


def shipped_rules(category: str) -> list[ShippedRule]:
    """The shipped rules that speak for a category, as they were written."""
    off = _switched_off()
    return [
        ShippedRule(key=key_of(one), rule=one, off=off.get(key_of(one)))
        for one in RULES
        if one.category == category
    ]


def _switched_off() -> Mapping[str, WordRule]:
    rows = WordRule.objects.in_force().exclude(shipped="").select_related("made_by")
    return {row.shipped: row for row in rows}
