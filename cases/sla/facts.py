"""Reading what an event says: moments, texts, and the case's attributes after it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cases.sla.terms import Attributes, ClockEvent

AS_IT_HAPPENED = timedelta(seconds=5)  # a slow transaction, or two servers' clocks
_FIELDS = {
    "class": "class_",
    "category": "category",
    "priority": "priority",
    "store": "store",
    "tier": "tier",
    "scheme": "scheme",
    "remedy_sought": "remedy",
}


ATTRIBUTES = frozenset(_FIELDS)


def second(moment: datetime) -> datetime:
    """Return a moment in UTC, to the whole second. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its offset from UTC.")
    if moment.tzinfo is UTC and not moment.microsecond:
        return moment
    return moment.astimezone(UTC).replace(microsecond=0)


def recorded_of(event: ClockEvent) -> datetime:
    """Return when an event was recorded; a few seconds of writing it down are as it happened."""
    at = second(event.at)
    if event.recorded_at is None or event.recorded_at - event.at <= AS_IT_HAPPENED:
        return at
    return second(event.recorded_at)


def moment_of(event: ClockEvent, fact: str) -> datetime | None:
    """Return a fact that is a moment (datetime or ISO 8601), or None where it is missing."""
    value = event.facts.get(fact)
    if isinstance(value, str) and value:
        value = datetime.fromisoformat(value)
    return second(value) if isinstance(value, datetime) else None


def text_of(event: ClockEvent, fact: str) -> str:
    """Return a fact as text, empty where it is missing."""
    value = event.facts.get(fact)
    return "" if value is None else str(value)


def numbers_of(event: ClockEvent, fact: str) -> frozenset[int]:
    """Return a fact that is a list of sequences; none where it is missing."""
    value = event.facts.get(fact)
    return frozenset(value) if isinstance(value, list | tuple) else frozenset()


def attributes_after(case: Attributes, event: ClockEvent) -> Attributes:
    """Return the case's attributes after an event; what it does not name stays."""
    if not says_attributes(event.facts):
        return case
    named = {field: text_of(event, fact) for fact, field in _FIELDS.items() if fact in event.facts}
    is_new = any(getattr(case, field) != value for field, value in named.items())
    return replace(case, **named) if is_new else case


def says_attributes(facts: Mapping[str, object]) -> bool:
    """Whether an event's facts name any of what policies match on."""
    return not ATTRIBUTES.isdisjoint(facts)
