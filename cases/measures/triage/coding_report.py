"""How far two people agree on categories: in all, by class, by category, and what they take for what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.kappa import Agreement, agreement, one_against_rest
from cases.kinds import Klass
from cases.models import Category, CodingSample, DoubleCoding
from feedback_site.organisation.models import User

MOST_SAMPLES = 26
# Fewer say next to nothing.
LEAST_TO_SPEAK = 30
# From which kappa on which words hold: the bands of Landis and Koch (1977, Biometrics 33, 159–174).
_BANDS: tuple[tuple[float, str | Promise], ...] = (
    (0.8, _("People agree very well (κ from 0.8): what is decided here can be relied on.")),
    (0.6, _("People agree well (κ from 0.6).")),
    (
        0.4,
        _(
            "People agree so-so (κ from 0.4). Look below at which categories are taken for one another, and "
            "make their descriptions plainer."
        ),
    ),
    (
        -1.0,
        _(
            "People hardly agree (κ below 0.4). Look below at which categories are taken for one another: "
            "they need plainer descriptions, or to become one."
        ),
    ),
)
C = TypeVar("C", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLine:
    """One category against all others; `chosen` is how often either of the two chose it."""

    category: Category
    chosen: int
    found: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """A table of first (rows) against second codes (columns)."""

    names: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[int, bool]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingReport:
    """All of the page."""

    categories: Agreement
    classes: Agreement
    lines: Sequence[CategoryLine]
    by_class: Confusion
    by_category: Confusion
    samples: Sequence[CodingSample]

    @property
    def verdict(self) -> str:
        """How far people agree, and what to do about it, for whoever does not read kappas."""
        kappa = self.categories.kappa
        if kappa is None or self.categories.n < LEAST_TO_SPEAK:
            return str(_("Too few cases to say how far people agree."))
        return next(str(words) for least, words in _BANDS if kappa >= least)


def report_of(user: User, *, since: datetime | None = None) -> CodingReport:
    """Read what was coded twice of the cases that this person may see; the retired as their successors."""
    rows = {one.pk: one for one in Category.objects.all()}
    coded = DoubleCoding.objects.visible_to(user).coded()
    if since is not None:
        coded = coded.filter(second_at__gte=since)
    pairs = [
        (rows[first].standing(rows).pk, rows[second].standing(rows).pk)
        for first, second in coded.values_list("first", "second")
    ]
    classes = [(rows[first].klass, rows[second].klass) for first, second in pairs]
    used = [one for one in rows if any(one in pair for pair in pairs)]
    confused = [one for one in used if any(one in pair and pair[0] != pair[1] for pair in pairs)]
    return CodingReport(
        categories=agreement(pairs),
        classes=agreement(classes),
        lines=[_line(rows[one], pairs) for one in used],
        by_class=_confusion(classes, [(klass.value, str(klass.label)) for klass in Klass]),
        by_category=_confusion(pairs, [(one, rows[one].name) for one in confused]),
        samples=_samples(),
    )


def _line(category: Category, pairs: Sequence[tuple[int, int]]) -> CategoryLine:
    return CategoryLine(
        category=category, chosen=sum(category.pk in pair for pair in pairs),
        found=one_against_rest(pairs, category.pk),
    )  # fmt: skip


def _confusion(pairs: Sequence[tuple[C, C]], named: Sequence[tuple[C, str]]) -> Confusion:
    counts = Counter(pairs)
    return Confusion(
        names=[name for _code, name in named],
        rows=[
            (name, [(counts[first, second], first == second) for second, _name in named])
            for first, name in named
        ],
    )


def _samples() -> list[CodingSample]:
    """The latest samples with `drawn`, `done` and `disputed` counted."""
    is_coded = Q(codings__second__isnull=False)
    differs = is_coded & ~Q(codings__second=F("codings__first")) & Q(codings__decided=None)
    counted = CodingSample.objects.annotate(
        drawn=Count("codings"), done=Count("codings", filter=is_coded),
        disputed=Count("codings", filter=differs),
    )  # fmt: skip
    return list(counted[:MOST_SAMPLES])
