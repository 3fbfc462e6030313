"""What was read in a customer's words, and why, for a person to judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases.kinds import MOOD_READ, Mood
from cases.measures.time_limits.policy_words import category_name
from cases.models import Case
from cases.triage.category_tree import BY_CODE
from feedback_site.organisation.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A category that came into question; share in per cent."""

    name: str
    share: int
    words: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The guesses, best first, and what made it urgent.

    `learned` are words that the learner went by, with how many points of belief would go without each;
    `alike` cases decided before that read alike: reference, category, likeness in per cent. `mood` is that
    of the case; beside it stand the score from -1 to 1, and what was read where a person then said it.
    """

    guesses: Sequence[Guess]
    urgency: Sequence[tuple[str, str, int]]
    learned: Sequence[tuple[str, int]]
    alike: Sequence[tuple[str, str, int]]
    mood: str
    mood_score: float | None
    mood_read: str


def reading_in_words(reading: Mapping[str, Any], user: User, *, mood: str = "") -> Reading | None:
    """Put a stored reading into words, with the mood of the case; None where nothing was read.

    Of the cases that read alike those are named that this person may see.
    """
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
            (urgency_name(one["code"]), str(one["matched"]), int(one["points"]))
            for one in reading.get("urgency", ())
        ],
        # Rounded to nothing it is no reason.
        learned=[
            (one["word"], points)
            for one in reading.get("words", ())
            if (points := round(one["lost"] * 100))
        ],
        alike=_visible(reading.get("alike", ()), user),
        mood=_mood(mood),
        mood_score=reading.get("sentiment"),
        mood_read=_mood(reading.get(MOOD_READ)),
    )


def _mood(code: str | None) -> str:
    """The word for a mood; empty for none."""
    return str(Mood(code).label) if code in Mood.values else ""


def _visible(alike: Sequence[Mapping[str, Any]], user: User) -> list[tuple[str, str, int]]:
    """Whoever sees every case is not asked which; of others one statement finds it out."""
    names = {one["name"] for one in alike}
    if names and not user.reach.everything:
        seen = Case.objects.visible_to(user).filter(reference__in=names)
        names = set(seen.values_list("reference", flat=True))
    return [
        (one["name"], _name(one["category"]), round(one["likeness"] * 100))
        for one in alike
        if one["name"] in names
    ]


def _name(code: str) -> str:
    seed = BY_CODE.get(code)
    if seed is None:
        return category_name(code)  # one of the site's own
    language = translation.get_language() or ""
    return seed.name.spoken_in(language if language in ("zh-hans", "en") else "zh-hant")  # type: ignore[arg-type]


def urgency_name(code: str) -> str:
    """What makes a text urgent, in words."""
    return {
        "safety": _("somebody's safety"),
        "event_soon": _("an occasion is near"),
        "legal": _("law, press or regulator"),
        "repeat_contact": _("not the first contact"),
        "time_left": _("little time left"),
        "lost_photos": _("pictures lost"),
        "privacy": _("personal data"),
        "large_amount": _("a large amount"),
        "pressing_words": _("pressing words"),
    }.get(code, code)
