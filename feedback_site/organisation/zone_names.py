"""Time zones as people choose them: those of the places where we are, by name, and then all others."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NEAR = (
    ("Asia/Taipei", gettext_lazy("Taiwan")),
    ("Asia/Hong_Kong", gettext_lazy("Hong Kong")),
    ("Asia/Macau", gettext_lazy("Macau")),
    ("Asia/Shanghai", gettext_lazy("mainland China")),
    ("Asia/Singapore", gettext_lazy("Singapore")),
    ("Asia/Kuala_Lumpur", gettext_lazy("Malaysia")),
)
Choices = Sequence[tuple[str | Promise, str | Sequence[tuple[str, str]]]]


def zone_choices() -> Choices:
    """Give them in the reader's language; what is none of them cannot be chosen."""
    near = [(code, f"{name} ({code})") for code, name in _NEAR]
    others = sorted(available_timezones() - {code for code, _name in _NEAR})
    return [*near, (_("Other places"), [(code, code) for code in others])]
