"""Forms of the tree of categories: one category, taking one out of use, a day to look back to."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.facts import FACTS, OF_CATEGORY
from cases.kinds import Klass, OpenCases, Priority, Severity
from cases.measures.desk_choices import choices, grouped_categories
from cases.models import Category
from feedback_site.organisation.models import Skill

_REASON = _("Shown in the history of the categories, and on each case that follows.")


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=200, help_text=_REASON)


def _open_cases() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Open cases"), choices=OpenCases.choices, initial=OpenCases.FOLLOW,
        widget=forms.RadioSelect,
        help_text=_(
            "Asked for where the class or the department changes. Closed cases always stay. Where they "
            "follow, all open cases of the category do, also those that were to stay at an earlier change."
        ),
    )  # fmt: skip


class CategoryForm(forms.Form):
    """A category's terms; `seen` is the edition that they were made upon."""

    code = forms.SlugField(
        label=_("Code"), max_length=49,
        help_text=_("Small letters, digits and “_”; it never changes."),
    )  # fmt: skip
    name_zh_hant = forms.CharField(label=_("Name (Traditional Chinese)"), max_length=120)
    name_zh_hans = forms.CharField(label=_("Name (Simplified Chinese)"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120)
    klass = forms.ChoiceField(label=_("Class"), choices=Klass.choices)
    parent = forms.ChoiceField(
        label=_("Below"), required=False, help_text=_("Only a category of the same class.")
    )
    department = forms.ChoiceField(label=_("Responsible department"))
    default_severity = forms.ChoiceField(label=_("Usual severity"), choices=Severity.choices)
    default_priority = forms.ChoiceField(
        label=_("Least priority"), required=False, choices=[("", "—"), *Priority.choices],
        help_text=_("A case of this category never gets less; severity and urgency may raise it."),
    )  # fmt: skip
    required_facts = forms.MultipleChoiceField(
        label=_("Asked for when sorting"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, FACTS[code].label) for code in OF_CATEGORY],
        help_text=_(
            "Whoever sorts a case into this category must answer these; “not applicable” is an answer. "
            "Where something is not known yet, no case is sorted without a person."
        ),
    )  # fmt: skip
    skill = forms.ChoiceField(
        label=_("Skill needed"), required=False,
        help_text=_("Whoever has it comes first when a case of this category is given out."),
    )  # fmt: skip
    position = forms.IntegerField(label=_("Position"), min_value=0, max_value=999, initial=100)
    open_cases = _open_cases()
    reason = _reason()
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, category: Category | None, seen: int) -> None:
        super().__init__(data, initial={**(_terms(category) if category else {}), "seen": seen})
        roots = Category.objects.filter(parent=None, is_active=True)
        if category is not None:
            del self.fields["code"]
            roots = roots.exclude(pk=category.pk)
        else:
            del self.fields["open_cases"]
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((str(one.pk), f"{one.get_klass_display()} › {one.name}") for one in roots),
        ]
        self.fields["department"].choices = choices().departments  # type: ignore[attr-defined]
        skills = Skill.objects.filter(
            Q(is_active=True) | Q(pk=category.skill_id if category else None)
        )
        self.fields["skill"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((str(one.pk), one.name) for one in skills),
        ]

    def terms(self) -> dict[str, Any]:
        """What was filled in, as the rule takes it."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("code", "open_cases", "reason", "seen", "parent", "department", "skill")
        }
        parent, skill = self.cleaned_data["parent"], self.cleaned_data["skill"]
        return {
            **given,
            "parent_id": int(parent) if parent else None,
            "department_id": int(self.cleaned_data["department"]),
            "skill_id": int(skill) if skill else None,
        }


def _terms(category: Category) -> dict[str, Any]:
    names = (
        "name_zh_hant", "name_zh_hans", "name_en", "klass", "default_severity", "default_priority",
        "required_facts", "position",
    )  # fmt: skip
    return {
        **{name: getattr(category, name) for name in names},
        "parent": str(category.parent_id or ""),
        "department": str(category.department_id),
        "skill": str(category.skill_id or ""),
    }


class RetireForm(forms.Form):
    """Taking a category out of use."""

    successor = forms.ChoiceField(
        label=_("Successor"), required=False,
        help_text=_("What was learned about the category counts for its successor from now on."),
    )  # fmt: skip
    open_cases = _open_cases()
    reason = _reason()
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, category: Category, seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        groups = [
            (klass, [one for one in options if one[0] != category.code])
            for klass, options in grouped_categories()
        ]
        self.fields["successor"].choices = [("", "—"), *groups]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Only why; for what is done to one thing by one button."""

    reason = _reason()
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: int) -> None:
        super().__init__(data, initial={"seen": seen})


class DayForm(forms.Form):
    """A day to look back to."""

    on = forms.DateField(
        label=_("As it was on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
