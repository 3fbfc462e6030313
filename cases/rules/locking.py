"""Locking: take one case for a change, by a statement that is written once; or one thing of the site's."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from cases.models import Case
from feedback_site.bare_rows import stored_row
from feedback_site.kept_queries import planned_cursor
from feedback_site.many_values import listed

_FIELDS = Case._meta.concrete_fields  # noqa: SLF001
_NAMES = tuple(field.attname for field in _FIELDS)
_JSON_AT = _NAMES.index("reading")
_LOCK = "SELECT {} FROM cases_case WHERE id = %s FOR UPDATE".format(  # noqa: S608 the columns are ours
    ", ".join(f'"{field.column}"' for field in _FIELDS)
)


# What telling of a limit asks for. A pass reads thousands of cases, and most of a row is what they tell.
_FEW = {
    field.attname: field.column
    for field in _FIELDS
    if field.attname in {
        "id", "reference", "title", "state", "priority", "store_id", "department_id", "owner_id", "tier",
        "level", "next_due_at", "version", "last_event_seq", "folded_seq",
    }
}  # fmt: skip
_LOCK_FEW = """
SELECT {} FROM cases_case WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE SKIP LOCKED LIMIT %s
""".format(", ".join(f'"{column}"' for column in _FEW.values()))


def lock_cases(case_ids: Sequence[int], *, most: int) -> list[Case]:
    """Lock the first `most` of these cases that nobody else has; the others are left out. Waits for nobody.

    With what telling of a limit asks for; what more is asked for is read then, each by itself.
    """
    found: list[Case] = []
    with planned_cursor() as cursor:
        # As many as are wanted at a time: where others have none of them, no row is read for nothing.
        for first in range(0, len(case_ids), most):
            asked = case_ids[first : first + most]
            cursor.execute(_LOCK_FEW, [listed(asked), most - len(found)])
            rows = cursor.fetchall()
            found += [stored_row(Case, dict(zip(_FEW, row, strict=True))) for row in rows]
            if len(found) == most:
                break
    return found


def lock_case(case_id: int) -> Case:
    """Read a case's row as it stands and keep others from changing it until this transaction ends.

    The row alone: few steps ask for category, store or owner, and those read them then. Every step
    begins with it, and Django takes twice as long to write the statement as the database to answer it.
    Raises Case.DoesNotExist.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [case_id])
        row = cursor.fetchone()
    if row is None:
        raise Case.DoesNotExist
    return _case(row)


def _case(row: Sequence[Any]) -> Case:
    values = list(row)
    values[_JSON_AT] = json.loads(values[_JSON_AT])
    return Case.from_db(connection.alias, _NAMES, values)


def one_at_a_time(what: str) -> None:
    """Let one transaction at a time change what has this name; who is second waits for its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
