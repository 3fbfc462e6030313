"""What an agent fills in while somebody is on the phone, and how an attempt to call back ended."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels.call_kinds import TryOutcome
from channels.forms.counter import CounterForm
from channels.forms.feedback import store_choices
from channels.forms.fields import LOCAL_MOMENT, LOCAL_MOMENTS

NEW, NOTE, OTHER, CALL = "new", "note", "other", "call"


class CallForm(CounterForm):
    """A complaint by phone: the counter's form, with the number of the call at hand."""

    same_number = forms.BooleanField(
        label=_("Call back on the number they call from"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices_of("store", store_choices())
        self.fields["store"].required = False
        self.fields["phone"].label = _("Another number")
        self.fields["language"].label = _("Language")

    def is_reachable(self, cleaned: dict[str, Any]) -> bool:
        """The number they call from is a way to answer, but for whoever wants to stay unknown."""
        by_this_number = cleaned.get("same_number") and not cleaned.get("is_anonymous")
        return bool(by_this_number) or super().is_reachable(cleaned)


class SpokenForm(forms.Form):
    """What was said on a call that is no new complaint: on a case, or of no case at all."""

    about = forms.CharField(max_length=12)
    reference = forms.CharField(max_length=40, required=False)
    text = forms.CharField(
        max_length=8000,
        error_messages={"required": _("Write down in a few words what it was about.")},
    )
    call_at = forms.DateTimeField(
        required=False,
        input_formats=LOCAL_MOMENTS,
        error_messages={"invalid": _("Enter day and time.")},
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the number of a case that is not among those shown, and for the time of a call."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("about") == OTHER and not cleaned.get("reference"):
            self.add_error("reference", _("Enter the number of the case."))
        if cleaned.get("about") == CALL and not cleaned.get("call_at") and not self.errors:
            self.add_error("call_at", _("Enter when they want to be called."))
        return cleaned

    def case_reference(self) -> str:
        """Give the case as chosen or as typed."""
        about = str(self.cleaned_data["about"])
        return str(self.cleaned_data["reference"]) if about == OTHER else about


class TryForm(forms.Form):
    """How one attempt to call back ended."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=TryOutcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the attempt ended.")},
    )  # fmt: skip
    remark = forms.CharField(
        label=pgettext_lazy("of a call", "Remark"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    call_at = forms.DateTimeField(
        label=_("Call again at"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_MOMENT),
        input_formats=LOCAL_MOMENTS,
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A time of one's own belongs to "call later", and lies ahead."""
        cleaned = super().clean() or self.cleaned_data
        call_at = cleaned.get("call_at")
        if cleaned.get("outcome") != TryOutcome.CALL_LATER:
            cleaned["call_at"] = None
        elif call_at is not None and call_at <= timezone.now():
            self.add_error(
                "call_at", ValidationError(_("This time has passed. Enter a later one."))
            )
        return cleaned
