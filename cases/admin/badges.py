"""The components of a list, drawn once for each word and remembered: fifty rows show the same few."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Self

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.safestring import SafeString

from cases.kinds import Priority
from cases.measures.time_limits.due_words import Limit
from cases.states import CaseState

# Stands for the moment and the words that differ from row to row.
_MOMENT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
_WORDS = "§words§"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """In which language and time zone it is read: asked once for each page, and not for each row."""

    language: str
    zone: str

    @classmethod
    def now(cls) -> Self:
        """Those of this page."""
        return cls(
            language=translation.get_language() or "", zone=timezone.get_current_timezone_name()
        )


def state_badge(state: str, where: Where | None = None) -> SafeString:
    """Draw the badge of a state."""
    return _state(state, (where or Where.now()).language)


def priority_badge(priority: str, where: Where | None = None) -> SafeString:
    """Draw a priority."""
    return _priority(priority, (where or Where.now()).language)


def limit_badge(limit: Limit, where: Where | None = None) -> SafeString:
    """Draw a limit: the component as it is, with this limit's moment and words put in."""
    where = where or Where.now()
    language, zone = where.language, where.zone
    if limit.due_at is None:
        drawn = _limit(limit.standing, language, bool(limit.words))
    else:
        drawn, exact = _dated_limit(limit.standing, language, zone)
        drawn = drawn.replace(_ISO, _iso(limit.due_at))
        drawn = drawn.replace(exact, _exact(limit.due_at, language, zone))
    return SafeString(drawn.replace(_WORDS, escape(limit.words)))


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
