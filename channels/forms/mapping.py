"""The form of a mapping: where each part of a message stands, tried out on an example."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from channels.accounts import FIELDS, PATHS
from channels.kinds import AccountKind

LONGEST_EXAMPLE = 100_000
CODES = (*(field.code for field in PATHS), "event_value")


class MappingForm(forms.Form):
    """Asks for the paths of accounts.PATHS, and for an example to read with them."""

    example = forms.CharField(
        label=_("An example, as the messenger posts it"), required=False, strip=False,
        max_length=LONGEST_EXAMPLE,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS[AccountKind.WEBHOOK]:
            if field.code in CODES:
                self.fields[field.code] = forms.CharField(
                    label=str(field.label),
                    help_text=str(field.help),
                    required=False,
                    max_length=200,
                )
                self.initial.setdefault(field.code, field.default)
        self.order_fields([*CODES, "example"])

    def clean(self) -> dict[str, Any]:
        """Look at each path."""
        cleaned = super().clean() or self.cleaned_data
        for field in PATHS:
            if not re.fullmatch(field.pattern, str(cleaned.get(field.code) or "")):
                self.add_error(field.code, ValidationError(_("This does not look like one.")))
        return cleaned

    def paths(self) -> dict[str, object]:
        """What was filled in, without the example."""
        return {code: self.cleaned_data.get(code, "") for code in CODES}
