"""Counting what several questions find, in one statement that counts no further than it is worth."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def numbers_of(questions: Mapping[str, QuerySet[Any]], *, most: int) -> dict[str, int]:
    """How many rows each question finds, at most `most`; what can find none is not asked."""
    parts: list[str] = []
    values: list[Any] = []
    numbers = dict.fromkeys(questions, 0)
    asked: list[str] = []
    for code, rows in questions.items():
        try:
            sql, params = rows.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append(code)
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 the ORM wrote it
        values += params
    if asked:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), values)
            numbers |= dict(zip(asked, cursor.fetchone(), strict=True))
    return numbers


def counted(questions: Mapping[str, QuerySet[Any]], *, most: int) -> dict[str, str]:
    """The same as text; more than `most` is that number with a plus."""
    return {
        code: f"{most}+" if number > most else str(number)
        for code, number in numbers_of(questions, most=most + 1).items()
    }
