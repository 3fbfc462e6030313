"""Hurrying: while the demonstration is made, its connection plans each statement once and syncs nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

# A statement that comes a third time is prepared; the demonstration has some hundreds of them.
_PREPARED_FROM, _PREPARED_MOST = 2, 1_000


@contextmanager
def hurried() -> Iterator[None]:
    """Hurry on this process's own connection; rules and what they write are the same.

    Each statement comes thousands of times: to plan it takes the server longer than to do it, and to write
    its values into its text takes us longer than to send them beside it. And a step is undone as a whole or
    not at all, so that what is nested in its transaction needs no savepoints; within a test's transaction
    each step needs its own.
    """
    connection.ensure_connection()
    raw, features = connection.connection, connection.features
    before = raw.cursor_factory, raw.prepare_threshold, raw.prepared_max, features.uses_savepoints
    raw.cursor_factory = ServerBindingCursor
    raw.prepare_threshold, raw.prepared_max = _PREPARED_FROM, _PREPARED_MOST
    features.uses_savepoints = connection.in_atomic_block
    commit_at_once()
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold, raw.prepared_max, features.uses_savepoints = (
            before
        )
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET synchronous_commit")
                cursor.execute("RESET plan_cache_mode")


def commit_at_once() -> None:
    """Let commits of this connection wait for no disk: a copy of the demonstration may be made again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def plan_anew() -> None:
    """Let every statement be planned again: tables that were empty at first have grown."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
