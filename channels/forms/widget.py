"""The short form that other websites show in a frame."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from channels.forms.chats import reachable
from channels.forms.feedback import Choices, OpenForm


class WidgetForm(OpenForm):
    """Words or a recording, and one way to answer; who leaves none stays anonymous."""

    remedy = name = email = phone = is_anonymous = consent_texts = None  # type: ignore[assignment]
    contact = forms.CharField(
        label=_("E-mail or phone"),
        max_length=254,
        required=False,
        help_text=_("So that we can answer. Leave it empty to stay anonymous."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    # What the website knows of its visitor; a code that we do not have is no reason to refuse anybody.
    order_number = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    store = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)  # type: ignore[assignment]

    def category_choices(self) -> Choices:
        """Offer the most frequent kinds only, as the counter has them under its keys."""
        keyed = (chip for group in self.groups for chip in group.chips if chip.key)
        chips = [(chip.code, chip.label) for chip in sorted(keyed, key=lambda chip: chip.key)]
        return [("", [*chips, ("", _("I am not sure"))])] if chips else []

    def layout(self) -> Layout:
        """One thing after the other."""
        return Layout(
            "text",
            Field("category", template="components/choice_chips.html"),
            Field("photos", template="components/photo_input.html"),
            Field("voice", template="components/voice_input.html"),
            "contact",
            Div("website", css_class="trap", aria_hidden="true"),
            "order_number", "store", "language", "notice_version", "stamp",
        )  # fmt: skip

    def check_who(self, cleaned: dict[str, Any]) -> None:
        """Nobody is asked who they are."""

    def clean_contact(self) -> str:
        """Ask again where it is neither an address nor a number."""
        return reachable(str(self.cleaned_data["contact"]).strip())
