"""What the report is asked about, as it stands in the address."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.periods import (
    LONGEST,
    Period,
    last_4_weeks,
    last_12_months,
    this_quarter,
    this_week,
)

Choice = tuple[str, str]
PERIODS = {
    "week": (_("This week"), this_week),
    "4_weeks": (_("Last 4 weeks"), last_4_weeks),
    "quarter": (_("This quarter"), this_quarter),
    "12_months": (_("Last 12 months"), last_12_months),
}
FREE = "days"
FIRST = "4_weeks"


class OverviewForm(forms.Form):
    """Period and places; `today` is the day in the chain's time zone."""

    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[*((code, name) for code, (name, _days) in PERIODS.items()), (FREE, _("Days"))],
    )
    since = forms.DateField(
        label=pgettext_lazy("first day", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    store = forms.TypedChoiceField(label=_("store"), required=False, coerce=int, empty_value=None)
    region = forms.TypedChoiceField(label=_("region"), required=False, coerce=int, empty_value=None)
    department = forms.TypedChoiceField(
        label=_("department"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, data: Mapping[str, Any], *, today: date, places: Mapping[str, Sequence[Choice]]
    ) -> None:
        super().__init__(data)
        self.today, self.places = today, places
        for name, choices in places.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", pgettext_lazy("filter", "all")), *choices]

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of free days, in their order."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("period") != FREE:
            return cleaned
        since, last = cleaned.get("since"), cleaned.get("last")
        if since is None or last is None:
            if not {"since", "last"} & self.errors.keys():
                self.add_error("since" if since is None else "last", _("Enter both days."))
        elif last < since:
            self.add_error("last", _("The last day lies before the first."))
        elif last - since > LONGEST:
            self.add_error("since", _("Choose three years at most."))
        return cleaned

    def chosen(self) -> Period:
        """The period asked for; what cannot be read is the last 4 weeks."""
        asked = self._asked()
        if asked == FREE:
            return Period(since=self.cleaned_data["since"], last=self.cleaned_data["last"])
        return PERIODS[asked][1](self.today)

    def in_words(self) -> Sequence[str]:
        """Say what is asked for: the period, and the places that it is narrowed down to."""
        asked, said = self._asked(), self.cleaned_data
        if asked == FREE:
            days = [date_format(said[end], "SHORT_DATE_FORMAT") for end in ("since", "last")]
            named = " – ".join(days)
        else:
            named = str(PERIODS[asked][0])
        narrowed = [
            dict(choices)[str(said[name])]
            for name, choices in self.places.items()
            if said.get(name)
        ]
        return [named, *(narrowed or [str(_("all that you may see"))])]

    def _asked(self) -> str:
        """Which period it is: one of PERIODS, or FREE with both of its days."""
        asked: str = self.cleaned_data.get("period") or FIRST
        return FIRST if asked == FREE and not self.is_valid() else asked
