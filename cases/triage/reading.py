"""One call that reads a text: category, urgency, priority, language, sentiment."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from cases.triage.category_tree import BY_CODE, Severity
from cases.triage.languages import Language, detect_language
from cases.triage.learned import Learned, verdict_of
from cases.triage.learner.moods import Moods
from cases.triage.rule_book import SHIPPED, Book
from cases.triage.rules import classify
from cases.triage.sentiment import feel
from cases.triage.urgency import priority, weigh
from cases.triage.verdicts import Sentiment, Triage, Urgency, Verdict

__all__ = ("Triage", "read")


def read(
    text: str,
    *,
    now: datetime,
    hint: str | None = None,
    prior_contacts: int = 0,
    default_language: Language = "zh-hant",
    learned: Learned | None = None,
    moods: Moods | None = None,
    severities: Mapping[str, str] | None = None,
    book: Book = SHIPPED,
) -> Triage:
    """Everything that can be told about `text`; pure, and some milliseconds.

    `now` carries the time zone that days are counted in, `hint` is the chip the customer tapped,
    `prior_contacts` counts earlier contacts about the same matter. Without `learned` the rules choose
    the category, without `moods` the word list the sentiment. `severities` are the site's own usual ones
    by category, in place of those that come with the product; `book` are the rules that it reads by.
    """
    urgency = weigh(text, now=now, prior_contacts=prior_contacts, own=book.urgency)
    person_needed = bool(urgency.flags)
    if learned is None:
        verdict = classify(text, hint, person_needed=person_needed, book=book)
    else:
        verdict = verdict_of(learned, text, hint=hint, person_needed=person_needed, book=book)
    sentiment = feel(text) if moods is None else moods.feel(text)
    severity = _severity(verdict, urgency, sentiment, severities)
    return Triage(
        verdict=verdict,
        severity=severity,
        priority=priority(severity, urgency.points),
        urgency=urgency,
        sentiment=sentiment,
        language=detect_language(text, default_language),
    )


def _severity(
    verdict: Verdict, urgency: Urgency, sentiment: Sentiment, severities: Mapping[str, str] | None
) -> Severity:
    """The category's own, raised by what always needs a person, lowered by praise."""
    if "safety" in urgency.flags:
        return "critical"
    if urgency.flags or any(reason.code == "lost_photos" for reason in urgency.reasons):
        return "high"
    if sentiment.band == "positive" and not urgency.points:
        return "low"
    if severities is not None:
        return cast(Severity, severities.get(verdict.category or "", "normal"))
    seed = BY_CODE.get(verdict.category or "")
    return seed.severity if seed is not None else "normal"
