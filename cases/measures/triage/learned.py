"""How well categories are read: on cases held out, in daily work, and version by version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from cases.kinds import LabelKind
from cases.models import Category, CategoryLabel, MoodLabel, MoodModel, ReadingModel
from feedback_site.organisation.models import User

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was found on `texts` cases held out; shares in per cent, None of nothing."""

    texts: int
    accuracy: int | None
    in_top3: int | None
    calibration_error: float
    coverage: int | None
    precision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLine:
    """One category: decided by people within the last 90 days, and on the cases held out."""

    category: Category
    decided: int
    right: int | None
    corrected: int
    held_out: int
    held_out_right: int | None
    coverage: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version with its figures, and how often the one before it was right on the same cases."""

    row: ReadingModel
    found: Figures
    met: int | None

    @property
    def texts(self) -> int:
        """On how many cases held out it was tried."""
        return self.found.texts

    @property
    def right(self) -> int | None:
        """How often it was right on them, in per cent."""
        return self.found.accuracy


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodVersion:
    """One version of what reads moods; shares in per cent on cases held out, None of nothing."""

    row: MoodModel
    texts: int
    right: int | None
    met: int | None
    macro_f1: int | None
    within: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodReport:
    """What people said of moods, and the versions that learned from it."""

    versions: Sequence[MoodVersion]
    current: MoodVersion | None
    labels: int
    right: int | None
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedReport:
    """All of the page; `current` is None while the version that came with the product reads."""

    versions: Sequence[Version]
    current: Version | None
    lines: Sequence[CategoryLine]
    confirmed: int
    corrected: int
    kept: int
    new: int

    @property
    def decided(self) -> int:
        """All decisions within the last 90 days."""
        return self.confirmed + self.corrected + self.kept


def report_of(user: User, *, now: datetime) -> LearnedReport:
    """Read it all: decisions on the cases that this person may see, versions of the whole chain."""
    rows = ReadingModel.objects.defer("numbers", "words").select_related("put_in_use_by")
    versions = [_version(row) for row in rows]
    current = next((one for one in versions if one.row.is_in_use), None)
    recent = CategoryLabel.objects.visible_to(user).filter(decided_at__gte=now - LOOKED_BACK)
    kinds = dict(recent.order_by().values_list("kind").annotate(n=Count("pk")))
    newest = max((one.row.up_to_label for one in versions), default=0)
    return LearnedReport(
        versions=versions,
        current=current,
        lines=_lines(recent, current),
        confirmed=kinds.get(LabelKind.CONFIRMED, 0),
        corrected=kinds.get(LabelKind.CORRECTED, 0),
        kept=kinds.get(LabelKind.KEPT, 0),
        new=CategoryLabel.objects.filter(pk__gt=newest).count(),
    )


def moods_report_of(user: User) -> MoodReport:
    """Read what is known of moods: labels on cases that this person may see, versions of the chain."""
    versions = [
        _mood_version(row) for row in MoodModel.objects.defer("numbers").order_by("-number")
    ]
    newest = max((one.row.up_to_label for one in versions), default=0)
    seen = MoodLabel.objects.visible_to(user).latest_of_each().order_by()
    counted = seen.aggregate(
        all=Count("pk"), right=Count("pk", filter=Q(guessed=F("mood"))),
        new=Count("pk", filter=Q(pk__gt=newest)),
    )  # fmt: skip
    return MoodReport(
        versions=versions,
        current=next((one for one in versions if one.row.is_in_use), None),
        labels=counted["all"],
        right=_percent(counted["right"], counted["all"]),
        new=counted["new"],
    )


def _mood_version(row: MoodModel) -> MoodVersion:
    found, met = row.metrics.get("found") or {}, row.metrics.get("met") or {}
    texts = found.get("texts", 0)
    return MoodVersion(
        row=row, texts=texts, right=_percent(found.get("right", 0), texts),
        met=_percent(met.get("right", 0), met.get("texts", 0)),
        macro_f1=round(100 * found["macro_f1"]) if texts else None,
        within=row.metrics.get("within"),
    )  # fmt: skip


def _version(row: ReadingModel) -> Version:
    found, met = row.metrics.get("found") or {}, row.metrics.get("met") or {}
    return Version(
        row=row,
        found=_figures(found),
        met=_percent(met.get("right", 0), met.get("texts", 0)),
    )


def _figures(kept: Mapping[str, Any]) -> Figures:
    texts, sure = kept.get("texts", 0), kept.get("sure", 0)
    return Figures(
        texts=texts,
        accuracy=_percent(kept.get("right", 0), texts),
        in_top3=_percent(kept.get("in_top3", 0), texts),
        calibration_error=kept.get("calibration_error", 0.0),
        coverage=_percent(sure, texts),
        precision=_percent(kept.get("sure_right", 0), sure),
    )


def _lines(recent: Any, current: Version | None) -> list[CategoryLine]:
    counted = {
        row["category"]: row
        for row in recent.order_by()
        .values("category")
        .annotate(
            decided=Count("pk"),
            right=Count("pk", filter=Q(guessed=F("category__code"))),
            corrected=Count("pk", filter=Q(kind=LabelKind.CORRECTED)),
        )
    }
    found = current.row.metrics.get("found", {}) if current is not None else {}
    by_label = found.get("by_label", {})
    return [
        _line(one, counted.get(one.pk, {}), by_label.get(one.code, {}))
        for one in Category.objects.all()
        if one.is_active or one.pk in counted
    ]


def _line(category: Category, row: Mapping[str, int], held: Mapping[str, int]) -> CategoryLine:
    decided, texts = row.get("decided", 0), held.get("texts", 0)
    return CategoryLine(
        category=category,
        decided=decided,
        right=_percent(row.get("right", 0), decided),
        corrected=row.get("corrected", 0),
        held_out=texts,
        held_out_right=_percent(held.get("right", 0), texts),
        coverage=_percent(held.get("sure", 0), texts),
    )


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
