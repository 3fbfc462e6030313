"""Of which cases keywords are asked: category or class, from a day to another."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.kinds import Klass
from cases.measures.desk_choices import choices

PERIOD = timedelta(days=29)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class KeywordForm(forms.Form):
    """Asked in the address, so that a view can be kept; what was not asked is the last 30 days."""

    klass = forms.ChoiceField(
        label=_("class"), required=False, choices=[("", _("all")), *Klass.choices]
    )
    category = forms.TypedChoiceField(
        label=_("category"), required=False, coerce=int, empty_value=None
    )
    since = _day(_("from"))
    last = _day(_("to"))

    def __init__(self, data: Any) -> None:
        today = timezone.localdate()
        given = {"since": today - PERIOD, "last": today, **{k: v for k, v in data.items() if v}}
        super().__init__(given)
        self.fields["category"].choices = [("", _("all")), *choices().categories]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        since: date | None = cleaned.get("since")
        last: date | None = cleaned.get("last")
        if since and last and last < since:
            self.add_error("last", _("Choose a day that is not before the first."))
        return cleaned
