"""Labelling: every decision on a category is kept, confirmations too, for the reading to learn from.

Learning from corrections alone makes a reading worse: it forgets what it did right.
"""

from datetime import datetime

from cases.kinds import LabelKind
from cases.models import Case, Category, CategoryLabel
from cases.rules.categories.categorising import standing_for
from feedback_site.organisation.models import User


def decided(case: Case, *, actor: User, now: datetime) -> None:
    """A person said what this locked case is about; called with the category on the case."""
    if case.category is None:
        return
    _write(case, case.category.pk, _kind(case, case.category), actor=actor, now=now)


def adjudicated(case: Case, category: Category, *, actor: User, now: datetime) -> None:
    """A third person settled what a case is about; the case itself stays as it is."""
    _write(case, category.pk, _kind(case, category), actor=actor, now=now)


def _kind(case: Case, category: Category) -> LabelKind:
    is_right = standing_for(case.reading.get("category") or "") == category.code
    return LabelKind.CONFIRMED if is_right else LabelKind.CORRECTED


def kept(case: Case, *, actor: User, now: datetime) -> None:
    """A person solved this locked case under the category that it was given without one."""
    if case.category_id is None or not case.reading.get("sorted"):
        return
    if not CategoryLabel.objects.filter(case=case).exists():
        _write(case, case.category_id, LabelKind.KEPT, actor=actor, now=now)


def kept_no_more(case: Case, *, at: datetime) -> None:
    """The solving that kept a category was a slip: nothing was said by it."""
    CategoryLabel.objects.filter(case=case, kind=LabelKind.KEPT, decided_at=at).delete()


def _write(case: Case, category_id: int, kind: LabelKind, *, actor: User, now: datetime) -> None:
    reading = case.reading
    CategoryLabel.objects.create(
        case=case,
        category_id=category_id,
        kind=kind,
        guessed=reading.get("category") or "",
        confidence=reading.get("confidence") or 0.0,
        was_sorted=bool(reading.get("sorted")),
        version=reading.get("version"),
        decided_by=actor,
        decided_at=now,
    )
