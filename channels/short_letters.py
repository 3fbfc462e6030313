"""Short letters: of each letter to customers there is a twin to be texted, a line or two with the link.

Without anything that somebody wrote: a text lies open to whoever carries it or glances at the phone. When
and where an appointment is does stand in it, or it would remind nobody.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy

_SHORT = "sms_"
# Goes to mail addresses alone.
_NEVER_SHORT = frozenset({"incident_notice"})
_KEPT_VALUES = frozenset({"by", "pin", "starts_at", "was_at", "store", "ended"})


def short_of(template: str) -> str:
    """Name the letter that is texted in place of this one."""
    return f"{_SHORT}{template}"


def is_short(template: str) -> bool:
    """Whether this letter is a text."""
    return template.startswith(_SHORT)


def with_short(letters: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Give these letters and their short ones, each with the values that its text may use."""
    short = {
        short_of(code): names & _KEPT_VALUES
        for code, names in letters.items()
        if not code.startswith("staff_") and code not in _NEVER_SHORT
    }
    return {**letters, **short}


def with_short_names(names: Mapping[str, Promise]) -> dict[str, Promise | str]:
    """Give these names, and those of their short letters."""
    short = {
        short_of(code): format_lazy("SMS · {letter}", letter=name) for code, name in names.items()
    }
    return {**names, **short}
