"""Instructing: a site adds, changes and retires word rules of its own, and switches shipped ones off and on.

A rule is phrases that are looked for letter by letter, never a pattern: none is slow or a surprise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, MissingFacts, StaleRule, WrongRule
from cases.kinds import RuleUrgency
from cases.measures.triage.word_rules import as_rule
from cases.models import WordRule
from cases.rules.categories.categorising import category_of
from cases.rules.locking import one_at_a_time
from cases.rules.time_limits.proofreading import Fault
from cases.triage.rule_book import RULES, Rule, key_of
from cases.triage.rules import as_rule_word, fired_in
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget

MOST_RULES, MOST_PHRASES, LONGEST = 300, 40, 40
# What one rule may give to a category (rule_book/rule.py says what the points mean), and to urgency.
POINTS = (Decimal("0.5"), Decimal(5))
URGENCY_POINTS = (Decimal(1), Decimal(60))
SHIPPED: Mapping[str, Rule] = {key_of(rule): rule for rule in RULES}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """A rule as it was typed; exactly one of `category` (a code) and `urgency` is given."""

    category: str = ""
    urgency: str = ""
    points: Decimal
    words: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    example: str = ""


def as_row(terms: RuleTerms) -> WordRule:
    """The row that terms would make, unsaved. Raises WrongRule, naming every field."""
    row = WordRule(
        category=category_of(terms.category) if terms.category else None,
        urgency=terms.urgency,
        points=terms.points,
        words=_kept(terms.words),
        near=_kept(terms.near),
        unless=_kept(terms.unless),
        example=terms.example.strip(),
    )
    if faults := list(_faults(terms, row)):
        raise WrongRule(faults)
    return row


@transaction.atomic
def add_rule(terms: RuleTerms, *, reason: str, actor: User, now: datetime) -> WordRule:
    """Put a new rule into force. Raises NotAllowed, MissingFacts without a reason, and WrongRule."""
    _begin(actor, reason)
    row = as_row(terms)
    if WordRule.objects.in_force().filter(shipped="").count() >= MOST_RULES:
        words = _("There are %(n)s rules already; retire one first.") % {"n": MOST_RULES}
        raise WrongRule([Fault(field="words", says=words)])
    row.number = _next_number()
    return _put_in_force(row, "word_rule.made", reason=reason, actor=actor, now=now)


@transaction.atomic
def change_rule(
    number: int, terms: RuleTerms, *, seen: int, reason: str, actor: User, now: datetime
) -> WordRule:
    """Put the next version into force; of a retired rule too, which brings it back.

    `seen` is the version that was looked at. Raises as `add_rule`, StaleRule, WordRule.DoesNotExist, and
    AlreadyDone where nothing would change.
    """
    _begin(actor, reason)
    last = _latest(number, seen)
    row = as_row(terms)
    if last.until is None and _says(row) == _says(last):
        raise AlreadyDone
    return _follow(last, row, reason=reason, actor=actor, now=now)


@transaction.atomic
def restore_rule(number: int, *, seen: int, reason: str, actor: User, now: datetime) -> WordRule:
    """Bring a retired rule back as it was. Raises as `change_rule`."""
    _begin(actor, reason)
    last = _latest(number, seen)
    if last.until is None:
        raise AlreadyDone
    return _follow(last, as_row(terms_of(last)), reason=reason, actor=actor, now=now)


@transaction.atomic
def retire_rule(number: int, *, seen: int, reason: str, actor: User, now: datetime) -> WordRule:
    """Take a rule out of use; it stays for reading and can be brought back. Raises as `change_rule`."""
    _begin(actor, reason)
    last = _latest(number, seen)
    if last.until is not None:
        raise AlreadyDone
    _end(last, actor=actor, now=now)
    _tell("word_rule.retired", last, reason=reason, actor=actor, now=now)
    return last


@transaction.atomic
def switch_off(key: str, *, reason: str, actor: User, now: datetime) -> WordRule:
    """Let a shipped rule speak no more. Raises NotAllowed, MissingFacts, AlreadyDone, WrongRule."""
    _begin(actor, reason)
    if key not in SHIPPED:
        raise WrongRule([Fault(field="shipped", says=_("There is no such rule any more."))])
    if WordRule.objects.in_force().filter(shipped=key).exists():
        raise AlreadyDone
    row = WordRule(shipped=key, number=_next_number())
    return _put_in_force(row, "word_rule.switched_off", reason=reason, actor=actor, now=now)


@transaction.atomic
def switch_on(key: str, *, reason: str, actor: User, now: datetime) -> WordRule:
    """Let a shipped rule speak again. Raises as `switch_off`."""
    _begin(actor, reason)
    row = WordRule.objects.select_for_update().in_force().filter(shipped=key).first()
    if row is None or not key:
        raise AlreadyDone
    _end(row, actor=actor, now=now)
    _tell("word_rule.switched_on", row, reason=reason, actor=actor, now=now)
    return row


def terms_of(row: WordRule) -> RuleTerms:
    """What a stored rule says, as it may be typed again."""
    return RuleTerms(
        category=row.category.code if row.category is not None else "",
        urgency=row.urgency,
        points=row.points,
        words=tuple(row.words),
        near=tuple(row.near),
        unless=tuple(row.unless),
        example=row.example,
    )


# -------------------------------------------------------------------------------- what must hold


def _faults(terms: RuleTerms, row: WordRule) -> Iterator[Fault]:
    is_pressing = terms.urgency in RuleUrgency.values
    if bool(terms.category) == bool(terms.urgency) or (terms.urgency and not is_pressing):
        words = _("Choose either a category or what makes it pressing.")
        yield Fault(field="speaks_for", says=words)
    elif terms.category and row.category is None:
        words = _("There is no category “%(code)s” in use.") % {"code": terms.category}
        yield Fault(field="speaks_for", says=words)
    yield from _points_between(terms.points, *(URGENCY_POINTS if is_pressing else POINTS))
    for name in ("words", "near", "unless"):
        yield from _phrases(name, getattr(terms, name))
    if not any(map(as_rule_word, row.words)):
        yield Fault(field="words", says=_("Give at least one word or phrase."))
    elif not fired_in(row.example, rules=(as_rule(row),)):
        words = _("The rule does not speak on this example. Write one on which it does.")
        yield Fault(field="example", says=words)


def _points_between(points: Decimal, least: Decimal, most: Decimal) -> Iterator[Fault]:
    if not least <= points <= most:
        words = _("From %(least)s to %(most)s points.") % {"least": least, "most": most}
        yield Fault(field="points", says=words)


def _phrases(name: str, typed: tuple[str, ...]) -> Iterator[Fault]:
    if len(typed) > MOST_PHRASES:
        words = _("At most %(n)s phrases in a rule; make a second rule.") % {"n": MOST_PHRASES}
        yield Fault(field=name, says=words)
    for phrase in typed:
        word = as_rule_word(phrase)
        bare = word.rstrip("*")
        # One sign alone speaks in nearly every text; beside another phrase it may be enough.
        least = 1 if name != "words" else 2 if not word.isascii() else 3
        if len(bare) < least or len(phrase) > LONGEST:
            words = _("“%(phrase)s” is too short, too long, or has no letters to look for.")
            yield Fault(field=name, says=words % {"phrase": phrase})


def _kept(phrases: tuple[str, ...]) -> list[str]:
    """As they were typed: whoever reads the rule sees their own script; the reading levels it."""
    return list(dict.fromkeys(bare for phrase in phrases if (bare := phrase.strip())))


# ----------------------------------------------------------------------------------------- rows


def _begin(actor: User, reason: str) -> None:
    """One change at a time, so that numbers and versions follow one another."""
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    one_at_a_time("word rules")


def _latest(number: int, seen: int) -> WordRule:
    rows = WordRule.objects.filter(number=number, shipped="").select_related("category", "made_by")
    last = rows.order_by("-version").first()
    if last is None:
        raise WordRule.DoesNotExist
    if last.version != seen:
        raise StaleRule(who=last.made_by)
    return last


def _next_number() -> int:
    return 1 + (WordRule.objects.aggregate(most=Max("number"))["most"] or 0)


def _follow(last: WordRule, row: WordRule, *, reason: str, actor: User, now: datetime) -> WordRule:
    if last.until is None:
        _end(last, actor=actor, now=now)
    row.number, row.version = last.number, last.version + 1
    return _put_in_force(row, "word_rule.changed", reason=reason, actor=actor, now=now)


def _end(row: WordRule, *, actor: User, now: datetime) -> None:
    row.until, row.ended_by = now, actor
    row.save(update_fields=["until", "ended_by"])


def _put_in_force(row: WordRule, verb: str, *, reason: str, actor: User, now: datetime) -> WordRule:
    row.reason, row.since, row.made_by = reason.strip()[:200], now, actor
    row.save()
    _tell(verb, row, reason=reason, actor=actor, now=now)
    return row


def _tell(verb: str, row: WordRule, *, reason: str, actor: User, now: datetime) -> None:
    """The ledger keeps all that the rule says; an example may quote a customer, and stays out of it."""
    body = {**_says(row), "version": row.version, "shipped": row.shipped, "reason": reason.strip()}
    body["points"] = str(row.points)
    body.pop("example")
    entry = Entry(verb=verb, subject=f"word_rule:{row.number}", actor=name_of(actor), body=body)
    record([entry], now=now)
    transaction.on_commit(forget)


def _says(row: WordRule) -> dict[str, object]:
    return asdict(terms_of(row))
