"""A store that is shut: which, since when, until the end of which day, and why."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.facts import LOCAL_MOMENT
from feedback_site.organisation.errors import NoSuchClosure
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.rules.shutting import LATEST, LONGEST
from feedback_site.organisation.working_hours import zone


class ClosureForm(forms.Form):
    """Asked of somebody who supervises that store; times are those of the store."""

    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.none())
    begins = forms.DateTimeField(
        label=_("Closed from"),
        input_formats=[LOCAL_MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL_MOMENT),
        help_text=_("In the store's own time; up to 7 days back."),
    )
    ends_on = forms.DateField(
        label=_("To the end of"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200,
        help_text=_("Shown wherever a limit is explained: water damage, power cut, typhoon …"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        stores, reach = Store.objects.select_related("calendar"), user.reach
        if not reach.everything:
            stores = stores.filter(pk__in=reach.stores)
        self.fields["store"].queryset = stores  # type: ignore[attr-defined]
        today = timezone.localtime()
        self.initial = {
            "begins": today.replace(hour=0, minute=0, second=0, microsecond=0).replace(tzinfo=None),
            "ends_on": today.date(),
        }

    def clean_begins(self) -> datetime:
        """Leave the exact bounds to the rule, and keep out what has no counterpart on another clock."""
        begins: datetime = self.cleaned_data["begins"]
        _require_near(begins.date())
        return begins

    def clean_ends_on(self) -> date:
        """Keep out days after which there is none."""
        ends_on: date = self.cleaned_data["ends_on"]
        _require_near(ends_on)
        return ends_on

    def span(self) -> tuple[datetime, datetime]:
        """From when to when, on the store's clock."""
        where = zone(self.cleaned_data["store"].calendar.time_zone)
        typed = timezone.localtime(self.cleaned_data["begins"])
        begins = typed.replace(tzinfo=None).replace(tzinfo=where)
        after = self.cleaned_data["ends_on"] + timedelta(1)
        return begins, datetime.combine(after, time(), where)


def _require_near(day: date) -> None:
    """Refuse what no closure can reach: one lasts no longer than LONGEST, and is told soon."""
    # The store's day may be another than ours.
    reach = LATEST + LONGEST + timedelta(days=2)
    if abs(day - timezone.localdate()) > reach:
        raise forms.ValidationError(str(NoSuchClosure.message), code=NoSuchClosure.code)
