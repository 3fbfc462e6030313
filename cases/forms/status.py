"""What a customer fills in on the page of their case."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.appointment_words import day_in_words
from cases.measures.appointments.visit_times import VisitTime
from channels.forms.chats import reachable
from channels.forms.feedback import MessageForm
from channels.forms.fields import PhotosField
from channels.forms.stamps import new_stamp


class FindForm(forms.Form):
    """Reference and access code, however they are typed."""

    reference = forms.CharField(
        label=_("Case number"),
        max_length=40,
        help_text=_("It looks like FB-7K3M-92QX."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the case number.")},
    )
    code = forms.CharField(
        label=_("Access code"),
        max_length=80,
        help_text=_(
            "It stands beside the number on the slip, in our mails and on the page after sending."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the access code.")},
    )


class ReplyForm(MessageForm):
    """A message of the customer's."""

    text = forms.CharField(
        label=_("Write to us"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = PhotosField(label=_("Add photos"))


class NameForm(forms.Form):
    """Who the customer is after all; a way to reach them only if they like."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, or stay anonymous.")},
    )
    contact = forms.CharField(
        label=_("E-mail or phone"),
        max_length=254,
        required=False,
        help_text=_("Only if you want us to write or call. We use it for this matter only."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    notice_version = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)

    def clean_contact(self) -> str:
        """Ask again where it is neither an address nor a number."""
        return reachable(str(self.cleaned_data["contact"]).strip())


class ObjectForm(forms.Form):
    """What is still missing, in the customer's words."""

    text = forms.CharField(
        label=_("What is still missing?"),
        max_length=2000,
        help_text=_("A sentence is enough. Whoever takes over reads exactly this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell us in a sentence what is still missing.")},
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = new_stamp


class WithdrawForm(forms.Form):
    """Why the customer takes it back."""

    reason = forms.CharField(
        label=_("Why do you take it back?"),
        max_length=500,
        help_text=_("For example: it is settled, or it was a mistake."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Tell us in a few words why.")},
    )


class AskUpForm(forms.Form):
    """Why somebody else should look at it, in the customer's words."""

    words = forms.CharField(
        label=_("What should somebody else look at?"),
        max_length=1000,
        help_text=_("A sentence is enough. Whoever is more senior reads exactly this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell us in a sentence what is wrong.")},
    )


class VisitForm(forms.Form):
    """When the customer would like to come to a store; only when it is open."""

    time = forms.ChoiceField(
        label=_("When would you like to come?"),
        error_messages={
            "required": _("Choose a day."),
            "invalid_choice": _("The store is not open then, as we know by now. Choose again."),
        },
    )
    note = forms.CharField(
        label=_("What will you bring?"),
        max_length=500,
        required=False,
        help_text=_("For example: the prints, the camera, the receipt."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, times: Sequence[VisitTime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = new_stamp
        self.times = {one.code: one for one in times}
        days = [
            (day_in_words(day), [(one.code, in_words(one)) for one in of_day])
            for day, of_day in groupby(times, key=lambda one: one.day)
        ]
        self.fields["time"].choices = [("", _("Please choose")), *days]  # type: ignore[attr-defined]

    def chosen(self) -> VisitTime:
        """Give the time that was chosen."""
        return self.times[self.cleaned_data["time"]]


def in_words(one: VisitTime) -> str:
    """Say which part of a day, and when the store is open in it."""
    return f"{one.part.label} ({one.opens:%H:%M}–{one.closes:%H:%M})"
