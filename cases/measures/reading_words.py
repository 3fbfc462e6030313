"""What the rules read in a customer's words, and why, for a person to judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases.triage.category_tree import BY_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A category that came into question; share in per cent."""

    name: str
    share: int
    words: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The rules' guesses, best first, and what made it urgent."""

    guesses: Sequence[Guess]
    urgency: Sequence[tuple[str, str, int]]


def reading_in_words(reading: Mapping[str, Any]) -> Reading | None:
    """Put a stored reading into words; None where nothing was read."""
    if not reading:
        return None
    fired = reading.get("reasons", ())
    return Reading(
        guesses=[
            Guess(
                name=_name(code),
                share=round(share * 100),
                words=[one["word"] for one in fired if one["category"] == code],
            )
            for code, share in reading.get("top3", ())
        ],
        urgency=[
            (_urgency(one["code"]), str(one["matched"]), int(one["points"]))
            for one in reading.get("urgency", ())
        ],
    )


def _name(code: str) -> str:
    seed = BY_CODE.get(code)
    if seed is None:
        return code
    language = translation.get_language() or ""
    return seed.name.spoken_in(language if language in ("zh-hans", "en") else "zh-hant")  # type: ignore[arg-type]


def _urgency(code: str) -> str:
    return {
        "safety": _("somebody's safety"),
        "event_soon": _("an occasion is near"),
        "legal": _("law, press or regulator"),
        "repeat_contact": _("not the first contact"),
        "lost_photos": _("pictures lost"),
        "privacy": _("personal data"),
        "large_amount": _("a large amount"),
        "pressing_words": _("pressing words"),
    }.get(code, code)
