"""What an agent types of a call that no call centre tells of: the number, and how it went."""

import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels.call_kinds import CallDirection, CallOutcome
from channels.calls import ToldByHand
from channels.contacts import normal_phone
from channels.forms.counter import stores_of
from channels.forms.feedback import SHORTEST_PHONE
from channels.forms.fields import LOCAL_MOMENT, LOCAL_MOMENTS
from channels.forms.stamps import new_stamp
from channels.models import Call
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

SPEAKING = "speaking"
HOW = (
    (SPEAKING, _("I am speaking with them")),
    (CallOutcome.ANSWERED, _("We spoke; it is over")),
    (CallOutcome.MISSED, CallOutcome.MISSED.label),
    (CallOutcome.VOICEMAIL, CallOutcome.VOICEMAIL.label),
)


class ByHandForm(forms.Form):
    """A call as whoever held the phone tells of it; only the number is asked of somebody who speaks."""

    needs_number = True
    number = forms.CharField(
        label=pgettext_lazy("phone", "Number"), max_length=40, required=False,
        widget=forms.TextInput(
            attrs={
                "type": "tel", "inputmode": "tel", "autocomplete": "off", "class": "form-control",
            }
        ),
    )  # fmt: skip
    is_withheld = forms.BooleanField(label=_("They withhold their number"), required=False)
    how = forms.ChoiceField(
        label=_("How is it?"), choices=HOW, initial=SPEAKING, widget=forms.RadioSelect
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=CallDirection.choices, initial=CallDirection.INBOUND,
        widget=forms.RadioSelect,
    )  # fmt: skip
    rang_at = forms.DateTimeField(
        label=_("It rang at"), required=False, help_text=_("Empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_MOMENT),
        input_formats=LOCAL_MOMENTS,
    )  # fmt: skip
    waited = forms.IntegerField(
        label=_("Seconds it rang"), required=False, min_value=0, max_value=3600,
        help_text=_("Empty: nobody looked; then it counts in no waiting time."),
    )  # fmt: skip
    spoken = forms.IntegerField(
        label=_("Minutes we spoke"), required=False, min_value=0, max_value=600
    )
    store = forms.ChoiceField(label=_("Store"), required=False)
    note = forms.CharField(
        label=_("What it was about"), max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A note on the call, no case. Leave it empty if you take it down afterwards."),
    )  # fmt: skip
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_stamp)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(store.code, store.name) for store in stores_of(user)]
        if user.can(Ability.WORK_CASES) or not choices:
            choices.insert(0, ("", str(_("of no store"))))
        store = self.fields["store"]
        if isinstance(store, forms.ChoiceField):
            store.choices = choices
        self.fields["store"].initial = choices[0][0]

    @property
    def is_open(self) -> bool:
        """Whether more than the number was asked for, so that the page shows it."""
        return bool(set(self.errors) - {"number"}) or self["how"].value() != SPEAKING

    def clean_number(self) -> str:
        """Ask again where it has too few digits; digits of a Chinese keyboard are digits."""
        number = unicodedata.normalize("NFKC", str(self.cleaned_data["number"])).strip()
        if number and len(normal_phone(number).lstrip("+")) < SHORTEST_PHONE:
            raise ValidationError(_("This number is too short. Write it with its area code."))
        return number

    def clean(self) -> dict[str, Any]:
        """One of the two: a number, or that there is none."""
        cleaned = super().clean() or self.cleaned_data
        if "number" in self.errors:
            return cleaned
        if cleaned.get("is_withheld") and cleaned.get("number"):
            self.add_error("is_withheld", _("Clear the number, or untick this."))
        elif not cleaned.get("is_withheld") and not cleaned.get("number") and self.needs_number:
            self.add_error("number", _("Type the number, or tick that it is withheld."))
        return cleaned

    def told(self, now: datetime) -> ToldByHand:
        """Give what the form says; of somebody who speaks it is told that they were just answered."""
        said = self.cleaned_data
        is_speaking = said["how"] == SPEAKING
        waited = None if said["waited"] is None else timedelta(seconds=said["waited"])
        spoken = None if said["spoken"] is None else timedelta(minutes=said["spoken"])
        before = (waited or timedelta()) + (spoken or timedelta())
        return ToldByHand(
            direction=CallDirection(said["direction"]),
            outcome=CallOutcome.ANSWERED if is_speaking else CallOutcome(said["how"]),
            rang_at=said["rang_at"] or now - before, waited=waited, spoken=spoken,
            is_over=not is_speaking,
        )  # fmt: skip


class CorrectionForm(ByHandForm):
    """The same of a call that is written down already; an empty number leaves it as it is."""

    needs_number = False

    def __init__(self, *args: Any, user: User, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, user=user, initial=_as_written(call), **kwargs)
        self.call = call
        for name in ("is_withheld", "store", "note", "stamp"):
            del self.fields[name]
        self.fields["rang_at"].required = True
        self.fields["rang_at"].help_text = ""
        self.fields["number"].help_text = _("Empty: it stays as it is.")

    def told(self, now: datetime) -> ToldByHand:
        """Give what the form says; the page shows minutes, and seconds that were known stay."""
        told = super().told(now)
        return told if "rang_at" in self.changed_data else replace(told, rang_at=self.call.rang_at)


def _as_written(call: Call) -> dict[str, object]:
    waited = call.answer_seconds
    is_speaking = call.outcome == CallOutcome.ANSWERED and call.ended_at is None
    spoken = None
    if call.answered_at is not None and call.ended_at is not None:
        spoken = round((call.ended_at - call.answered_at).total_seconds() / 60) or None
    rang_at = timezone.localtime(call.rang_at).replace(second=0, microsecond=0)
    return {
        "how": SPEAKING if is_speaking else call.outcome, "direction": call.direction,
        "rang_at": rang_at, "waited": waited, "spoken": spoken,
    }  # fmt: skip
