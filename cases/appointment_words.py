"""What happened to an appointment as people read it, from the facts of its events, by the store's clock."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.kinds import EventKind, Purpose
from feedback_site.organisation.working_hours import CalendarError, zone

Facts = Mapping[str, Any]
# The order in which events keep the names of a store.
_LANGUAGES = ("zh-hant", "zh-hans", "en")


def day_in_words(day: date) -> str:
    """Say a day as people do: weekday, day and month."""
    return _("%(weekday)s, %(day)s") % {
        "weekday": date_format(day, "l"), "day": date_format(day, "MONTH_DAY_FORMAT"),
    }  # fmt: skip


def when(facts: Facts, name: str = "starts_at") -> str:
    """Day and time; "" where they cannot be read."""
    moment = parse_datetime(str(facts.get(name, "")))
    if moment is None:
        return ""
    try:
        there = moment.astimezone(zone(str(facts.get("zone", ""))))
    except CalendarError:
        there = moment
    return f"{day_in_words(there.date())} {there:%H:%M}"


def what(facts: Facts) -> str:
    """Time, store and purpose in one line."""
    return " · ".join(part for part in (when(facts), _store(facts), _purpose(facts)) if part)


def said_of_booking(facts: Facts) -> str:
    """What is said beside the title: which, instead of which, through whom, and why."""
    was = when(facts, "was_at")
    before = _("instead of %(moment)s") % {"moment": was} if was else ""
    why = _("cancelled together with the case") if facts.get("ended") else facts.get("reason", "")
    partner = through_whom(facts)
    through = _("done through %(partner)s") % {"partner": partner} if partner else ""
    return "\n".join(part for part in (what(facts), before, through, str(why)) if part)


def through_whom(facts: Facts) -> str:
    """Name the partner through whom a customer did it; nothing where it was the customer alone."""
    return str(facts.get("partner", ""))


def _store(facts: Facts) -> str:
    names = dict(zip(_LANGUAGES, facts.get("store", ()), strict=False))
    return str(names.get(translation.get_language() or "", names.get("zh-hant", "")))


def _purpose(facts: Facts) -> str:
    code = facts.get("purpose")
    return str(Purpose(code).label) if code in Purpose.values else ""


BOOKING_KINDS = frozenset(
    {
        EventKind.BOOKED, EventKind.BOOKING_MOVED, EventKind.BOOKING_CANCELLED,
        EventKind.BOOKING_REMINDED, EventKind.BOOKING_ASKED, EventKind.BOOKING_CAME,
        EventKind.BOOKING_MISSED,
    }
)  # fmt: skip
