"""Finding standard solutions for what somebody says: the nearest, in the reader's language, and how sure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone

from cases.models import SolutionText, SolutionVersion
from cases.triage.nearness import Phrases, nearest, prepare
from cases.triage.rules import classify
from cases.triage.urgency import weigh
from feedback_site.remembering import remember

# How much of the score is the category that the rules read; the rest is nearness of words.
CATEGORY_SHARE = 0.15
# What a category that a person has settled on adds: more than most words can say against it.
SETTLED = 0.35
# Below this an answer has no more to do with the question than chance.
LEAST = 0.12
# Fitted on solutions_dev.jsonl and tried on others, tests/cases/measures/knowledge/data/README.md: from here
# on at least 95 of 100 answers are the right ones.
SURE, SURE_WITHOUT_CATEGORY, AHEAD, AGREEING = 0.40, 0.50, 0.10, 0.50
LONGEST, MOST_SENTENCES = 2000, 8
FALLBACK = "zh-hant"
# What a version in force is known by: its id, whether it is for customers, and since when it is in force.
Stamp = tuple[int, bool, datetime | None]
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+|\.\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One solution for what was asked, in the asked language; `sure` enough to be given by a machine.

    `score` is from 0 to 1 and only good for comparing; `url` is a path on this site.
    """

    solution_id: int
    version_id: int
    title: str
    body: str
    url: str
    score: float
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One version in force, as the shelf keeps it: title and answer by language."""

    solution_id: int
    version_id: int
    code: str
    category: str
    is_public: bool
    texts: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All versions in force, and their phrases ready to be compared with."""

    kept: Mapping[int, Kept]
    phrases: Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One version of the shelf with its score."""

    kept: Kept
    score: float
    sure: bool


def find_answers(
    text: str, *, language: str, public_only: bool = True, limit: int = 3
) -> list[Answer]:
    """Find what may help, best first; nothing where nothing is near. `language` is that of the answer."""
    found = rank(text, public_only=public_only)
    return [_answer(one, language) for one in found[:limit]]


def rank(text: str, *, public_only: bool, category: str | None = None) -> list[Ranked]:
    """Order the shelf by nearness to a text; `category` is one that a person has settled on.

    Nobody is sure of anything that calls for a person: safety, privacy, legal steps.
    """
    shelf, said = shelf_now(), text[:LONGEST]
    shares = dict(classify(said).top3)
    scores = sorted(
        (
            (score, version_id)
            for version_id, score in _scores(shelf, said, shares).items()
            if score >= LEAST and (shelf.kept[version_id].is_public or not public_only)
        ),
        reverse=True,
    )
    calls_for_person = bool(weigh(said, now=timezone.localtime()).flags)
    found = [
        Ranked(
            kept=shelf.kept[version_id], score=round(score, 4),
            sure=place == 0 and not calls_for_person
            and _is_sure(scores, shelf.kept[version_id].category, shares),
        )
        for place, (score, version_id) in enumerate(scores)
    ]  # fmt: skip
    return _preferring(found, category, shelf, public_only) if category else found


def _preferring(
    found: list[Ranked], category: str, shelf: Shelf, public_only: bool
) -> list[Ranked]:
    """Put what is of the settled category first, even what no word led to; how sure one is stays."""
    known = {one.kept.version_id for one in found}
    unnamed = [
        Ranked(kept=kept, score=0.0, sure=False)
        for kept in shelf.kept.values()
        if kept.category == category
        and kept.version_id not in known
        and (kept.is_public or not public_only)
    ]
    return sorted(
        [*found, *unnamed],
        key=lambda one: one.score + SETTLED * (one.kept.category == category),
        reverse=True,
    )


def shelf_now() -> Shelf:
    """Give what is in force; texts never change once approved, so that most often it is still the same."""
    return remember("solutions in force", lambda: _shelf(_versions_in_force()))


def _scores(shelf: Shelf, text: str, shares: Mapping[str, float]) -> Mapping[int, float]:
    """Score each version by its phrase nearest to any sentence; the one place that knows how to compare."""
    best: dict[int, float] = {}
    for sentence in _sentences(text):
        for version_id, cosine in nearest(shelf.phrases, sentence).items():
            best[version_id] = max(cosine, best.get(version_id, 0.0))
    return {
        version_id: (1 - CATEGORY_SHARE) * cosine
        + CATEGORY_SHARE * shares.get(shelf.kept[version_id].category, 0.0)
        for version_id, cosine in best.items()
    }


def _sentences(text: str) -> Sequence[str]:
    """Give the whole, and its sentences where it has several."""
    parts = [part for part in _SENTENCE_END.split(text) if part and part.strip()]
    return [text, *parts[:MOST_SENTENCES]] if len(parts) > 1 else [text]


def _is_sure(
    scores: Sequence[tuple[float, int]], category: str, shares: Mapping[str, float]
) -> bool:
    best, second = scores[0][0], scores[1][0] if len(scores) > 1 else 0.0
    agrees = best >= SURE and shares.get(category, 0.0) >= AGREEING
    return best - second >= AHEAD and (agrees or (not shares and best >= SURE_WITHOUT_CATEGORY))


def _versions_in_force() -> tuple[Stamp, ...]:
    rows = SolutionVersion.objects.in_force().order_by("pk")
    return tuple(rows.values_list("pk", "is_public", "approved_at"))


@lru_cache(maxsize=2)
def _shelf(versions: tuple[Stamp, ...]) -> Shelf:
    by_version: dict[int, list[SolutionText]] = {pk: [] for pk, _public, _at in versions}
    texts = SolutionText.objects.filter(version__in=list(by_version))
    for text in texts.select_related("version__solution", "version__category").order_by("pk"):
        by_version[text.version_id].append(text)
    return Shelf(
        kept={pk: _kept(found) for pk, found in by_version.items() if found},
        phrases=prepare(
            (pk, phrase)
            for pk, found in by_version.items()
            for text in found
            for phrase in (text.title, *text.problem.splitlines())
        ),
    )


def _kept(texts: Sequence[SolutionText]) -> Kept:
    version = texts[0].version
    return Kept(
        solution_id=version.solution_id, version_id=version.pk, code=version.solution.code,
        category=version.category.code, is_public=version.is_public,
        texts={text.language: (text.title, text.answer) for text in texts},
    )  # fmt: skip


def _answer(found: Ranked, language: str) -> Answer:
    kept = found.kept
    title, body = kept.texts.get(language) or kept.texts.get(FALLBACK) or ("", "")
    return Answer(
        solution_id=kept.solution_id, version_id=kept.version_id, title=title, body=body,
        url=_url(kept), score=found.score, sure=found.sure,
    )  # fmt: skip


def _url(kept: Kept) -> str:
    """Lead customers to its page; what only colleagues may read has one at the desk."""
    if kept.is_public:
        return reverse("cases:help_article", args=(kept.code,))
    return reverse("admin:cases_solution", args=(kept.solution_id,))
