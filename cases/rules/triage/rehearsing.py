"""Rehearsing: which rules speak on a text, and how many recent cases another book would read otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from cases.measures.told import told_in
from cases.measures.triage.word_rules import as_rule, book_of, site_book
from cases.models import Case, WordRule
from cases.rules.categories import categorising
from cases.rules.triage import recognising
from cases.rules.triage.explaining import as_it_stands
from cases.triage.reading import Triage, read
from cases.triage.rule_book import Book, Rule
from cases.triage.rules import fired_in
from cases.triage.spelling import own_spelling
from feedback_site.organisation.models import User

# So many of the newest cases are looked at, of those that speak so many are read twice, so many are named.
LOOKED_AT, MOST_READ, NAMED = 500, 60, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that speaks on a text: for what, by which word, with how many points, and whose it is."""

    code: str
    word: str
    points: float
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a text gives: the rules that spoke, and the reading as it would be kept."""

    hits: Sequence[Hit]
    reading: Triage


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """A case that would be read otherwise: its first guess and its urgency before and after."""

    reference: str
    before: str
    after: str
    points_before: int
    points_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Of the newest cases that were looked at: where the rule speaks, and which of those would change."""

    looked_at: int
    speaks: int
    read: int
    changed: int
    examples: Sequence[Differs]


def try_text(text: str, *, now: datetime, book: Book | None = None) -> Trial:
    """Read a text as it would be read when it came in; nothing is kept."""
    book = site_book() if book is None else book
    fired = [
        (one, is_own)
        for rules, is_own in ((book.own, True), (book.urgency, True), (book.shipped, False))
        for one in fired_in(text, rules=rules)
    ]
    hits = [
        Hit(
            code=one.category, word=own_spelling(text, one.word.rstrip("*")),
            points=round(one.points, 2), is_own=is_own,
        )
        for one, is_own in sorted(fired, key=lambda pair: -pair[0].points)
    ]  # fmt: skip
    return Trial(hits=hits, reading=_read(text, book, now))


def book_with(draft: WordRule | None, *, instead_of: int | None = None) -> Book:
    """The book in force with a draft in it, in the place of the rule of a number."""
    rows = WordRule.objects.in_force().select_related("category")
    kept = [row for row in rows if row.number != instead_of]
    return book_of([*kept, *([draft] if draft is not None else [])])


def effect_of(
    draft: WordRule | None, *, user: User, now: datetime, instead_of: int | None = None
) -> Effect:
    """Tell what a draft would change on the newest cases that this person may see; nothing is kept.

    Only where the old or the new rule speaks can anything change, and only such cases are read.
    """
    newest = Case.objects.visible_to(user).order_by("-pk")
    cases = dict(newest.values_list("pk", "reference")[:LOOKED_AT])
    told = told_in(list(cases))
    rules = _rules_of(draft, instead_of)
    speaking = [pk for pk in cases if fired_in(told[pk].whole, rules=rules)]
    before, after = site_book(), book_with(draft, instead_of=instead_of)
    texts = {pk: told[pk].whole for pk in speaking[:MOST_READ]}
    recognising.look_ahead(list(texts.values()))
    differing = []
    for pk, text in texts.items():
        was, will = (_read(text, book, now) for book in (before, after))
        if _is_other(was, will):
            differing.append(_differs(cases[pk], was, will))
    return Effect(
        looked_at=len(cases), speaks=len(speaking), read=len(texts), changed=len(differing),
        examples=differing[:NAMED],
    )  # fmt: skip


def _is_other(was: Triage, will: Triage) -> bool:
    """Whether the case would be sorted or weighed otherwise."""
    return (was.category, was.verdict.auto, was.urgency.points, was.flags) != (
        will.category, will.verdict.auto, will.urgency.points, will.flags,
    )  # fmt: skip


def _differs(reference: str, was: Triage, will: Triage) -> Differs:
    return Differs(
        reference=reference, before=was.category or "", after=will.category or "",
        points_before=was.urgency.points, points_after=will.urgency.points,
    )  # fmt: skip


def _rules_of(draft: WordRule | None, instead_of: int | None) -> tuple[Rule, ...]:
    old = WordRule.objects.in_force().filter(number=instead_of or 0, shipped="")
    rows = [*old.select_related("category"), *([draft] if draft is not None else [])]
    return tuple(as_rule(row) for row in rows)


def _read(text: str, book: Book, now: datetime) -> Triage:
    reading = read(
        text, now=timezone.localtime(now), learned=recognising.in_use(),
        moods=recognising.moods_in_use(), severities=categorising.severities(), book=book,
    )  # fmt: skip
    return replace(reading, verdict=as_it_stands(reading.verdict))
