"""A file with rows: taken up as it is, then asked which of its columns is what."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.adapters.social.tables import MOST_BYTES
from channels.forms.fields import FileButton

COLUMN = "column_"


class TableField(forms.FileField):
    """A file of rows, refused where it is too large to be read."""

    widget = FileButton(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large before it is read."""
        file = super().clean(data, initial)
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Split it."))
        return file


class ColumnsOf(forms.Form):
    """Asks for the column of each of the `known` fields; it is not sent without those of the `needed`."""

    known: ClassVar[Mapping[str, Promise]]
    needed: ClassVar[Sequence[str]] = ()

    def __init__(
        self, *args: Any, columns: list[str], mapping: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((name, name) for name in columns)]
        for field, label in self.known.items():
            self.fields[f"{COLUMN}{field}"] = forms.ChoiceField(
                label=str(label), choices=choices, required=field in self.needed,
                initial=mapping.get(field, ""),
            )  # fmt: skip

    def column_fields(self) -> list[forms.BoundField]:
        """The fields that name columns."""
        return [self[f"{COLUMN}{field}"] for field in self.known]

    def mapping(self) -> dict[str, str]:
        """The columns named, by field."""
        said = ((field, self.cleaned_data.get(f"{COLUMN}{field}")) for field in self.known)
        return {field: column for field, column in said if column}
