"""What a customer answers on the page of their case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """Solved or not, a score if they like, and what is still missing where it is not."""

    solved = forms.ChoiceField(
        choices=[("yes", _("Yes, solved")), ("no", _("No, not yet"))],
        error_messages={"required": _("Tell us whether it is solved.")},
    )
    score = forms.TypedChoiceField(
        choices=[(str(n), str(n)) for n in range(1, 6)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(max_length=2000, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask what is missing where it is not solved."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("solved") == "no" and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Tell us in a sentence what is still missing."))
        return cleaned
