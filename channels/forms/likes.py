"""What a clerk or an agent notes of what a customer likes."""

from typing import Any, Self

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels.kinds import ContactTime, ContactWay
from channels.models import Customer, CustomerPreference
from channels.models.customer_preference import LONGEST_WORDS
from channels.rules.customers.preferring import Likes

_NOT_SAID = ("", _("They did not say"))


class LikesForm(forms.Form):
    """How, when and in which language they like to be reached, and what they like."""

    way = forms.ChoiceField(
        label=_("Likes to be reached"), required=False, choices=[_NOT_SAID, *ContactWay.choices]
    )
    time = forms.ChoiceField(
        label=_("Best time"), required=False, choices=[_NOT_SAID, *ContactTime.choices]
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    words = forms.CharField(
        label=_("What they like"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("Paper, finish, borders, how they like it wrapped. No numbers or addresses."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    back = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, customer: Customer, *, back: str) -> Self:
        """Show what is noted of a customer."""
        noted = CustomerPreference.objects.filter(customer=customer).first()
        first: dict[str, Any] = {"language": customer.language, "back": back}
        if noted is not None:
            noted.customer = customer
            first |= {
                "way": noted.contact_way, "time": noted.contact_time, "words": noted.words(),
            }  # fmt: skip
        return cls(initial=first)

    def likes(self) -> Likes:
        """Give what was said."""
        said = self.cleaned_data
        return Likes(
            way=said["way"], time=said["time"], language=said["language"], words=said["words"]
        )
