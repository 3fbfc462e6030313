"""How good a piece of feedback is to work with: complete, specific and proven, each out of a hundred.

Pure. It grades what was told, never who told it or how angrily, and no customer sees it: it tells a clerk
what to ask for, and the owner of a channel whether its form asks for the right things.

    completeness = 30 what happened (20 signs of substance) + 25 order or product + 15 store + 15 when
                   + 15 a way to answer, or anonymous by choice
    specificity  = 30 a category was recognised + 40 x substance / 80, at most 40 + 15 a day, time or amount
                   + 15 an order or a store
    evidence     = 70 the first file + 15 each further one, at most 85, + 15 an order number to look up
    grade        = 0.40 completeness + 0.35 specificity + 0.25 evidence

Substance counts a Chinese character once and a Latin word twice, after greetings' punctuation, numbers and
addresses are off (near.stripped). The weights are judgement, to be checked against how often a case has to
wait for its customer; VERSION goes up with them.
"""

import re
from dataclasses import dataclass

from cases.triage.near import stripped
from cases.triage.normalising import fold

VERSION = 1

_ENOUGH, _PLENTY = 20, 80
_WHEN = re.compile(
    r"今[天早晚]|昨[天晚]|前天|上[个個]?(?:周|星期|礼拜|月)|[本这這]周|刚才|\d+\s*(?:天|周|个月|小时)前"
    r"|\d{1,2}\s*[月/.-]\s*\d{1,2}|\d{1,2}:\d{2}|\d{4}\s*[年/-]|[零一二三四五六七八九十]+月"
    r"|周[一二三四五六日天]|星期[一二三四五六日天]"
    r"|\b(?:today|yesterday|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|last (?:week|month|night)"
    r"|(?:days?|weeks?|months?|hours?) ago|(?:january|february|march|april|june|july|august|september"
    r"|october|november|december))\b"
)
_AMOUNT = re.compile(r"(?:nt\$|us\$|hk\$|[$¥€])\s*\d|\d\s*(?:元|块|圆|dollars?|usd|twd|rmb)")
_ORDER = re.compile(r"\b[a-z]{1,4}[-#]?\d{3,}\b|订单\D{0,4}\d{3,}|\b(?:order|no\.?)\D{0,6}\d{3,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What there is to grade."""

    text: str
    order: str = ""
    has_store: bool = False
    has_category: bool = False
    is_reachable: bool = False
    is_anonymous: bool = False
    is_praise: bool = False
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """Out of a hundred each; `missing` are codes of what to ask for, the most useful first."""

    completeness: int
    specificity: int
    evidence: int
    missing: tuple[str, ...]

    @property
    def whole(self) -> int:
        """All three in one."""
        return round(0.40 * self.completeness + 0.35 * self.specificity + 0.25 * self.evidence)


def grade(told: Told) -> Grade:
    """Grade one piece of feedback, with all that its customer has told and sent so far."""
    folded, substance = fold(told.text), _substance(told.text)
    has_order = bool(told.order) or bool(_ORDER.search(folded))
    has_when = bool(_WHEN.search(folded))
    can_answer = told.is_reachable or told.is_anonymous
    completeness = (
        30 * min(1.0, substance / _ENOUGH)
        + 25 * has_order + 15 * told.has_store + 15 * has_when + 15 * can_answer
    )  # fmt: skip
    specificity = (
        30 * told.has_category + 40 * min(1.0, substance / _PLENTY)
        + 15 * (has_when or bool(_AMOUNT.search(folded))) + 15 * (has_order or told.has_store)
    )  # fmt: skip
    files = 70 + 15 * min(1, told.files - 1) if told.files else 0
    lacks = {
        "detail": substance < _ENOUGH,
        "order_number": not has_order,
        "photo": not told.files,
        "date": not has_when,
        "store": not told.has_store,
        "contact": not can_answer,
    }
    # Who praises need prove nothing.
    asked = [code for code, is_so in lacks.items() if is_so]
    return Grade(
        completeness=round(completeness),
        specificity=round(specificity),
        evidence=min(100, files + 15 * has_order),
        missing=() if told.is_praise else tuple(asked),
    )


def _substance(text: str) -> int:
    plain = stripped(text)
    return len(_HAN.findall(plain)) + 2 * len(_LATIN_WORD.findall(plain))
