"""Keeping: figures counted a moment ago serve the next reader, and are counted anew while anybody asks."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep
from reports.measures.definitions import VERSION
from reports.measures.figures import Figure, Figures, figures_of
from reports.measures.selection import Selection
from reports.models import KeptFigures
from reports.periods import Period

# A page shows nothing older than this (docs/decisions/0011-kept-figures.md).
FRESH_FOR = timedelta(seconds=60)
# Counted anew before they are too old, for as long as somebody asked lately.
RENEW_AFTER = timedelta(seconds=30)
ASKED_LATELY = timedelta(minutes=15)
FORGET_AFTER = timedelta(days=1)
# Hex digits of a key that make the number by which a sweep knows the row.
_DIGITS = 15
RENEWING = Sweep(
    code="reports.renew", title=_("Count the figures that people look at"),
    label=lambda number: f"{number:0{_DIGITS}x}"[:8],
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Figures, and when they were counted."""

    figures: Figures
    as_of: datetime


def figures_for(selection: Selection, *, now: datetime) -> Answer:
    """Give the figures of a question, at most a minute old; counts them where none are kept."""
    question = _question(selection)
    kept = KeptFigures.objects.filter(pk=_key(question)).first()
    if kept is None or now - kept.as_of > FRESH_FOR:
        return _count(selection, question, now=now, asked_at=now)
    if now - kept.asked_at > FRESH_FOR:
        KeptFigures.objects.filter(pk=kept.pk).update(asked_at=now)
    return Answer(figures=_read(kept.figures), as_of=kept.as_of)


def renew_figures(*, now: datetime, limit: int = 50) -> int:
    """Count anew what somebody asked for lately; forget what nobody wants. Returns how many were counted."""
    KeptFigures.objects.filter(asked_at__lt=now - FORGET_AFTER).delete()
    due = KeptFigures.objects.filter(
        asked_at__gte=now - ASKED_LATELY, as_of__lt=now - RENEW_AFTER
    ).order_by("as_of")
    aside = set(stuck(RENEWING))
    keys = due.values_list("key", flat=True)[: limit + len(aside)]
    fresh = [number for key in keys if (number := int(key[:_DIGITS], 16)) not in aside]
    return one_by_one(RENEWING, fresh[:limit], partial(_renew, now=now), now=now)


def _renew(number: int, *, now: datetime) -> bool:
    kept = KeptFigures.objects.filter(key__startswith=f"{number:0{_DIGITS}x}").first()
    if kept is None:
        return False
    selection = _selection(kept.question)
    if selection is None or _key(_question(selection)) != kept.pk:
        kept.delete()  # somebody's sight or a definition changed: nobody can ask this any more
        return False
    _count(selection, kept.question, now=now, asked_at=kept.asked_at)
    return True


def _count(
    selection: Selection, question: Mapping[str, Any], *, now: datetime, asked_at: datetime
) -> Answer:
    began = time.perf_counter()
    figures = figures_of(selection)
    took = time.perf_counter() - began
    kept = KeptFigures(
        key=_key(question), question=question, figures=_write(figures), as_of=now, asked_at=asked_at,
        took_ms=round(took * 1000),
    )  # fmt: skip
    KeptFigures.objects.bulk_create(
        [kept],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["question", "figures", "as_of", "asked_at", "took_ms"],
    )
    return Answer(figures=figures, as_of=now)


def _question(selection: Selection) -> dict[str, Any]:
    """Spell a question; people with the same sight share the answer."""
    user = selection.user
    sees_all = user.reach.everything
    return {
        "version": VERSION,
        "user": user.pk,
        "sight": "all" if sees_all else [sorted(user.reach.stores), sorted(user.reach.departments)],
        "since": selection.period.since.isoformat(),
        "last": selection.period.last.isoformat(),
        "store": selection.store,
        "region": selection.region,
        "department": selection.department,
    }


def _key(question: Mapping[str, Any]) -> str:
    """Who asked is part of the key only where they see what they own."""
    shared = {key: value for key, value in question.items() if key != "user"}
    if question["sight"] != "all":
        shared["user"] = question["user"]
    return hashlib.sha256(json.dumps(shared, sort_keys=True).encode()).hexdigest()


def _selection(question: Mapping[str, Any]) -> Selection | None:
    user = User.objects.filter(pk=question["user"], is_active=True).first()
    if user is None:
        return None
    period = Period(
        since=date.fromisoformat(question["since"]), last=date.fromisoformat(question["last"])
    )
    return Selection(
        user=user, period=period, store=question["store"], region=question["region"],
        department=question["department"],
    )  # fmt: skip


def _write(figures: Figures) -> dict[str, Any]:
    return {
        "by_code": {
            code: [one.n, one.hits, one.median, one.p90] for code, one in figures.by_code.items()
        },
        "volume": {
            cut: [[value.isoformat() if isinstance(value, date) else value, n] for value, n in rows]
            for cut, rows in figures.volume.items()
        },
    }


def _read(kept: Mapping[str, Any]) -> Figures:
    return Figures(
        by_code={
            code: Figure(n=n, hits=hits, median=median, p90=p90)
            for code, (n, hits, median, p90) in kept["by_code"].items()
        },
        volume={
            cut: [(date.fromisoformat(value) if cut == "week" else value, n) for value, n in rows]
            for cut, rows in kept["volume"].items()
        },
    )
