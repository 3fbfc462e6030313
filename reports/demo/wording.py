"""Believable words for demonstration data: what customers write and what staff answer.

The base texts lie in `texts/`; slots, openings, details and closings make each use its own text.
Everything follows from the random generator that is handed in.
"""

import json
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Literal

from cases.triage.languages import Language
from reports.demo.people import order_number
from reports.demo.slots import slot_values

Outcome = Literal["solved", "not_solved", "unreached"]
Mood = Literal["complaint", "praise", "question"]

_TEXTS = Path(__file__).parent / "texts"
_PRINT_MATTERS = ("print_", "wrong_size", "material", "wrong_order")
_SENTENCE_ENDS = "。！？.!?"
_MOST_TRIES = 40
_TERSE_SHARE = 0.10
_SECOND_PROBLEM_SHARE = 0.12
_WISH_SHARE = 0.75
_DETAIL_COUNTS = (0, 0, 0, 1, 1, 1, 2, 2, 3, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoText:
    """What a customer wrote: a short title, the text, and the way it begins."""

    title: str
    text: str
    opening: str
    order: str
    mood: Mood = "complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResolution:
    """How a case was solved, in the facts that resolving asks for; codes of `cases.kinds`."""

    root_cause: str
    cause_note: str
    action_taken: str
    remedy: str
    decision_text: str


def complaint(
    rng: Random,
    category: str,
    language: Language,
    *,
    on: date,
    store: str = "",
    taken: Container[str] = (),
) -> DemoText:
    """A customer's text about `category`, written on that day.

    An opening that is in `taken` is drawn again; the caller collects the openings it has used.
    """
    for _ in range(_MOST_TRIES):
        drawn = _draw(rng, category, language, on, store)
        if drawn.opening not in taken:
            break
    return drawn


def praise(rng: Random, language: Language, *, on: date, store: str = "") -> DemoText:
    """A compliment."""
    slots = _slots(rng, language, on, store)
    opening = _phrase(rng, language, "praise_openings", slots)
    body = _ended(_phrase(rng, language, "praise", slots), language)
    text = _joined(language, opening + body, _phrase(rng, language, "praise_closings", slots))
    return DemoText(
        title=_clipped(body), text=text, opening=opening, order=slots["order"], mood="praise"
    )


def question(rng: Random, language: Language, *, on: date, store: str = "") -> DemoText:
    """A question that is no complaint."""
    slots = _slots(rng, language, on + timedelta(days=15), store)
    opening = _phrase(rng, language, "questions_openings", slots)
    asked = _phrase(rng, language, "questions", slots)
    text = opening + asked + ("?" if language == "en" else "？")
    return DemoText(
        title=_clipped(asked), text=text, opening=opening, order=slots["order"], mood="question"
    )


def advert(rng: Random, language: Language) -> DemoText:
    """What is no feedback at all: somebody wants to sell something."""
    said = _phrase(rng, language, "adverts", slot_values(rng, language, date.min))
    return DemoText(title=_clipped(said), text=_ended(said, language), opening=said, order="")


def follow_up_message(rng: Random, language: Language, *, on: date) -> str:
    """What a customer writes later in the same conversation."""
    return _phrase(rng, language, "follow_ups", _slots(rng, language, on, ""))


def reply(
    rng: Random, category: str, language: Language, *, name: str = "", mood: Mood = "complaint"
) -> str:
    """A first answer by a member of staff: greeting, apology, what is being done, by when.

    Praise is thanked for instead.
    """
    slots = slot_values(rng, language, date.min) | {"name": _addressed(name, language)}
    parts = [_phrase(rng, language, "praise_answers", slots)]
    if mood != "praise":
        answer = rng.choice(_texts("answers", language)[category]["answers"])
        parts = [
            _phrase(rng, language, "apologies", slots) if mood == "complaint" else "",
            answer,
            _phrase(rng, language, "promises", slots),
        ]
    greeting = _phrase(rng, language, "greetings", slots)
    return "\n".join(
        (
            greeting,
            _joined(language, *filter(None, parts)),
            _phrase(rng, language, "sign_offs", slots),
        )
    )


def resolution(rng: Random, category: str, language: Language, *, name: str = "") -> DemoResolution:
    """The facts of a solved case and the decision as the customer is told."""
    pool = _texts("answers", language)[category]
    cause, solved = rng.choice(list(zip(pool["causes"], pool["resolutions"], strict=True)))
    slots = {"name": _addressed(name, language)}
    decision = _phrase(rng, language, "decisions", slots) + solved["text"]
    return DemoResolution(
        root_cause=cause["code"],
        cause_note=cause["text"],
        action_taken=solved["text"],
        remedy=solved["remedy"],
        decision_text=_joined(language, decision, _phrase(rng, language, "decision_closings", {})),
    )


def follow_up_remark(rng: Random, language: Language, outcome: Outcome) -> str:
    """What the caller noted after a follow-up call."""
    return _phrase(rng, language, f"remarks_{outcome}", {})


def internal_note(rng: Random, language: Language) -> str:
    """A note between colleagues."""
    return _phrase(rng, language, "notes", {})


def _draw(rng: Random, category: str, language: Language, on: date, store: str) -> DemoText:
    slots = _slots(rng, language, on, store)
    base = rng.choice(_texts("complaints", language)[category])
    title = base["title"].format_map(slots)
    opening = _opening(rng, base["mood"], category, language).format_map(slots)
    problem = _ended(base["text"].format_map(slots), language)
    if base["mood"] == "complaint" and rng.random() < _TERSE_SHARE:
        problem = _ended(title, language)
    text = _joined(
        language, opening + problem, *_rest(rng, base["mood"], category, language, slots)
    )
    return DemoText(
        title=title, text=text, opening=opening, order=slots["order"], mood=base["mood"]
    )


def _opening(rng: Random, mood: Mood, category: str, language: Language) -> str:
    phrases = _texts("phrases", language)
    if mood == "praise":
        pool: list[str] = phrases["praise_openings"]
    else:
        pool = list(phrases["openings"])
        if category.startswith(_PRINT_MATTERS):
            pool += phrases["print_openings"]
    return rng.choice(pool)


def _rest(
    rng: Random, mood: Mood, category: str, language: Language, slots: dict[str, str]
) -> list[str]:
    if mood == "praise":
        return [_phrase(rng, language, "praise_closings", slots)]
    if mood == "question":
        return []
    rest = []
    if rng.random() < _SECOND_PROBLEM_SHARE:
        rest.append(_second_problem(rng, category, language, slots))
    rest += _details(rng, category, language)
    if rng.random() < _WISH_SHARE:
        rest.append(_phrase(rng, language, "wishes", slots))
    return rest


def _second_problem(rng: Random, category: str, language: Language, slots: dict[str, str]) -> str:
    others = [
        base for base in _texts("complaints", language)[category] if base["mood"] == "complaint"
    ]
    another = {"zh-hant": "另外，", "zh-hans": "另外，", "en": "Also: "}[language]
    return another + _ended(rng.choice(others)["text"].format_map(slots), language)


def _details(rng: Random, category: str, language: Language) -> list[str]:
    phrases = _texts("phrases", language)
    pool: list[str] = list(phrases["details"])
    if category.startswith(_PRINT_MATTERS):
        pool += phrases["print_details"]
    return rng.sample(pool, rng.choice(_DETAIL_COUNTS))


def _slots(rng: Random, language: Language, on: date, store: str) -> dict[str, str]:
    bought = on - timedelta(days=rng.randrange(1, 15))
    values = slot_values(rng, language, bought)
    values["order"] = order_number(rng, bought)
    if store:
        values["store"] = store
    return values


def _phrase(rng: Random, language: Language, kind: str, slots: dict[str, str]) -> str:
    phrase: str = rng.choice(_texts("phrases", language)[kind])
    return phrase.format_map(slots)


def _addressed(name: str, language: Language) -> str:
    if name:
        return name
    return {"zh-hant": "顧客", "zh-hans": "顾客", "en": "customer"}[language]


def _ended(sentence: str, language: Language) -> str:
    if sentence[-1] in _SENTENCE_ENDS:
        return sentence
    return sentence + ("." if language == "en" else "。")


def _joined(language: Language, *sentences: str) -> str:
    glue = " " if language == "en" else ""
    return glue.join(_ended(sentence.strip(), language) for sentence in sentences)


def _clipped(sentence: str) -> str:
    return sentence if len(sentence) <= 40 else sentence[:39] + "…"


@lru_cache(maxsize=16)
def _texts(kind: str, language: Language) -> Any:
    """The parsed file of one kind and language; typed where it is read, for it is plain JSON."""
    path = _TEXTS / f"{kind}_{language.replace('-', '_')}.json"
    return json.loads(path.read_text(encoding="utf-8"))
