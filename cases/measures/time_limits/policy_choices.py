"""What the form of a time-limit policy offers: the tree, stores, tiers and calendars, by name."""

from collections.abc import Iterable, Sequence
from typing import Any

from cases.kinds import Klass, Priority
from cases.measures.desk_choices import Choice, grouped_categories
from cases.measures.time_limits.limit_terms import SET_BY_POLICY, hours_in_words, promised_title
from cases.measures.time_limits.policy_vocabulary import published_codes
from cases.models import ResponseScheme
from cases.sla.terms import OF_STORE, Calendars
from cases.states import WaitingReason
from channels.kinds import Remedy
from channels.models import ServiceTier
from feedback_site.organisation.models import BusinessCalendar, Store

Choices = Sequence[Any]


def matchable() -> dict[str, Choices]:
    """For each attribute that a policy may look at, the codes that there are and their names."""
    return {
        "classes": _labels(Klass),
        "categories": [group for group in grouped_categories() if group[1]],
        "priorities": _labels(Priority),
        "stores": [
            (str(one.pk), f"{one.code} {one.name}") for one in Store.objects.order_by("code")
        ],
        "tiers": _named(ServiceTier.objects.filter(is_active=True)),
        "schemes": _named(ResponseScheme.objects.filter(is_active=True)),
        "remedies": [one for one in _labels(Remedy) if one[0] != Remedy.NONE_STATED],
    }


def promises() -> list[Choice]:
    """What may be promised."""
    return [(clock.value, promised_title(clock)) for clock in SET_BY_POLICY]


def calendars(known: Calendars) -> list[Choice]:
    """The hours that a limit may count on: round the clock, the store's, and each calendar in force."""
    live = set(published_codes(known))
    rows = [one for one in BusinessCalendar.objects.all() if one.code in live]
    return [
        ("", hours_in_words("")),
        (OF_STORE, hours_in_words(OF_STORE)),
        *((one.code, one.name) for one in rows),
    ]


def waiting_reasons() -> list[Choice]:
    """What a case may wait for."""
    return _labels(WaitingReason)


def priorities() -> list[Choice]:
    """How pressing a case may be."""
    return _labels(Priority)


def with_gone(offered: Choices, chosen: Iterable[str], words: str) -> Choices:
    """The choices, and below them what was chosen and is no longer there, so that it is not lost unseen."""
    flat = {
        code
        for one in offered
        for code in ([each[0] for each in one[1]] if isinstance(one[1], list) else [one[0]])
    }
    return [*offered, *((code, words % {"code": code}) for code in chosen if code not in flat)]


def _labels(kinds: Any) -> list[Choice]:
    return [(one.value, str(one.label)) for one in kinds]


def _named(rows: Iterable[Any]) -> list[Choice]:
    return [(one.code, one.name) for one in rows]
