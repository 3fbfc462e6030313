"""What is asked about a talk, and about each thing that was said in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.drafts import FileDraft
from channels.forms.fields import PhotosField
from channels.forms.stamps import new_stamp
from channels.kinds import TalkKind
from channels.rules.manual_entry.listening import Said
from feedback_site.organisation.models import Store


class TalkForm(forms.Form):
    """When, where, with whom, and whether they agreed."""

    kind = forms.ChoiceField(label=_("What was it?"), choices=TalkKind.choices)
    subject = forms.CharField(label=_("What was it about?"), max_length=200)
    held_at = forms.DateTimeField(
        label=_("When was it?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    place = forms.CharField(label=_("Where was it?"), max_length=120, required=False)
    participants = forms.CharField(
        label=_("Who took part?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000,
        help_text=_("One a line, without names: “P1, about 40, prints every week”."),
    )  # fmt: skip
    has_consent = forms.BooleanField(
        label=_("All of them agreed that it is written down"), required=False
    )


class StatementForm(forms.Form):
    """One thing that one of them said."""

    participant = forms.ChoiceField(label=_("Who said it?"))
    text = forms.CharField(
        label=_("In their words"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_complaint = forms.BooleanField(
        label=_("This is a complaint: open a case"), required=False,
        help_text=_("Anything else is kept as an insight."),
    )  # fmt: skip
    store = forms.ModelChoiceField(
        label=_("Store"), queryset=Store.objects.all(), required=False, empty_label="–"
    )
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    photos = PhotosField()
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, participants: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].choices = [(one, one) for one in participants]  # type: ignore[attr-defined]
        self.initial.setdefault("stamp", new_stamp())

    def said(self) -> Said:
        """What was said, as rules ask for it."""
        given = self.cleaned_data
        return Said(
            text=given["text"], participant=given["participant"], is_complaint=given["is_complaint"],
            name=given["name"], email=given["email"], phone=given["phone"],
            store=given["store"].code if given["store"] else "",
            files=[
                FileDraft(name=file.name, mime=file.content_type or "", content=file.read())
                for file in given["photos"]
            ],
        )  # fmt: skip
