"""The quality of a piece of feedback in words, and what is worth asking for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, CaseQuality

MISSING = {
    "detail": gettext_lazy("what happened, in some more words"),
    "order_number": gettext_lazy("the order number, or that of the product"),
    "photo": gettext_lazy("a photo of it"),
    "date": gettext_lazy("when it happened"),
    "store": gettext_lazy("at which store"),
    "contact": gettext_lazy("a way to answer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One grade out of a hundred, and what it says."""

    name: str
    points: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityWords:
    """The grades of a case; `missing` is empty where nothing more is expected of its customer."""

    whole: int
    parts: Sequence[Part]
    missing: Sequence[str]


def quality_of(case: Case) -> QualityWords | None:
    """Put the grades of a case into words; None while it has none."""
    found: CaseQuality | None = getattr(case, "quality", None)
    if found is None:
        return None
    lacks = set(found.missing)
    return QualityWords(
        whole=found.whole,
        parts=(
            Part(name=_("Complete"), points=found.completeness, says=_complete(lacks)),
            Part(name=_("Specific"), points=found.specificity, says=_specific(found)),
            Part(name=_("Proven"), points=found.evidence, says=_proven(lacks)),
        ),
        missing=()
        if case.is_finished
        else [str(MISSING[code]) for code in found.missing if code in MISSING],
    )


def _complete(lacks: set[str]) -> str:
    named = len(MISSING) - len(lacks & MISSING.keys())
    return _("%(n)s of %(all)s things are told") % {"n": named, "all": len(MISSING)}


def _specific(found: CaseQuality) -> str:
    if found.specificity >= 70:
        return _("one knows what it is about")
    return _("in general words") if found.specificity < 40 else _("some details are named")


def _proven(lacks: set[str]) -> str:
    if "photo" not in lacks:
        return _("with files")
    return _("no file") if "order_number" in lacks else _("no file, but an order to look up")
