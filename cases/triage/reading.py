"""One call that reads a text by rules alone: category, urgency, priority, language, sentiment."""

from datetime import datetime

from cases.triage.category_tree import BY_CODE, Severity
from cases.triage.languages import Language, detect_language
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
) -> Triage:
    """Everything the rules can tell about `text`; pure, and under a millisecond or two.

    `now` carries the time zone that days are counted in, `hint` is the chip the customer tapped,
    `prior_contacts` counts earlier contacts about the same matter.
    """
    urgency = weigh(text, now=now, prior_contacts=prior_contacts)
    verdict = classify(text, hint, person_needed=bool(urgency.flags))
    sentiment = feel(text)
    severity = _severity(verdict, urgency, sentiment)
    return Triage(
        verdict=verdict,
        severity=severity,
        priority=priority(severity, urgency.points),
        urgency=urgency,
        sentiment=sentiment,
        language=detect_language(text, default_language),
    )


def _severity(verdict: Verdict, urgency: Urgency, sentiment: Sentiment) -> Severity:
    """The category's own, raised by what always needs a person, lowered by praise."""
    if "safety" in urgency.flags:
        return "critical"
    if urgency.flags or any(reason.code == "lost_photos" for reason in urgency.reasons):
        return "high"
    if sentiment.band == "positive" and not urgency.points:
        return "low"
    return BY_CODE[verdict.category].severity if verdict.category else "normal"
