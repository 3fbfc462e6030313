"""What is asked of a customer who wants to see all their cases: an address, and the code sent to it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NUMBER = re.compile(r"[+\d][\d\s()./-]{5,}")


class AddressForm(forms.Form):
    """A mail address; we have no other way to send a code to."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The one that you gave us when you told us about it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your e-mail address.")},
    )

    def clean_email(self) -> str:
        """Ask again where it is no address; a phone number is not unexpected."""
        given = str(self.cleaned_data["email"]).strip()
        if _NUMBER.fullmatch(given):
            raise ValidationError(
                _("We can send the code by e-mail only, not to a phone. Enter your e-mail address.")
            )
        return str(forms.EmailField(error_messages={"invalid": _NO_ADDRESS}).clean(given))


_NO_ADDRESS = _("This is not an e-mail address. One looks like name@example.com.")


class PinForm(forms.Form):
    """The code of six digits."""

    pin = forms.CharField(
        label=_("Code from our mail"),
        max_length=20,
        help_text=_("Six digits, such as 482 913."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false",
                "class": "pin",
            }
        ),
        error_messages={"required": _("Enter the code from our mail.")},
    )  # fmt: skip
