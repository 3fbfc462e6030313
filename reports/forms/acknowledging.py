"""What is asked of somebody who says that they are at an alarm."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AcknowledgeForm(forms.Form):
    """What they are doing about it."""

    note = forms.CharField(
        label=_("What are you doing about it?"),
        max_length=300,
        error_messages={
            "required": _("Write down what you are doing, so that nobody does it twice.")
        },
    )
