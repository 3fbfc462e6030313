"""What a customer, or a colleague, writes in a chat."""

import hashlib
import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from channels.contacts import normal_phone
from channels.forms.feedback import SHORTEST_PHONE
from channels.forms.fields import PhotosField

LONGEST_LINE = 4000


def new_key() -> str:
    """Give a word by which one press of the button is told from the next."""
    return secrets.token_urlsafe(12)


class LineForm(forms.Form):
    """One line; `key` is the same however often the same press arrives."""

    text = forms.CharField(
        max_length=LONGEST_LINE,
        error_messages={
            "required": _("Write something first."),
            "max_length": _("This is too long for one line: please send it in two."),
        },
    )
    key = forms.CharField(max_length=80, required=False)
    # People do not see it; machines that fill in everything do.
    website = forms.CharField(max_length=200, required=False)

    def external_id(self, chat_id: int) -> str:
        """Name this line at its source: the same key with other words or photos is another line."""
        said = hashlib.sha256(f"{self.cleaned_data['key']}\0{self.cleaned_data['text']}".encode())
        for photo in self.cleaned_data.get("photos", ()):
            said.update(f"\0{photo.name}\0{photo.size}\0".encode())
            for chunk in photo.chunks():
                said.update(chunk)
            photo.seek(0)
        return f"chat:{chat_id}:{said.hexdigest()[:32]}"

    def clean_website(self) -> str:
        """Refuse a machine in the words of a mistake."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty."))
        return ""


class CustomerLineForm(LineForm):
    """A customer's line: words, photos, or both."""

    photos = PhotosField(label=_("Add photos"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def clean(self) -> dict[str, Any]:
        """Something must be said or shown."""
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("text") or cleaned.get("photos") or self.errors):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return cleaned


class ContactForm(forms.Form):
    """One way to answer, and a name if somebody likes."""

    name = forms.CharField(max_length=80, required=False)
    contact = forms.CharField(
        max_length=254, error_messages={"required": _("Write an e-mail address or a phone number.")}
    )

    def clean_contact(self) -> str:
        """Ask again where it is neither an address nor a number."""
        return reachable(str(self.cleaned_data["contact"]).strip())

    def external_id(self, chat_id: int) -> str:
        """Name it at its source, so that a second press is no second contact."""
        said = repr(sorted(self.cleaned_data.items()))
        return f"chat:{chat_id}:contact:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def reachable(contact: str) -> str:
    """Give a contact as it was written. Raises ValidationError where it is neither address nor number."""
    if "@" in contact:
        EmailValidator(_("This is not an e-mail address. One looks like name@example.com."))(
            contact
        )
    elif contact and len(normal_phone(contact).lstrip("+")) < SHORTEST_PHONE:
        raise ValidationError(
            _(
                "This is neither an e-mail address nor a whole phone number. Write an address such as "
                "name@example.com, or the number with its area code."
            )
        )
    return contact


def first_error(form: forms.Form) -> str:
    """Give the first of a form's errors in words, for a page that shows one sentence."""
    errors: Any = form.errors.get_json_data()
    return str(next(iter(errors.values()))[0]["message"]) if errors else ""
