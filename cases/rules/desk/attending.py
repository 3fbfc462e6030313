"""Attending: who has the same case open just now, so that two do not write the same answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from cases.models.case_presence import SILENT_AFTER
from feedback_site.organisation.models import User

# What one person left behind on other cases goes with their next look at one.
_KEPT = timedelta(hours=1)

_LOOK_IN = """
WITH here AS (
    INSERT INTO cases_casepresence (case_id, user_id, seen_at, is_writing)
    VALUES (%(case)s, %(user)s, %(now)s, %(writing)s)
    ON CONFLICT (user_id, case_id)
    DO UPDATE SET seen_at = excluded.seen_at, is_writing = excluded.is_writing
), gone AS (
    DELETE FROM cases_casepresence
    WHERE user_id = %(user)s AND case_id <> %(case)s AND seen_at < %(old)s
)
SELECT coalesce(nullif(person.display_name, ''), person.username), other.is_writing
FROM cases_casepresence AS other
JOIN organisation_user AS person ON person.id = other.user_id
WHERE other.case_id = %(case)s AND other.user_id <> %(user)s AND other.seen_at > %(heard)s
    AND person.is_active
ORDER BY other.is_writing DESC, other.user_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody else at the same case."""

    name: str
    is_writing: bool


def look_in(
    case_id: int, *, actor: User, now: datetime, is_writing: bool = False
) -> Sequence[Colleague]:
    """Say that this person has the case open, and give who else has; one statement, and no lock.

    Nothing is held back for anybody: a step is refused by the version of the case, never by presence.
    """
    values: dict[str, Any] = {
        "case": case_id, "user": actor.pk, "now": now, "writing": is_writing,
        "old": now - _KEPT, "heard": now - SILENT_AFTER,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_IN, values)
        return [Colleague(name=name, is_writing=writes) for name, writes in cursor.fetchall()]
