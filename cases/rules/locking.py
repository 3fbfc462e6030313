"""Locking: take one case for a change, by a statement that is written once."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from cases.models import Case

_FIELDS = Case._meta.concrete_fields  # noqa: SLF001
_NAMES = tuple(field.attname for field in _FIELDS)
_JSON_AT = _NAMES.index("reading")
_LOCK = "SELECT {} FROM cases_case WHERE id = %s FOR UPDATE".format(  # noqa: S608 the columns are ours
    ", ".join(f'"{field.column}"' for field in _FIELDS)
)


_LOCK_MANY = _LOCK.replace(
    "id = %s FOR UPDATE", "id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED LIMIT %s"
)


def lock_cases(case_ids: Sequence[int], *, most: int) -> list[Case]:
    """Do the same for the first `most` cases, by id, that nobody else has; the others are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_MANY, [list(case_ids), most])
        return [_case(row) for row in cursor.fetchall()]


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
