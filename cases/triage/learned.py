"""Reading a category by what was learned, over what the rules say and the customer tapped."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cases.triage.learner.explaining import words_for
from cases.triage.learner.model import Guess, Model
from cases.triage.normalising import normalise
from cases.triage.rule_book import SHIPPED, Book
from cases.triage.rules import (
    AUTO_CONFIDENCE,
    SHIPPED_KLASSES,
    classify,
    fired_in,
    reasons_for,
    shares_of,
)
from cases.triage.spelling import own_spelling
from cases.triage.verdicts import FiredWord, LearnedWord, LikeKnown, Verdict

# Of all belief so much goes to what the customer tapped: less than to clear words, more than to any others.
_CHIP_SHARE = 0.45
# So much of all belief goes at most to the site's own rules: with 3 points they win against a learner that is
# sure, with 2 against one that doubts, with 1 they break a tie.
_OWN_SHARE = 0.6

Share: TypeAlias = tuple[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A model that reads, its number (0: came with the product), and the class of each of its labels."""

    model: Model
    version: int
    klasses: Mapping[str, str]
    uses_rules: bool = True


def shipped_klasses() -> dict[str, str]:
    """The class of each category of the shipped tree."""
    return dict(SHIPPED_KLASSES)


def rule_shares(text: str, *, book: Book = SHIPPED) -> dict[str, float]:
    """What the shipped rules believe of a text, as the learner's prior; empty where nothing fired."""
    return dict(shares_of(fired_in(text, rules=book.shipped)))


def verdict_of(
    learned: Learned,
    text: str,
    *,
    hint: str | None = None,
    person_needed: bool = False,
    book: Book = SHIPPED,
) -> Verdict:
    """The category for `text`, and why.

    Where this process cannot make the vectors that the model was fitted with, its shares are those of
    characters and rules, and only the rules may act by themselves. An empty text is left to the rules.
    The site's own rules are mixed in last, so that they do not fade with what is learned.
    """
    level = normalise(text)
    if not level:
        return classify(text, hint, person_needed=person_needed, book=book)
    fired = fired_in(text, rules=book.shipped) if learned.uses_rules else []
    own = fired_in(text, rules=book.own) if learned.uses_rules else []
    ruled = shares_of(fired)
    guess = learned.model.guess(level, dict(ruled))
    klasses = {**book.klasses, **learned.klasses}
    shares = _with_own(_with_chip(guess, hint, klasses), own)
    best, confidence = shares[0]
    return Verdict(
        category=best,
        klass=_klass(klasses, shares),
        top3=tuple((label, round(share, 4)) for label, share in shares[:3]),
        confidence=round(confidence, 4),
        auto=_is_sure(guess, ruled, shares[0]) and not person_needed,
        reasons=reasons_for(text, [*fired, *own], best),
        words=_words(learned.model, text, level, best, [*fired, *own]),
        alike=tuple(
            LikeKnown(name=one.name, category=one.label, likeness=one.likeness)
            for one in guess.nearest
            if one.name
        ),
        version=learned.version,
    )


def _is_sure(guess: Guess, ruled: Sequence[Share], best: Share) -> bool:
    """A chip or an own rule can make a guess less sure, never more: nobody knows how right they are."""
    if guess.is_whole:
        is_guess = best[0] == guess.shares[0][0]
        return guess.is_sure and is_guess and best[1] >= (guess.sure_from or 1.0)
    return bool(ruled) and ruled[0][0] == best[0] and ruled[0][1] >= AUTO_CONFIDENCE


def _with_chip(guess: Guess, hint: str | None, klasses: Mapping[str, str]) -> Sequence[Share]:
    """Mix what was tapped into the shares: a category, or the categories of a class as they stand."""
    shares = dict(guess.shares)
    if hint in shares or hint in klasses:
        tapped = {str(hint): 1.0}
    else:
        inside = {one: shares[one] for one in shares if klasses.get(one) == hint}
        whole = sum(inside.values())
        if not whole:
            return guess.shares
        tapped = {one: part / whole for one, part in inside.items()}
    return _mixed(shares, tapped, _CHIP_SHARE)


def _with_own(shares: Sequence[Share], own: Sequence[FiredWord]) -> Sequence[Share]:
    """Mix in what the site's own rules say, by as much as they are sure of it."""
    spoken = dict(shares_of(own))
    whole = sum(spoken.values())
    if not whole:
        return shares
    parts = {code: share / whole for code, share in spoken.items()}
    return _mixed(dict(shares), parts, _OWN_SHARE * whole)


def _mixed(
    shares: Mapping[str, float], other: Mapping[str, float], weight: float
) -> Sequence[Share]:
    mixed = {
        one: (1 - weight) * shares.get(one, 0.0) + weight * other.get(one, 0.0)
        for one in {**shares, **other}
    }
    return sorted(mixed.items(), key=lambda item: (-item[1], item[0]))


def _klass(klasses: Mapping[str, str], shares: Sequence[Share]) -> str | None:
    """The class whose categories are believed in most together."""
    sums: defaultdict[str, float] = defaultdict(float)
    for label, share in shares:
        if label in klasses:
            sums[klasses[label]] += share
    return max(sums, key=sums.__getitem__) if sums else None


def _words(
    model: Model, text: str, level: str, best: str, fired: Sequence[FiredWord]
) -> tuple[LearnedWord, ...]:
    """What the learner went by and the rules did not name, in the spelling of `text`."""
    if best not in model.labels:
        return ()  # a category of the site's own, that only its rules know yet
    named = [word.word.rstrip("*") for word in fired if word.category == best]
    return tuple(
        LearnedWord(word=own_spelling(text, spoke.word), lost=spoke.lost)
        for spoke in words_for(model, level, best)
        if not any(spoke.word in word or word in spoke.word for word in named)
    )
