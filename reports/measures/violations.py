"""What an invariant's breach is told as, and how SQL is asked for breaches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing that must never be so: `code` says what, `subject` names the row, such as case:42."""

    code: str
    subject: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.subject}" + (f" ({self.detail})" if self.detail else "")


def breaches(code: str, sql: str, values: dict[str, Any] | None = None) -> Iterator[Violation]:
    """Give one violation for each row that a query finds: its first column names the row, the rest tell."""
    for subject, *told in rows(sql, values):
        yield Violation(code=code, subject=str(subject), detail=", ".join(map(str, told)))


def rows(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Read all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
