"""Of which year holidays are asked for."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class YearForm(forms.Form):
    """This year or one of the next two; further ahead nobody has announced anything."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, data: Any = None, *, now: datetime) -> None:
        super().__init__(data)
        today = timezone.localdate(now)
        self.likely = today.year + (today.month >= 10)
        years = range(today.year, today.year + 3)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]
        self.initial["year"] = str(self.likely)
