"""The composer's two modes, each a form of its own so that one can't be mistaken for the other."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.errors import VariablesLeft
from cases.forms.facts import DialogForm
from cases.kinds import ToldHow
from cases.rules.lifecycle.guarding import require_filled_in

HOW = (
    (ToldHow.MESSAGE.value, _("send as a message")),
    (ToldHow.PHONE.value, _("told by phone")),
    (ToldHow.IN_PERSON.value, _("told in person")),
)


def new_key() -> str:
    """Make a key that a form carries until it is sent."""
    return secrets.token_urlsafe(15)


def key_of(key: str, *words: str) -> str:
    """Give the key of exactly these words; "" without one."""
    if not key:
        return ""
    return hashlib.sha256("\0".join((key, *words)).encode()).hexdigest()[:40]


# What comes after an answer: for how many days the case then waits for the customer.
THEN = (
    ("", _("keep working on it")),
    ("3", _("wait for the customer, 3 days")),
    ("7", _("wait for the customer, 7 days")),
    ("14", _("wait for the customer, 14 days")),
)


class ComposerForm(DialogForm):
    """Carries a key, so that the same words sent again after a lost line are not sent twice."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", new_key())

    def sent_key(self) -> str:
        """The key of exactly these words; "" where the form brought none. Changed words are new ones."""
        said = self.cleaned_data
        return key_of(said.get("key", ""), said.get("how", ""), said["text"])


class CustomerForm(ComposerForm):
    """What the customer reads, or was told."""

    text = forms.CharField(label=_("To the customer"), max_length=20_000, widget=forms.Textarea)
    how = forms.ChoiceField(label=_("How"), choices=HOW, initial=ToldHow.MESSAGE.value)
    waits = forms.ChoiceField(label=_("Then"), choices=THEN, required=False)

    def clean_text(self) -> str:
        """Refuse what a template left open: the customer would read a name in braces."""
        text: str = self.cleaned_data["text"]
        try:
            require_filled_in(text)
        except VariablesLeft as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def resume_by(self, now: datetime) -> datetime | None:
        """Until when the case is to wait for the customer; None where work goes on."""
        days = self.cleaned_data.get("waits")
        return now + timedelta(days=int(days)) if days else None


class NoteForm(ComposerForm):
    """What only colleagues read."""

    text = forms.CharField(label=_("Internal note"), max_length=20_000, widget=forms.Textarea)
