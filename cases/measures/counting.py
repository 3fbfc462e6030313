"""Counting what several questions find, in one statement that counts no further than it is worth."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL

from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User

Questions = Callable[[datetime], Mapping[str, QuerySet[Any]]]


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
    return _told(numbers_of(questions, most=most + 1), most)


def counted_for(
    user: User, kept: Kept[Any], questions: Questions, *, now: datetime, most: int
) -> dict[str, str]:
    """As `counted`, by SQL kept for each person: to write a dozen questions takes longer than to answer.

    All that `questions` gives must follow from the moment and from what `user` may see.
    """

    def in_one_row(now: datetime) -> QuerySet[Any]:
        asked = {code: _number(rows, most + 1) for code, rows in questions(now).items()}
        return User.objects.filter(pk=user.pk).order_by().values(**asked)

    rows = list(kept.ask(in_one_row, user.sight, now=now))
    return _told(rows[0], most)


def _number(rows: QuerySet[Any], most: int) -> RawSQL | Value:
    try:
        sql, values = rows.order_by().values("pk")[:most].query.sql_with_params()
    except EmptyResultSet:
        return Value(0)
    counting = f"SELECT count(*) FROM ({sql}) counted"  # noqa: S608 the ORM wrote it
    return RawSQL(counting, values, output_field=IntegerField())  # noqa: S611 likewise


def _told(numbers: Mapping[str, int], most: int) -> dict[str, str]:
    return {code: f"{most}+" if number > most else str(number) for code, number in numbers.items()}
