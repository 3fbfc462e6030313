"""Why somebody was chosen for a case, or was not, as a colleague reads it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback_site.organisation.kinds import Tongue

Values = Mapping[str, Any]


def reasons_in_words(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Reasons as the history keeps them, each as a few words; a code that is not known is left out."""
    return [_WORDS[reason["code"]](reason) for reason in reasons if reason.get("code") in _WORDS]


def given_because(code: str) -> str:
    """Why the system gave a case to somebody; empty for words that a person typed."""
    return str(_BECAUSE[code]()) if code in _BECAUSE else ""


def _moment(text: object) -> str:
    moment = parse_datetime(str(text))
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else str(text)


def _tongue(code: object) -> str:
    return str(Tongue(code).label) if code in Tongue.values else str(code)


_WORDS: Mapping[str, Callable[[Values], str]] = MappingProxyType(
    {
        "earlier_owner": lambda one: _("had this case before"),
        "same_customer": lambda one: _("has another open case of this customer"),
        "skill": lambda one: _("has the skill that the category asks for"),
        "no_skill": lambda one: _("lacks the skill that the category asks for"),
        "language": lambda one: _("speaks %(language)s") % {"language": _tongue(one["language"])},
        "no_language": lambda one: (
            _("no %(language)s entered") % {"language": _tongue(one["language"])}
        ),
        "leads": lambda one: _("leads others, and comes after those whose work it is"),
        "department": lambda one: _("is of the responsible department"),
        "store": lambda one: _("is at this store"),
        "region": lambda one: _("is in this region"),
        "chain": lambda one: _("works for the whole chain"),
        "load": lambda one: (
            _("has %(load)s of %(capacity)s points")
            % {"load": one["load"], "capacity": one["capacity"]}
        ),
        "never_given": lambda one: _("was given nothing yet"),
        "last_given": lambda one: _("last given a case: %(at)s") % {"at": _moment(one["at"])},
        "over_capacity": lambda one: _("would have more than they can"),
        "nobody_has_room": lambda one: _("nobody who is there has room"),
        "away": lambda one: _("away until %(at)s") % {"at": _moment(one["until"])},
        "off_shift": lambda one: _("off shift until %(at)s") % {"at": _moment(one["from"])},
        "no_right": lambda one: _("cannot see this case"),
        "named": lambda one: _("is named in the complaint"),
        "solved_it": lambda one: _("solved it, and cannot verify it"),
        "has_it": lambda one: _("has it now"),
    }
)
_BECAUSE: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "escalated": lambda: _("Given with the escalation, as nobody had it."),
        "owner_left": lambda: _("Whoever had it has left."),
        "automatic": lambda: _("Given out at once, as this department wants it."),
        "before_limit": lambda: _("Nobody had taken it, and a limit was near."),
        "past_limit": lambda: _("Nobody had taken it, and a limit had passed."),
        "nobody_free": lambda: _(
            "Nobody of those who could take it was there; whoever was on duty has it."
        ),
        "next": lambda: _("Taken with “Next for me”."),
        "absent": lambda: _("Handed over, as whoever had it is away."),
        "back": lambda: _("Given back, as whoever had it is here again."),
    }
)
