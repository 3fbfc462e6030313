"""A recurring problem in words: what it is called, why it was proposed, and how sure that is."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.incident_kinds import KeyKind, ProblemState
from cases.models import Problem

# Whatever is rarer is called so.
_RAREST = 1_000_000
# What a state looks like: tone and icon.
TONES = {
    ProblemState.PROPOSED: ("warn", "light-bulb"),
    ProblemState.OPEN: ("bad", "exclamation-triangle"),
    ProblemState.CLOSED: ("good", "check-circle"),
    ProblemState.DECLINED: ("quiet", "no-symbol"),
    ProblemState.MERGED: ("quiet", "arrows-pointing-in"),
}


def title_of(problem: Problem) -> str:
    """Its own title, or in the reader's language what its cases have in common."""
    store = problem.store.name if problem.store else ""
    category = problem.category.name if problem.category else ""
    return named(problem, store=store, category=category)


def named(problem: Problem, *, store: str, category: str) -> str:
    """Do the same where the names of its store and category are known."""
    if problem.title:
        return problem.title
    match problem.kind:
        case KeyKind.STORE:
            return _("%(category)s at %(store)s") % {"category": category, "store": store}
        case KeyKind.CATEGORY:
            return _("%(category)s, all stores") % {"category": category}
        case KeyKind.MACHINE:
            name = {"machine": problem.about, "store": store or "–"}
            return _("Machine %(machine)s at %(store)s") % name
        case KeyKind.PAPER_LOT:
            return _("Paper lot %(lot)s") % {"lot": problem.about}
        case KeyKind.INK_LOT:
            return _("Ink lot %(lot)s") % {"lot": problem.about}
        case _:
            words = problem.about or category
            return _("%(category)s: “%(words)s”") % {"category": category, "words": words}


def reasons_of(problem: Problem) -> list[str]:
    """Why it was proposed, one sentence after the other; none where a person put it together."""
    told = problem.figures
    if not told:
        return []
    people, windows = int(told["now"]), int(told["windows"])
    reasons = [
        ngettext(
            "%(n)s person told of it in the seven days before it was proposed.",
            "%(n)s people told of it in the seven days before it was proposed.",
            people,
        )
        % {"n": people}
    ]
    if windows:
        words = _(
            "%(expected)s were to be expected, by the %(windows)s weeks before and how busy all others are."
        )
        reasons.append(words % {"expected": _few(told["expected"]), "windows": windows})
    else:
        words = _("It is new: by others of its kind %(expected)s were to be expected.")
        reasons.append(words % {"expected": _few(told["expected"])})
    reasons.append(
        _(
            "By chance alone, so many come in about one week of %(odds)s; %(asked)s keys were looked at."
        )
        % {"odds": _odds(told["chance"]), "asked": told["asked"]}
    )
    if problem.earlier_id:
        words = _("%(code)s was the same, and is closed: it may have come back.")
        reasons.append(words % {"code": f"P-{problem.earlier_id}"})
    return reasons


def _few(number: float) -> str:
    return f"{number:.1f}"


def _odds(chance: float) -> str:
    if chance * _RAREST < 1:
        return _("more than a million")
    return f"{round(1 / chance):,}"
