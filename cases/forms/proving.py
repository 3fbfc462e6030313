"""What is asked of a customer who wants to see all their cases: an address, and the code sent to it."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from channels.kinds import ContactKind
from channels.rules.outbox import texting

_NUMBER = re.compile(r"[+\d][\d\s()./-]{5,}")


class AddressForm(forms.Form):
    """A mail address, or a mobile number where somebody carries texts for us."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The one that you gave us when you told us about it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your e-mail address.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begins_with = texting.offered_codes()
        if self.begins_with:
            field = self.fields["email"]
            field.label = _("E-mail or mobile number")
            field.widget = forms.TextInput(
                attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
            )
            field.error_messages["required"] = _("Enter your e-mail address or mobile number.")

    @property
    def kind(self) -> ContactKind:
        """What was given; of a valid form."""
        is_mail = "@" in self.cleaned_data["email"]
        return ContactKind.EMAIL if is_mail else ContactKind.PHONE

    def clean_email(self) -> str:
        """Ask again where it is no address; a phone number is not unexpected.

        Whether a number may be texted hangs on its country alone, and tells nothing of who is known.
        """
        given = unicodedata.normalize("NFKC", str(self.cleaned_data["email"])).strip()
        if not _NUMBER.fullmatch(given):
            return str(forms.EmailField(error_messages={"invalid": _NO_ADDRESS}).clean(given))
        if not self.begins_with:
            raise ValidationError(
                _("We can send the code by e-mail only, not to a phone. Enter your e-mail address.")
            )
        if not texting.can_be_texted(given):
            words = _(
                "We send texts to mobile numbers that begin with %(codes)s only. Check the number, or enter "
                "your e-mail address."
            )
            raise ValidationError(words % {"codes": "、".join(self.begins_with)})
        return given


_NO_ADDRESS = _("This is not an e-mail address. One looks like name@example.com.")


class PinForm(forms.Form):
    """The code of six digits."""

    pin = forms.CharField(
        label=_("Code that we sent"),
        max_length=20,
        help_text=_("Six digits, such as 482 913."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false",
                "class": "pin",
            }
        ),
        error_messages={"required": _("Enter the code that we sent.")},
    )  # fmt: skip
