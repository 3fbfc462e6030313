"""What a device of the counter says: beside an entry, when it reports, and when it is set up."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels.forms.counter import stores_of
from channels.references import read_reference
from channels.rules.devices.contacting import Report
from channels.rules.devices.replaying import KeptEntry
from feedback_site.organisation.models import Store, User

# A clock further off than this was never set: the moment of the last contact is the better guess.
FURTHEST = int(timedelta(days=366 * 20).total_seconds() * 1000)
LARGEST = 2**53


class EntryForm(forms.Form):
    """The words signed beside an entry."""

    device = forms.CharField(max_length=24)
    number = forms.IntegerField(min_value=1, max_value=LARGEST)
    captured_at = forms.DateTimeField()
    offset_ms = forms.IntegerField(min_value=-FURTHEST, max_value=FURTHEST)
    contact_at = forms.DateTimeField(required=False)
    reference = forms.CharField(max_length=12, required=False)
    clerk = forms.CharField(max_length=200, required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES)

    def clean_reference(self) -> str:
        """Take what is a reference of ours, or none."""
        written = str(self.cleaned_data["reference"])
        if written and read_reference(written) != written:
            raise forms.ValidationError("reference")
        return written

    def entry(self, *, words: str, signature: str) -> KeptEntry:
        """Give it as the rule takes it."""
        given = self.cleaned_data
        return KeptEntry(
            device=given["device"], number=given["number"], captured_at=given["captured_at"],
            offset=timedelta(milliseconds=given["offset_ms"]), contact_at=given["contact_at"],
            reference=given["reference"], clerk=given["clerk"], language=given["language"],
            words=words, signature=signature,
        )  # fmt: skip


class ReportForm(forms.Form):
    """What a device reports of itself."""

    device = forms.CharField(max_length=24)
    given_to = forms.IntegerField(min_value=0, max_value=LARGEST)
    kept = forms.JSONField(required=False)
    kept_since = forms.DateTimeField(required=False)
    held = forms.JSONField(required=False)

    def report(self) -> Report:
        """Give it as the rule takes it; what is no number or word is passed over."""
        given = self.cleaned_data
        return Report(
            given_to=given["given_to"],
            kept=[one for one in _listed(given["kept"]) if type(one) is int and one <= LARGEST],
            kept_since=given["kept_since"],
            held={one for one in _listed(given["held"]) if isinstance(one, str)},
        )


class DeviceForm(forms.Form):
    """What is asked when a device is set up."""

    name = forms.CharField(label=_("What this device is called"), max_length=80, required=False)
    store = forms.ChoiceField(label=_("Store"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The counter's own form stands on the same page.
        self.auto_id = "device-%s"
        self.stores = stores_of(user)
        field = self.fields["store"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.code, one.name) for one in self.stores]
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "class": "form-control"}
        field.widget.attrs["class"] = "form-select"

    def chosen_store(self) -> Store:
        """Give the store that was chosen."""
        return next(one for one in self.stores if one.code == self.cleaned_data["store"])


class ExplainForm(forms.Form):
    """Which numbers will never come, and why."""

    first = forms.IntegerField(min_value=1, max_value=LARGEST)
    last = forms.IntegerField(min_value=1, max_value=LARGEST)
    reason = forms.CharField(
        max_length=200,
        error_messages={"required": _("Give a reason, so that others can follow it later.")},
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
