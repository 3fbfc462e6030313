"""The components of a list, drawn once for each word and remembered: fifty rows show the same few."""

from datetime import UTC, datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cases.kinds import Priority
from cases.measures.due_words import Limit
from cases.states import CaseState

# Stands for the moment and the words that differ from row to row.
_MOMENT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
_WORDS = "§words§"


def state_badge(state: str) -> SafeString:
    """Draw the badge of a state."""
    return _state(state, translation.get_language() or "")


def priority_badge(priority: str) -> SafeString:
    """Draw a priority."""
    return _priority(priority, translation.get_language() or "")


def limit_badge(limit: Limit) -> SafeString:
    """Draw a limit: the component as it is, with this limit's moment and words put in."""
    language = translation.get_language() or ""
    if limit.due_at is None:
        drawn = _limit(limit.standing, language, bool(limit.words))
    else:
        zone = timezone.get_current_timezone_name()
        drawn, exact = _dated_limit(limit.standing, language, zone)
        drawn = drawn.replace(_ISO, _iso(limit.due_at))
        drawn = drawn.replace(exact, _exact(limit.due_at, language, zone))
    return mark_safe(drawn.replace(_WORDS, escape(limit.words)))  # noqa: S308 escaped


@lru_cache(maxsize=256)
def _state(state: str, language: str) -> SafeString:
    context = {"state": state, "label": CaseState(state).label}
    return render_to_string("components/state_badge.html", context)


@lru_cache(maxsize=64)
def _priority(priority: str, language: str) -> SafeString:
    context = {"priority": priority, "label": Priority(priority).label}
    return render_to_string("cases/desk/priority.html", context)


@lru_cache(maxsize=64)
def _limit(standing: str, language: str, has_words: bool) -> str:
    context = {"standing": standing, "words": _WORDS if has_words else ""}
    return str(render_to_string("components/limit_badge.html", context))


@lru_cache(maxsize=1024)
def _dated_limit(standing: str, language: str, zone: str) -> tuple[str, str]:
    """Give the drawing, and how the moment is written out in it."""
    context = {"standing": standing, "words": _WORDS, "due_at": _MOMENT}
    drawn = str(render_to_string("components/limit_badge.html", context))
    return drawn, _exact(_MOMENT, language, zone)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


_ISO = _iso(_MOMENT)


@lru_cache(maxsize=4096)
def _exact(moment: datetime, language: str, zone: str) -> str:
    return escape(formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT"))
