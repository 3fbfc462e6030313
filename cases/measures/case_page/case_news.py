"""What is new on a case since somebody opened it: how much, and the latest of it in a few words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases import event_words
from cases.appointment_words import through_whom
from cases.models import CaseEvent
from feedback_site.organisation.models import User

# More is read on the case itself.
MOST_TOLD = 3
MOST_COUNTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """How many changes there were, "20+" beyond that, and the latest of them: who and what."""

    number: int
    count: str
    latest: Sequence[tuple[str, str]]


def news_since(case_id: int, seq: int, *, number: int) -> News:
    """Read the latest of so many changes, whose events stand after `seq`.

    One statement, two where somebody was given the case.
    """
    told = list(
        CaseEvent.objects.filter(case=case_id, seq__gt=seq)
        .order_by("-seq")
        .values("kind", "facts", "by_customer", "actor__display_name", "actor__username")[
            :MOST_TOLD
        ]
    )
    names = _assignees(told)
    return News(
        number=number, count=f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number),
        latest=[(_who(row), _what(row, names)) for row in told],
    )  # fmt: skip


def _assignees(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    ids = {str(row["facts"].get("assignee", "")) for row in rows}
    people = {int(one) for one in ids if one.isdecimal()}
    if not people:
        return {}
    return {str(pk): str(one) for pk, one in User.objects.in_bulk(people).items()}


def _who(row: Mapping[str, Any]) -> str:
    if row["by_customer"]:
        return through_whom(row["facts"]) or _("The customer")
    return row["actor__display_name"] or row["actor__username"] or _("The system")


def _what(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    assignee = names.get(str(row["facts"].get("assignee", "")), "")
    return event_words.title_of(row["kind"], row["facts"], assignee=assignee)
