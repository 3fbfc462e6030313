"""What is asked about a review: our reply, where it was posted, and how it stands there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.kinds import Moderation
from channels.rules.conversations.reviewing import LONGEST_REPLY


class ReplyForm(forms.Form):
    """The words of a public reply."""

    text = forms.CharField(
        label=_("Public reply"), max_length=LONGEST_REPLY, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody will read it. Name no order, no phone number, and nothing of the case."),
    )  # fmt: skip


class PostedForm(forms.Form):
    """Where and when a reply was posted."""

    where = forms.CharField(label=_("Where was it posted?"), max_length=500)
    posted_at = forms.DateTimeField(
        label=_("When?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        required=False,
    )


class ModerationForm(forms.Form):
    """How a review stands at its source."""

    moderation = forms.ChoiceField(label=_("At the source"), choices=Moderation.choices)
