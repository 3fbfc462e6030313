"""What a caller fills in on the call sheet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.states import Outcome
from surveys.kinds import AttemptChannel, AttemptOutcome

# In the order of the keys 1 to 7 on the call sheet.
ON_THE_PHONE = (
    AttemptOutcome.SOLVED,
    AttemptOutcome.NOT_SOLVED,
    AttemptOutcome.NO_ANSWER,
    AttemptOutcome.BUSY,
    AttemptOutcome.CALL_LATER,
    AttemptOutcome.WRONG_NUMBER,
    AttemptOutcome.DECLINED,
)
# Only these are answers, and only with an answer is a score worth anything.
ANSWERS = frozenset({AttemptOutcome.SOLVED, AttemptOutcome.NOT_SOLVED})


class AttemptForm(forms.Form):
    """How one attempt ended. Times are read in the active time zone: that of the customer."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(one.value, one.label) for one in ON_THE_PHONE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the attempt ended.")},
    )
    score = forms.TypedChoiceField(
        label=_("Score"),
        choices=[(str(n), str(n)) for n in range(1, 6)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=pgettext_lazy("of a call", "Remark"),
        max_length=2000,
        required=False,
        help_text=_("If it is not solved: what is still missing, in the customer's words."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    call_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={
                "type": "datetime-local",
                "class": "form-control",
                "aria-describedby": "call-at-help",
            },
            format="%Y-%m-%dT%H:%M",
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    channel = forms.ChoiceField(
        label=_("Asked"),
        choices=[
            (AttemptChannel.PHONE.value, _("by phone")),
            (AttemptChannel.IN_PERSON.value, _("in person")),
        ],
        initial=AttemptChannel.PHONE.value,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome needs, and drop what it does not take."""
        cleaned = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome == AttemptOutcome.NOT_SOLVED and not cleaned.get("remark"):
            self.add_error("remark", _("Write down what is still missing."))
        if outcome == AttemptOutcome.CALL_LATER:
            self._check_time(cleaned.get("call_at"))
        else:
            cleaned["call_at"] = None
        if outcome not in ANSWERS:
            cleaned["score"] = None
        return cleaned

    def _check_time(self, call_at: datetime | None) -> None:
        if "call_at" in self.errors:
            return
        if call_at is None:
            self.add_error("call_at", _("Enter when to call again."))
        elif call_at <= timezone.now():
            self.add_error("call_at", _("This time has passed. Enter a later one."))


class EndForm(forms.Form):
    """Ending without an answer of the customer, with its evidence."""

    outcome = forms.ChoiceField(label=_("Why nobody can be asked"))
    statement = forms.CharField(
        label=_("What shows that"),
        max_length=1000,
        help_text=_("It stays in the history of the case as the evidence of its closing."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write down what shows that nobody can be asked.")},
    )

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, one.label) for one in outcomes]
