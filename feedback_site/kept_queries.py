"""Queries that are put together once: what costs most in a short one is to build it and to write its SQL.

Django does both anew for each question: a page of a dozen statements spends some ten milliseconds on it.
Here the SQL of a query is kept for each form that it takes, and asked again with other values
(docs/decisions/0048-a-lean-desk.md). The server keeps how it answers them: planning a page's queries takes it
longer than to answer them (docs/decisions/0055-plans-are-kept.md).
"""

import re
import secrets
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.postgresql.psycopg_any import register_tzloader
from django.db.models import QuerySet
from psycopg import Binary
from psycopg.postgres import types
from psycopg.pq import Format
from psycopg.types.numeric import Int8

Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")
# Forms kept of one query; each person who sees a part of the cases has one of their own.
MOST_FORMS = 500
# Moments in a query are reckoned from those it is given: less than this before or after.
_FAR = timedelta(days=1_000)
# Lists are filled up to one of these lengths, so that they take few forms.
_LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_PLACE = re.compile("%%|%s")
# What a connection has asked so often is planned by the server for good.
PREPARE_AFTER = 2
_TIMESTAMPTZ = types["timestamptz"].oid


class Kept(Generic[Rows]):
    """One query of the program. What was asked can be read, and not narrowed any more."""

    def __init__(self, *, spare: Container[str] = ()) -> None:
        """`spare`: values that some forms have no use for."""
        self._forms: dict[Hashable, _Form] = {}
        self._spare = spare

    def ask(self, build: Callable[..., Rows], form: Hashable = None, **values: object) -> Rows:
        """Give what `build` gives for these values, which it takes by name.

        `form` names all else that decides about the SQL, such as what somebody may see. A value is an
        integer, a text, bytes or a moment, compared as it is (a moment also some time before or after); never
        None, which is another SQL; or a list of such for `__in`, which may be given twice what it holds.

        Raises ValueError where a value does not stand in the SQL as it was given.
        """
        flat = dict(_flat(values))
        key = (form, *flat)
        kept = self._forms.get(key)
        if kept is None:
            if len(self._forms) >= MOST_FORMS:
                self._forms.clear()
            kept = self._forms[key] = _made(build, values, flat, self._spare)
        return kept.filled(flat)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A query as it was compiled; `places` say which value is which parameter: all else stands in the SQL.

    A plan is made for all values: by what stands in the SQL it knows which part of a table an index has.
    """

    rows: "QuerySet[Any, Any]"
    compiler: Any
    sql: str
    places: tuple[tuple[str, timedelta | None], ...]
    converters: Any

    def filled(self, values: Mapping[str, object]) -> "QuerySet[Any, Any]":
        filled: Any = _Filled(
            self, tuple(_param(values[name], later) for name, later in self.places)
        )
        found = type(self.rows)(model=self.rows.model, query=filled)
        for name in ("_iterable_class", "_fields", "_known_related_objects"):
            setattr(found, name, getattr(self.rows, name))
        return found


class _Filled:
    """Stands in for a query whose compiler has nothing left to do."""

    def __init__(self, form: _Form, params: tuple[Any, ...]) -> None:
        self._form, self._asked = form, (form.sql, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._form.rows.query, name)

    def get_compiler(self, using: str = DEFAULT_DB_ALIAS, **_how: object) -> Any:
        """The compiler as it was after its work, upon the connection of this thread."""
        compiler = copy(self._form.compiler)
        compiler.connection = _Planned(connections[using])
        compiler.as_sql = partial(_given, self._asked)
        compiler.get_converters = partial(_given, self._form.converters)
        return compiler


class _Planned:
    """A connection whose cursors let the server keep the plans of what is asked again and again."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        """As Django makes one, but values go beside the SQL, which is so the same each time.

        Whoever looks at the SQL gets it with its values in it.
        """
        own = self._connection
        own.close_if_health_check_failed()
        own.ensure_connection()
        if own.queries_logged or not settings.DATABASE_KEEPS_PLANS:
            return own.cursor()
        with own.wrap_database_errors:
            return own._prepare_cursor(_bound_by_server(own))  # noqa: SLF001 as Django's own cursor() does


def planned_cursor() -> Any:
    """Give a cursor for statements that stand in the program word by word and are asked for each item.

    The server keeps their plans: planning one that writes six tables takes it longer than to do so. For
    nothing whose plan depends on its values (docs/decisions/0057-plans-of-what-is-written.md).
    """
    return _Planned(connections[DEFAULT_DB_ALIAS]).cursor()


class _Preparing(ServerBindingCursor):
    """Prepares what it asks; any other cursor of its connection does not.

    The driver keeps the whole text of whatever it might prepare, a batch of letters as well.
    """

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """Ask once with the connection's threshold up."""
        own: Any = self.connection  # type: ignore[attr-defined]
        before, own.prepare_threshold = own.prepare_threshold, PREPARE_AFTER
        try:
            return super().execute(query, _numbers_alike(params), **how)  # type: ignore[misc]
        finally:
            own.prepare_threshold = before


def _bound_by_server(own: Any) -> Any:
    cursor: Any = _Preparing(own.connection)  # type: ignore[call-arg]
    known = own.connection.adapters.get_loader(_TIMESTAMPTZ, Format.TEXT)
    if own.timezone != known.timezone:
        register_tzloader(own.timezone, cursor)
    return cursor


def _param(value: object, later: timedelta | None) -> object:
    return value if later is None else value + later  # type: ignore[operator]


def _numbers_alike(params: Any) -> Any:
    """Whole numbers are all of one type: a plan is kept for each types of its parameters."""
    if isinstance(params, Mapping):
        return {name: Int8(it) if type(it) is int else it for name, it in params.items()}
    return params and [Int8(it) if type(it) is int else it for it in params]


def _given(known: Any, *_how: object, **_more: object) -> Any:
    return known


def _flat(values: Mapping[str, object]) -> Any:
    """Each value under a name of its own, those of lists by number."""
    for name, value in values.items():
        if isinstance(value, list | tuple | set | frozenset):
            listed = list(value)
            for number in range(_length(len(listed))):
                yield f"{name}[{number}]", listed[min(number, len(listed) - 1)]
        else:
            yield name, value


def _length(number: int) -> int:
    return next((one for one in _LENGTHS if one >= number), number) if number else 0


def _made(
    build: Callable[..., Any], values: Mapping[str, object], flat: Mapping[str, object],
    spare: Container[str],
) -> _Form:  # fmt: skip
    """Build and compile it with samples for values, and look where they came to stand."""
    samples: dict[str, Any] = {
        name: _sample(value, number) for number, (name, value) in enumerate(flat.items())
    }
    given = {
        name: samples[name]
        if name in samples
        else [sample for key, sample in samples.items() if key.startswith(f"{name}[")]
        for name in values
    }
    rows = build(**given)
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        _require_empty(build(**values))
        return _Form(rows=rows, compiler=compiler, sql="", places=(), converters={})
    places = {
        at: (name, param - sample if isinstance(sample, datetime) else None)
        for at, param in enumerate(map(_bare, params))
        for name, sample in samples.items()
        if type(param) is type(sample) and _is_of(sample, param)
    }
    found = {name for name, _later in places.values()}
    if missing := [name for name in samples if name not in found and name not in spare]:
        message = f"These do not stand in the SQL as they were given: {missing}"
        raise ValueError(message)
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    return _Form(
        rows=rows, compiler=compiler, sql=_written_out(sql, params, places.keys()),
        places=tuple(places.values()), converters=compiler.get_converters(columns),
    )  # fmt: skip


def _written_out(sql: str, params: Iterable[object], places: Container[int]) -> str:
    """Write into the SQL whatever is no value of the query's."""
    numbered = enumerate(params)
    operations: Any = connections[DEFAULT_DB_ALIAS].ops

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        at, param = next(numbered)
        if at in places:
            return found[0]
        written: str = operations.compose_sql("%s", [param])
        return written.replace("%", "%%")

    return _PLACE.sub(put, sql)


def _bare(param: Any) -> Any:
    """Bytes as they were given: Django wraps them for the driver."""
    return param.obj if isinstance(param, Binary) else param


def _is_of(sample: Any, param: Any) -> bool:
    """Whether what stands in the SQL is the sample, or a moment reckoned from it."""
    return abs(param - sample) < _FAR if isinstance(sample, datetime) else bool(param == sample)


def _require_empty(rows: Any) -> None:
    """That there is nothing to find must not lie in the samples, which a small column cannot hold."""
    try:
        rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return
    message = "A column cannot hold what stands for its values"
    raise ValueError(message)


def _sample(value: object, number: int) -> object:
    """A value like this one that no row has, and that every column of its kind could hold."""
    if type(value) is int:
        return 2_014_700_000 + number
    if type(value) is str:
        return f"{secrets.token_hex(8)}{number}"
    if type(value) is bytes:
        return secrets.token_bytes(16)
    if isinstance(value, datetime):
        return datetime(1000, 1, 1, tzinfo=UTC) + number * 3 * _FAR
    message = f"{type(value).__name__} is nothing that a kept query takes"
    raise ValueError(message)
