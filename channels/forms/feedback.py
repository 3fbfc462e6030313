"""What a customer, or a clerk for them, fills in."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from channels.contacts import normal_phone
from channels.forms.fields import PhotosField, VoiceField
from channels.forms.stamps import new_stamp, read_stamp
from channels.kinds import Remedy
from channels.panels import slots
from channels.rules.outbox import texting
from feedback_site.organisation.models import Store

Choices = list[tuple[str, Any]]
# In the order in which they are asked for; an apology or a repair is offered later, by a person.
WISHES = (Remedy.REPRINT, Remedy.REFUND, Remedy.EXCHANGE, Remedy.ANSWER, Remedy.NONE_STATED)
WISH_WORDS: dict[str, str | Promise] = {
    Remedy.REPRINT: _("Reprint"),
    Remedy.REFUND: _("Refund"),
    Remedy.EXCHANGE: _("Exchange"),
    Remedy.ANSWER: _("An answer"),
    Remedy.NONE_STATED: _("I leave it to you"),
}
SHORTEST_PHONE = 6


def store_choices() -> Choices:
    """List the open stores in the reader's language, after an empty line."""
    return [("", _("No store, or I do not know")), *((s.code, s.name) for s in open_stores())]


def open_stores() -> list[Store]:
    """Give the stores that are open for business, by name in the reader's language."""
    return sorted(Store.objects.filter(is_open=True), key=lambda store: store.name)


_AS_TYPED = re.compile(r"(<textarea.*?</textarea>)", re.DOTALL)


class LightHelper(FormHelper):  # type: ignore[misc]
    """Draws a form without the blanks of its templates: a quarter of its weight on a phone's line."""

    def render_layout(self, *args: Any, **kwargs: Any) -> SafeString:
        """Draw it; what somebody typed into a text area keeps its lines."""
        drawn = _AS_TYPED.split(super().render_layout(*args, **kwargs))
        drawn[::2] = [re.sub(r"\s*\n\s*", "\n", part) for part in drawn[::2]]
        # As safe as it was: only blanks are gone.
        return mark_safe("".join(drawn))  # noqa: S308


class TakenForm(forms.Form):
    """What is asked wherever feedback is taken; its field names are those that intake reads."""

    text = forms.CharField(
        label=_("What happened?"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Tell us in a sentence what happened.")},
    )
    category = forms.ChoiceField(
        label=_("What is it about?"), required=False, widget=forms.RadioSelect
    )
    photos = PhotosField()
    order_number = forms.CharField(
        label=_("Order number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    store = forms.ChoiceField(label=_("Store"), required=False)
    remedy = forms.ChoiceField(
        label=_("What would put it right?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(code, WISH_WORDS[code]) for code in WISHES],
    )
    is_anonymous = forms.BooleanField(label=_("Stay anonymous"), required=False)
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not an e-mail address. One looks like name@example.com.")
        },
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    # Only where somebody carries texts for us.
    consent_texts = forms.BooleanField(
        label=_("Keep me informed by SMS"), required=False,
        help_text=_("Where you give no e-mail address. A line at each step, never at night; “STOP” ends it."),
    )  # fmt: skip
    language: forms.Field = forms.CharField(widget=forms.HiddenInput, required=False)
    notice_version = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = slots.categories(get_language() or "zh-hant")
        if "consent_texts" in self.fields and not texting.offered_regions():
            del self.fields["consent_texts"]
        self._choices_of("category", self.category_choices())
        self.fields["stamp"].initial = new_stamp
        if self.initial.get("text"):
            # A draft that this browser kept goes above it.
            self.fields["text"].widget.attrs["data-below-draft"] = ""
        self.helper = self.make_helper()

    def category_choices(self) -> Choices:
        """Group the kinds of problem by class, with a way to say that one does not know."""
        grouped = [
            (group.name, [(chip.code, chip.label) for chip in group.chips]) for group in self.groups
        ]
        return [*grouped, ("", [("", _("I am not sure"))])] if grouped else []

    def make_helper(self) -> FormHelper:
        """Lay the form out; the page brings the form tag."""
        helper = LightHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        # The page shows all errors at its top, so they are not repeated here.
        helper.template = "channels/fields.html"
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """Give every field in its order."""
        return Layout(*self.fields)

    def _choices_of(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):  # pragma: no cover
            raise TypeError(name)
        field.choices = choices

    def clean_phone(self) -> str:
        """Ask again where a number has too few digits to be one."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and len(normal_phone(phone).lstrip("+")) < SHORTEST_PHONE:
            raise ValidationError(_("This number is too short. Write it with its area code."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Look at the fields together."""
        cleaned = super().clean() or self.cleaned_data
        self.check_who(cleaned)
        if cleaned.get("consent_texts") and not cleaned.get("is_anonymous"):
            self.check_texts(cleaned)
        return cleaned

    def check_texts(self, cleaned: dict[str, Any]) -> None:
        """Whoever wants texts must give a number that takes them."""
        phone = cleaned.get("phone", "")
        if "phone" in self.errors or (not phone and cleaned.get("same_number")):
            return
        if not phone or not texting.can_be_texted(phone):
            words = _("For texts give a mobile number that begins with %(codes)s, or untick this.")
            codes = "、".join(texting.offered_codes())
            self.add_error("consent_texts", ValidationError(words % {"codes": codes}))

    def check_who(self, cleaned: dict[str, Any]) -> None:
        """Named or anonymous: one of the two must be said, and not both."""
        reachable = self.is_reachable(cleaned)
        if cleaned.get("is_anonymous"):
            if reachable or cleaned.get("name"):
                self.add_error("is_anonymous", self.both_said())
        elif not reachable and not {"email", "phone"} & set(self.errors):
            self.add_error("email", self.none_said())

    def is_reachable(self, cleaned: dict[str, Any]) -> bool:
        """Say whether what was given is a way to answer."""
        return bool(cleaned.get("email") or cleaned.get("phone"))

    def both_said(self) -> ValidationError:
        """Say that contact data and anonymity exclude each other."""
        return ValidationError(
            _(
                "You gave your name, e-mail or phone as well. Clear these to stay anonymous, or untick this."
            )
        )

    def none_said(self) -> ValidationError:
        """Say that there is no way to answer."""
        return ValidationError(
            _(
                "Give an e-mail address or a phone number so that we can answer, or choose to stay anonymous."
            )
        )


class MessageForm(forms.Form):
    """What is added to a case that exists: words or photographs, one is enough."""

    text = forms.CharField(max_length=8000, required=False, widget=forms.Textarea)
    photos = PhotosField()
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = new_stamp

    def clean(self) -> dict[str, Any]:
        """Refuse an empty message."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("text") and not cleaned.get("photos") and not self.errors:
            raise ValidationError({"text": _("Write something, or choose a photo.")})
        return cleaned


class OpenForm(TakenForm):
    """What anybody may send in; a trap for machines stands where people do not see it."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    voice = VoiceField()

    # The reference of a case closed too long ago to be opened again, or an invitation of ours.
    follows = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever speaks need not write.
        self.fields["text"].required = not self.files.get("voice")

    def clean(self) -> dict[str, Any]:
        """Hold machines up; a person who is held up presses the button once more."""
        cleaned = super().clean()
        if cleaned.get("website"):
            self._again("website", "")
            self.add_error(
                None, _("Please send it once more; we must be sure that no machine writes this.")
            )
        stamp = read_stamp(str(cleaned.get("stamp", "")))
        if not stamp.is_ours:
            self._again("stamp", new_stamp())
            self.add_error(
                None, _("This page had been open for very long. Please send it once more.")
            )
        elif stamp.is_too_quick:
            self.add_error(
                None, _("That was very quick. Please read it over and send it once more.")
            )
        return cleaned

    def _again(self, name: str, value: str) -> None:
        """Show another value in the form that comes back."""
        # A dictionary made of what was posted would hold lists, and each field would show one: ['…'].
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix(name)] = value
        self.data = data


class FeedbackForm(OpenForm):
    """The public form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices_of("store", store_choices())

    def layout(self) -> Layout:
        """What happened, where, what would help, and who you are."""
        return Layout(
            "text",
            Field("category", template="components/choice_chips.html"),
            Field("photos", template="components/photo_input.html"),
            Field("voice", template="components/voice_input.html"),
            HTML('<div class="row">'),
            "order_number",
            "store",
            HTML("</div>"),
            Div("remedy", css_class="choices"),
            HTML('{% include "channels/who.html" %}'),
            Div("website", css_class="trap", aria_hidden="true"),
            "language", "notice_version", "follows", "stamp",
        )  # fmt: skip
