"""What is asked of somebody who writes a standard solution: the same in each language, side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases.measures.desk_choices import grouped_categories
from cases.models import Category, SolutionVersion
from cases.rules.knowledge.authoring import Draft, Wording

LONGEST_TITLE, LONGEST_PROBLEM, LONGEST_TEXT = 120, 2000, 8000
PARTS = ("title", "problem", "answer", "steps")
# The parts that are longer than a line: their name, rows, length, and what is said beside them.
AREAS: Mapping[str, tuple[Any, int, int, Any]] = {
    "problem": (
        _("How customers put it"), 6, LONGEST_PROBLEM,
        _("One way of putting it in each line; suggestions are found by these."),
    ),
    "answer": (
        _("Answer for customers"), 14, LONGEST_TEXT,
        _("An empty line ends a paragraph; lines that begin with 1. or - become lists."),
    ),
    "steps": (_("Steps for colleagues"), 8, LONGEST_TEXT, ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The four fields of one language."""

    language: str
    name: str
    fields: tuple[forms.BoundField, ...]


class SolutionForm(forms.Form):
    """A whole version; a language may be left empty in a draft."""

    category = forms.ChoiceField(label=_("Category"))
    is_public = forms.BooleanField(
        label=_("Customers may read it"), required=False,
        help_text=_("The steps for colleagues never appear to customers."),
    )  # fmt: skip
    change = forms.CharField(
        label=_("What has changed"), max_length=200, required=False,
        help_text=_("For whoever approves it."),
    )  # fmt: skip
    # The newest version that the writer saw; 0 for a new solution.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("Please choose")), *grouped_categories()
        ]  # fmt: skip
        for language, _name in settings.LANGUAGES:
            self.fields |= {f"{part}_{language}": _field(part, language) for part in PARTS}
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs["class"] = "form-control"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    def columns(self) -> Iterator[Column]:
        """Give the fields of each language together."""
        for language, name in settings.LANGUAGES:
            fields = tuple(self[f"{part}_{language}"] for part in PARTS)
            yield Column(language=language, name=str(name), fields=fields)

    def clean(self) -> dict[str, Any]:
        """Ask for a title in one language at least."""
        said = super().clean() or self.cleaned_data
        titles = [f"title_{language}" for language, _name in settings.LANGUAGES]
        if not any(said.get(name) for name in titles) and not set(titles) & set(self.errors):
            self.add_error(titles[0], _("Give it a title in one language at least."))
        return said

    def draft(self) -> Draft:
        """Give what was written, for the rule."""
        said = self.cleaned_data
        return Draft(
            category=Category.objects.get(code=said["category"]), is_public=said["is_public"],
            change=said["change"],
            texts={
                language: Wording(**{part: said[f"{part}_{language}"] for part in PARTS})
                for language, _name in settings.LANGUAGES
            },
        )  # fmt: skip


def written_in(version: SolutionVersion) -> Mapping[str, Any]:
    """Give a version as the form begins with it."""
    texts = {
        f"{part}_{text.language}": getattr(text, part)
        for text in version.texts.all()
        for part in PARTS
    }
    return {"category": version.category.code, "is_public": version.is_public, **texts}


def _field(part: str, language: str) -> forms.CharField:
    attrs = {"lang": language, "spellcheck": "true"}
    if part == "title":
        return forms.CharField(
            label=_("Title"),
            max_length=LONGEST_TITLE,
            required=False,
            widget=forms.TextInput(attrs),
        )
    label, rows, longest, help_text = AREAS[part]
    return forms.CharField(
        label=label, max_length=longest, required=False, help_text=help_text, strip=True,
        widget=forms.Textarea({**attrs, "rows": rows}),
    )  # fmt: skip
