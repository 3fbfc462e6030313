"""What is asked about a file of purchases: the file, then its columns and its currency."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.adapters.purchases import FIELDS, NEEDED
from channels.adapters.social.tables import MOST_BYTES
from channels.forms.fields import FileButton
from channels.purchases import is_currency

_COLUMN = "column_"


class PurchasesForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx) or JSON lines, up to 20 MB and 5,000 rows."),
        widget=FileButton(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Split it."))
        return file


class ColumnsForm(forms.Form):
    """The column of each field, and the currency of amounts."""

    currency = forms.CharField(
        label=_("Currency, where none is named"), max_length=3, initial="TWD",
        help_text=_("Three letters, such as TWD, HKD or CNY."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, columns: list[str], mapping: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((name, name) for name in columns)]
        for field, label in FIELDS.items():
            self.fields[f"{_COLUMN}{field}"] = forms.ChoiceField(
                label=str(label), choices=choices, required=field in NEEDED,
                initial=mapping.get(field, ""),
            )  # fmt: skip

    def clean_currency(self) -> str:
        """Take it in small letters too."""
        code: str = self.cleaned_data["currency"].strip().upper()
        if not is_currency(code):
            raise forms.ValidationError(_("Write three letters, such as TWD."))
        return code

    def column_fields(self) -> list[forms.BoundField]:
        """The fields that name columns."""
        return [self[f"{_COLUMN}{field}"] for field in FIELDS]

    def mapping(self) -> dict[str, str]:
        """The columns named, by field."""
        said = ((field, self.cleaned_data.get(f"{_COLUMN}{field}")) for field in FIELDS)
        return {field: column for field, column in said if column}
