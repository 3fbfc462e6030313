"""What is asked of somebody who says that an item opens no case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.kinds import Disposition
from channels.rules.intake.dismissing import DISMISSALS


class DismissForm(forms.Form):
    """One of three dispositions, and always a reason."""

    disposition = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=[(code.value, code.label) for code in DISMISSALS],
        initial=Disposition.SPAM.value,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Others read it later; name the case it repeats where it is a duplicate."),
        error_messages={"required": _("Give a reason, so that others can follow it later.")},
    )
