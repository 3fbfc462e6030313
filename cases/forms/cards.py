"""Cards: small forms on a page about something that many cases share, made from fields."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.forms.facts import Words, choice_field, options_of, text_field
from cases.models import Case
from channels.adapters.email.charsets.detecting import detect
from channels.forms.fields import FileButton
from channels.references import read_reference
from feedback_site.organisation.models import User

_BETWEEN = re.compile(r"[\s,;，；、]+")
_MOST_REFERENCES = 200
_LARGEST_FILE = 512 * 1024


class CardForm(forms.Form):
    """The form of one card; `subject` is the row of a list that it was pressed on."""

    subject = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def facts(self) -> dict[str, Any]:
        """What was answered, without the subject."""
        return {name: value for name, value in self.cleaned_data.items() if name != "subject"}

    def add_rule_error(self, error: Exception) -> None:
        """Show why a rule refused, above what was typed."""
        self.add_error(None, str(error))


def card_form(
    code: str, fields: Mapping[str, forms.Field], data: Any = None, files: Any = None
) -> CardForm:
    """Make a card's form; its ids are its own, for many are on one page."""
    made: type[CardForm] = type("CardForm", (CardForm,), dict(fields))
    return made(data, files, auto_id=f"{code}-%s")


class ReferencesField(forms.CharField):
    """Case numbers, one after the other; gives the ids of cases that the viewer may see."""

    def __init__(self, *, user: User, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3}), max_length=4_000, **kwargs)
        self.user = user

    def clean(self, value: Any) -> list[int]:
        """Read them as people write them; name those that there are not."""
        typed = [word for word in _BETWEEN.split(super().clean(value)) if word]
        if len(typed) > _MOST_REFERENCES:
            raise forms.ValidationError(
                _("At most %(most)s case numbers at once.") % {"most": _MOST_REFERENCES}
            )
        read = {word: read_reference(word) for word in typed}
        found = dict(
            Case.objects.visible_to(self.user)
            .filter(reference__in=[one for one in read.values() if one])
            .values_list("reference", "pk")
        )
        unknown = [word for word, one in read.items() if one not in found]
        if unknown:
            words = _("There is no such case that you may see: %(numbers)s")
            raise forms.ValidationError(words % {"numbers": ", ".join(unknown[:10])})
        return list(found.values())


def references_field(user: User, *, required: bool = True) -> ReferencesField:
    """Ask for case numbers."""
    return ReferencesField(
        user=user, required=required, label=_("Case numbers"),
        help_text=_("One or several, separated by spaces, commas or lines."),
    )  # fmt: skip


def line_field(label: Words, *, required: bool = True, most: int = 200) -> forms.CharField:
    """Ask for one line."""
    return forms.CharField(label=str(label), required=required, max_length=most)


def cause_fields() -> Mapping[str, forms.Field]:
    """Ask what it was and what was done about it."""
    return {
        "root_cause": choice_field(_("Root cause"), options_of("root_cause")),
        "action": text_field(_("What was done")),
    }


class OrdersField(forms.FileField):
    """A list of orders as a CSV file; gives its text."""

    def clean(self, data: Any, initial: Any = None) -> str:
        """Decode it, whatever a spreadsheet program wrote."""
        file: Any = super().clean(data, initial)
        if not file:
            return ""
        if (file.size or 0) > _LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 512 KB. Send it in parts."))
        content = file.read()
        if content.startswith(b"PK"):
            raise forms.ValidationError(
                _("This is a workbook. Save it as CSV, or copy its rows into the field.")
            )
        return detect(content).text


def orders_fields() -> Mapping[str, forms.Field]:
    """Ask for orders as a file, or typed."""
    return {
        "file": OrdersField(
            label=_("CSV file"), required=False, widget=FileButton,
            help_text=_("Columns: order number, e-mail or phone, language. A head row is optional."),
        ),
        "orders": forms.CharField(
            label=_("Or type them"), required=False, max_length=100_000,
            widget=forms.Textarea({"rows": 4, "placeholder": "A10023, mei@example.com, zh-hant"}),
        ),
    }  # fmt: skip


def texts_fields(*, required: bool = False) -> Mapping[str, forms.Field]:
    """Ask for one text in each of the three languages."""
    names = {
        "zh-hant": _("Traditional Chinese"), "zh-hans": _("Simplified Chinese"),
        "en": _("English"),
    }  # fmt: skip
    return {
        language: forms.CharField(
            label=name, required=required, max_length=5_000, widget=forms.Textarea({"rows": 5})
        )
        for language, name in names.items()
    }
