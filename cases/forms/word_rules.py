"""Forms of word rules: one rule, a reason for taking it away or bringing it back, a text to try them on."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.kinds import RuleUrgency
from cases.measures.desk_choices import grouped_categories
from cases.models import WordRule
from cases.rules.triage.instructing import RuleTerms, terms_of

LONGEST_TRIAL = 5_000
_LINES = forms.Textarea(attrs={"rows": 4})


def _phrases(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=2_000, widget=_LINES
    )


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Kept in the history of the rule.")
    )


class WordRuleForm(forms.Form):
    """One rule of the site's own; `seen` is the version that it was written upon."""

    speaks_for = forms.ChoiceField(label=_("Speaks for"))
    points = forms.DecimalField(
        label=_("Points"), max_digits=4, decimal_places=1, initial=3,
        help_text=_(
            "For a category: 3 names the problem, 2 is a strong sign, 1 a hint. For urgency: 1 to 60 of "
            "100, such as 10 for “urgent” and 60 for danger."
        ),
    )  # fmt: skip
    words = _phrases(
        _("Words or phrases"),
        _(
            "One a line; any one of them is enough. Traditional and Simplified are the same, any number "
            "reads as 0, and an English word may end in * for any ending."
        ),
        required=True,
    )
    near = _phrases(
        _("Only beside"), _("One a line. If any are given, one of them must stand in the text too.")
    )
    unless = _phrases(
        _("Never beside"),
        _("One a line. Where one of them stands in the text, the rule is silent."),
    )
    example = forms.CharField(
        label=_("Example"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence on which the rule speaks; no names, numbers or addresses."),
    )  # fmt: skip
    reason = _reason()
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, data: Any = None, *, row: WordRule | None) -> None:
        super().__init__(data, initial=_initial(row) if row is not None else None)
        categories = [
            (klass, [(f"category:{code}", name) for code, name in rows])
            for klass, rows in grouped_categories()
        ]
        pressing = [(f"urgency:{code}", label) for code, label in RuleUrgency.choices]
        self.fields["speaks_for"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *categories, (_("Makes it pressing"), pressing),
        ]  # fmt: skip

    def terms(self) -> RuleTerms:
        """What was filled in, as the rule takes it."""
        given = self.cleaned_data
        kind, _colon, code = given["speaks_for"].partition(":")
        return RuleTerms(
            category=code if kind == "category" else "",
            urgency=code if kind == "urgency" else "",
            points=given["points"],
            words=_lines(given["words"]),
            near=_lines(given["near"]),
            unless=_lines(given["unless"]),
            example=given["example"],
        )


class RuleReasonForm(forms.Form):
    """Why a rule is taken away, brought back, switched off or on."""

    reason = _reason()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TrialForm(forms.Form):
    """A text to try the rules on; it is not kept."""

    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_TRIAL, widget=forms.Textarea(attrs={"rows": 4})
    )


def _initial(row: WordRule) -> dict[str, Any]:
    terms = terms_of(row)
    speaks_for = f"category:{terms.category}" if terms.category else f"urgency:{terms.urgency}"
    return {
        "speaks_for": speaks_for, "points": terms.points, "words": _joined(terms.words),
        "near": _joined(terms.near), "unless": _joined(terms.unless), "example": terms.example,
        "seen": row.version,
    }  # fmt: skip


def _joined(phrases: Iterable[str]) -> str:
    return "\n".join(phrases)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
