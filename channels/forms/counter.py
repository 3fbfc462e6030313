"""What a clerk fills in while the customer stands there."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels.forms.feedback import MessageForm, TakenForm, open_stores
from channels.panels import Chip
from feedback_site.organisation.models import Store, User


def stores_of(user: User) -> list[Store]:
    """Give the stores where this person takes feedback: those of their postings, else every open one."""
    stores = open_stores()
    return [store for store in stores if store.pk in user.reach.stores] or stores


class WordsForm(MessageForm):
    """What a customer adds to their case at the counter."""

    text = forms.CharField(
        label=_("What they say, in their words"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CounterForm(TakenForm):
    """The whole complaint on one screen; the kinds with number keys come first."""

    language = forms.ChoiceField(label=_("Slip in"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stores = stores_of(user)
        self._choices_of("store", [(store.code, store.name) for store in self.stores])
        self.fields["store"].required = True
        self.fields["text"].label = _("What happened, in their words")
        self.fields["text"].widget.attrs["rows"] = 3
        self.fields["name"].label = pgettext_lazy("person", "Name")
        self.fields["is_anonymous"].label = _("Anonymous")
        self.fields["remedy"].label = _("Wants")
        if texts := self.fields.get("consent_texts"):
            texts.label, texts.help_text = _("Wants to be told by SMS"), ""
        for name in ("name", "email", "phone", "order_number"):
            # What the last customer gave must not be offered to the next.
            self.fields[name].widget.attrs["autocomplete"] = "off"
        chips = [chip for group in self.groups for chip in group.chips]
        self.keyed_chips: list[Chip] = sorted((c for c in chips if c.key), key=lambda c: c.key)
        self.other_chips: list[Chip] = [chip for chip in chips if not chip.key]

    def layout(self) -> Layout:
        """The page places each field itself."""
        return Layout()

    def both_said(self) -> ValidationError:
        """Say it to the clerk."""
        return ValidationError(_("Clear name, e-mail and phone, or untick this."))

    def none_said(self) -> ValidationError:
        """Say it to the clerk."""
        return ValidationError(
            _("Ask for a phone number or an e-mail address, or tick “anonymous”.")
        )
