"""Opening hours as a person types them: one weekday a line, "mon 09:00-12:00 13:30-18:00"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from feedback_site.organisation.models import CalendarException, CalendarHours
from feedback_site.organisation.working_hours import WEEKDAYS, CalendarError, WeeklyHours, hours

Pairs = list[list[str]]


class PairsField(forms.CharField):
    """The hours of one day: "09:00-12:00 13:30-18:00"; empty is closed."""

    def prepare_value(self, value: Any) -> Any:
        """Write stored hours as they are typed."""
        return _written(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Read what was typed."""
        return _pairs(str(super().clean(value) or "").split())


class WeekField(forms.CharField):
    """The hours of a week; a day that is not named is closed."""

    def prepare_value(self, value: Any) -> Any:
        """Write stored hours as they are typed."""
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{day} {_written(value[day])}" for day in WEEKDAYS if value.get(day))

    def clean(self, value: Any) -> Any:
        """Read what was typed, and prove that the arithmetic understands it."""
        week: dict[str, Pairs] = {}
        for line in str(super().clean(value) or "").splitlines():
            day, *spans = line.split()
            week[day.lower()] = _pairs(spans)
        try:
            WeeklyHours.of(week)
        except CalendarError as error:
            raise forms.ValidationError(str(error)) from error
        return week


def _pairs(spans: list[str]) -> Pairs:
    pairs = [span.replace("–", "-").split("-") for span in spans]
    try:
        hours(pairs)
    except CalendarError as error:
        raise forms.ValidationError(str(error)) from error
    return pairs


def _written(pairs: list[Any]) -> str:
    return " ".join("-".join(pair) for pair in pairs)


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """A week's hours from a day on."""

    weekly = WeekField(
        label=_("weekly hours"),
        widget=UnfoldAdminTextareaWidget({"rows": 7, "placeholder": "mon 09:00-12:00 13:30-18:00"}),
        help_text=_(
            "One weekday a line (mon tue wed thu fri sat sun); a day that is not named is closed."
        ),
        required=False,
    )

    class Meta:
        model = CalendarHours
        fields = ("valid_from", "weekly")


class ExceptionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One day that differs."""

    intervals = PairsField(
        label=_("hours"), help_text=_("09:00-12:00 13:30-18:00; empty is closed."), required=False
    )

    class Meta:
        model = CalendarException
        fields = ("day", "kind", "intervals", "note")
