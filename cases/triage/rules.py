"""Choosing a category by the rule book: add up points, share out belief, keep some doubt."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cases.triage.category_tree import BY_CODE, KLASSES
from cases.triage.normalising import normalise
from cases.triage.rule_book import RULES, SHIPPED, Book, Rule
from cases.triage.spelling import own_spelling
from cases.triage.verdicts import FiredWord, Verdict

AUTO_CONFIDENCE = 0.90
"""Share of belief from which no person need look; precision at it is asserted in the tests."""
SHIPPED_KLASSES: Mapping[str, str] = {code: seed.klass for code, seed in BY_CODE.items()}
_TEMPERATURE = 1.3
_DOUBT = 1.5
_FURTHER_WORDS = 0.35
_MOST_FURTHER_WORDS = 2
_CHIP_POINTS = 3.3
_CLASS_CHIP_POINTS = 1.5
_LATIN = re.compile(r"[a-z0-9$]+")
_COUNTED = re.compile(
    r"[一二两三四五六七八九十百半几]+(?=个?(?:天|日|周|星期|礼拜|月|小时|钟|分|张|本|元|块|吋|寸|次|通|遍|折|份|趟))"
)
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty)\b"
)


@dataclass(frozen=True, slots=True)
class _Readable:
    """One text in the two shapes that words are looked for in."""

    chinese: str
    latin: str


@dataclass(frozen=True, slots=True)
class _WordList:
    """Words of a rule, sorted by the shape they are looked for in."""

    chinese: tuple[str, ...]
    latin: tuple[tuple[str, str], ...]

    def found_in(self, text: _Readable) -> list[str]:
        found = [word for word in self.chinese if word in text.chinese]
        return found + [word for word, padded in self.latin if padded in text.latin]

    def any_in(self, text: _Readable) -> bool:
        return any(word in text.chinese for word in self.chinese) or any(
            padded in text.latin for _, padded in self.latin
        )


def classify(
    text: str, hint: str | None = None, *, book: Book = SHIPPED, person_needed: bool = False
) -> Verdict:
    """The category for `text` by the rules of `book`, with the words that spoke for it.

    `hint` is what the customer tapped: a category or a class; an unknown code is passed over.
    `person_needed` (safety, privacy, legal) keeps the verdict from acting by itself.
    """
    klasses = {**SHIPPED_KLASSES, **book.klasses}
    shipped, own = fired_in(text, rules=book.shipped), fired_in(text, rules=book.own)
    fired = [*shipped, *own]
    ranked = shares_of(fired, hint, klasses=klasses)
    # A site's own rule can make a reading less sure, never surer: nobody has measured how right it is.
    measured = shares_of(shipped, hint, klasses=klasses) if own else ranked
    if not ranked:
        return Verdict(category=None, klass=None, top3=(), confidence=0.0, auto=False, reasons=())
    best, confidence = ranked[0]
    return Verdict(
        category=best,
        klass=klasses[best],
        top3=tuple((code, round(share, 4)) for code, share in ranked[:3]),
        confidence=round(confidence, 4),
        auto=confidence >= AUTO_CONFIDENCE and _is_sure_of(measured, best) and not person_needed,
        reasons=reasons_for(text, fired, best),
    )


def _is_sure_of(ranked: Sequence[tuple[str, float]], code: str) -> bool:
    return bool(ranked) and ranked[0][0] == code and ranked[0][1] >= AUTO_CONFIDENCE


def fired_in(text: str, *, rules: Sequence[Rule] = RULES) -> list[FiredWord]:
    """All that spoke for any category, in the spelling of the rules."""
    return [*_fired(_readable(normalise(text)), _compiled(tuple(rules)))]


def shares_of(
    fired: Sequence[FiredWord], hint: str | None = None, *, klasses: Mapping[str, str] | None = None
) -> list[tuple[str, float]]:
    """Share out belief by the points of what fired and of the chip, best first; some doubt is kept.

    `klasses` are the classes of the categories there are, the shipped ones where nothing is said.
    """
    points = _added_up(fired)
    _add_hint(points, hint, SHIPPED_KLASSES if klasses is None else klasses)
    return _shares(points)


def as_rule_word(phrase: str) -> str:
    """A phrase as rules write it, to be found in a text that was levelled; empty where nothing is left.

    English keeps a final * for any ending; everything is looked for letter by letter, and no pattern.
    """
    bare = phrase.strip()
    ending = "*" if bare.endswith("*") else ""
    text = _readable(normalise(bare.rstrip("*")))
    if text.chinese.isascii():
        word = text.latin.strip()
        return f"{word}{ending}" if word else ""
    return text.chinese


def _readable(normalised: str) -> _Readable:
    """Spelt-out numbers read 0 like digits do, so that 三張 and 3張 are one word."""
    counted = _COUNTED.sub("0", normalised)
    plain = _NUMBER_WORD.sub("0", normalised.replace("'", "").replace("’", ""))
    words = _LATIN.findall(plain)
    return _Readable(counted, f" {' '.join(words)} " if words else "")


@lru_cache(maxsize=8)
def _compiled(rules: tuple[Rule, ...]) -> tuple[tuple[Rule, _WordList, _WordList, _WordList], ...]:
    return tuple(
        (rule, _word_list(rule.words), _word_list(rule.near), _word_list(rule.unless))
        for rule in rules
    )


def _word_list(words: tuple[str, ...]) -> _WordList:
    latin = tuple((word, _padded(word)) for word in words if word.isascii())
    return _WordList(tuple(word for word in words if not word.isascii()), latin)


def _padded(word: str) -> str:
    return f" {word[:-1]}" if word.endswith("*") else f" {word} "


def _fired(
    text: _Readable, rules: tuple[tuple[Rule, _WordList, _WordList, _WordList], ...]
) -> Iterator[FiredWord]:
    for rule, words, near, unless in rules:
        found = words.found_in(text)
        if not found or unless.any_in(text) or (rule.near and not near.any_in(text)):
            continue
        longest = [word for word in found if not _inside_another(word, found)]
        for nth, word in enumerate(longest[: 1 + _MOST_FURTHER_WORDS]):
            points = rule.points if nth == 0 else rule.points * _FURTHER_WORDS
            yield FiredWord(category=rule.category, word=word, points=points)


def _inside_another(word: str, words: list[str]) -> bool:
    return any(word != other and word.rstrip("*") in other for other in words)


def _added_up(fired: Sequence[FiredWord]) -> dict[str, float]:
    points: defaultdict[str, float] = defaultdict(float)
    for word in fired:
        points[word.category] += word.points
    return points


def _add_hint(points: dict[str, float], hint: str | None, klasses: Mapping[str, str]) -> None:
    if hint is None:
        return
    if hint in klasses:
        points[hint] = points.get(hint, 0.0) + _CHIP_POINTS
    elif hint in KLASSES:
        inside = [code for code in points if klasses[code] == hint]
        for code in inside or [f"{hint}_other"]:
            points[code] = points.get(code, 0.0) + _CLASS_CHIP_POINTS


def _shares(points: dict[str, float]) -> list[tuple[str, float]]:
    """Belief grows with the exponent of points and is shared with a constant doubt."""
    weights = {code: math.expm1(total / _TEMPERATURE) for code, total in points.items()}
    whole = sum(weights.values()) + _DOUBT
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return [(code, weight / whole) for code, weight in ranked]


def reasons_for(text: str, fired: Sequence[FiredWord], best: str) -> tuple[FiredWord, ...]:
    """What spoke for a category, strongest first, in the spelling of `text`."""
    spoken = [
        FiredWord(category=best, word=_as_written(text, word.word), points=round(word.points, 2))
        for word in fired
        if word.category == best
    ]
    return tuple(sorted(spoken, key=lambda word: -word.points))


def _as_written(text: str, word: str) -> str:
    return own_spelling(text, word.rstrip("*"))
