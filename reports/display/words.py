"""Figures in words: values, what they changed to, and how long something took."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.measures.time_limits.due_words import time_left
from reports.measures.definitions import Measure
from reports.measures.figures import Figure

Tone = Literal["good", "bad", "quiet"]
# Of these more is better; of received cases neither; of all others less is better.
MORE_IS_BETTER = frozenset({"verified"})
NEITHER = frozenset({"received"})
# Under so many cases a change is chance.
FEWEST = 5
# A change smaller than this is noise to the eye, and said as "unchanged".
UNCHANGED = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a figure stands against the period before."""

    words: str
    tone: Tone
    direction: Literal["up", "down", ""]


def duration(seconds: float | None) -> str:
    """Say a time in its two largest units; below a minute in seconds; a dash for none."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("%(n)s s") % {"n": round(seconds)}
    return time_left(timedelta(seconds=round(seconds)))


def percent(share: float) -> str:
    """Say a share with one decimal."""
    return f"{number_format(round(share * 100, 1), decimal_pos=1)} %"


def change(measure: Measure, now: Figure, before: Figure) -> Change | None:
    """Compare with the period before; None where either has too few cases to say anything."""
    if min(now.n, before.n) < FEWEST:
        return None
    if measure.kind == "share":
        if now.share is None or before.share is None:
            return None
        moved = now.share.share - before.share.share
        words = _("%(n)s points") % {"n": _signed(moved * 100)}
    else:
        new, old = _size(measure, now), _size(measure, before)
        if new is None or not old:
            return None
        moved = (new - old) / old
        words = f"{_signed(moved * 100)} %"
    if abs(moved) < UNCHANGED:
        return Change(words=_("unchanged"), tone="quiet", direction="")
    return Change(words=words, tone=_tone(measure, moved), direction="up" if moved > 0 else "down")


def _size(measure: Measure, figure: Figure) -> float | None:
    return figure.median if measure.kind == "duration" else figure.hits


def _tone(measure: Measure, moved: float) -> Tone:
    if measure.code in NEITHER:
        return "quiet"
    return "good" if (moved > 0) == (measure.code in MORE_IS_BETTER) else "bad"


def _signed(value: float) -> str:
    rounded = round(value, 1)
    return ("+" if rounded > 0 else "−" if rounded < 0 else "±") + number_format(
        abs(rounded), decimal_pos=1
    )
