"""The composer's two modes, each a form of its own so that one can't be mistaken for the other."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.facts import DialogForm
from cases.kinds import ToldHow

HOW = (
    (ToldHow.MESSAGE.value, _("send as a message")),
    (ToldHow.PHONE.value, _("told by phone")),
    (ToldHow.IN_PERSON.value, _("told in person")),
)


class CustomerForm(DialogForm):
    """What the customer reads, or was told."""

    text = forms.CharField(label=_("To the customer"), max_length=20_000, widget=forms.Textarea)
    how = forms.ChoiceField(label=_("How"), choices=HOW, initial=ToldHow.MESSAGE.value)


class NoteForm(DialogForm):
    """What only colleagues read."""

    text = forms.CharField(label=_("Internal note"), max_length=20_000, widget=forms.Textarea)
