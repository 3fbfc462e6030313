"""Making way: what workers do by the clock waits while a command writes the past.

A story of last month is lived at its own time: a sweep that met it half-way would look at it with the time of
today, and end, hand over or escalate what its next step needs. Nothing is lost: sweeps look at rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from celery import Task
from django.db import DatabaseError, connection

_WHOSE = "hashtext('making way')"


@contextmanager
def alone() -> Iterator[None]:
    """Let workers leave everything as it is until the end of the block, or of this process."""
    # A connection of its own: those of the command are closed whenever it divides into processes.
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as held:
        held.execute(f"SELECT pg_advisory_lock({_WHOSE})")
        try:
            yield
        finally:
            # The server would notice only a moment later that this connection is gone.
            held.execute(f"SELECT pg_advisory_unlock({_WHOSE})")


def has_to_wait() -> bool:
    """Whether somebody is at such work; where the database is away, no: that is the task's to meet."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_xact_lock_shared({_WHOSE})")
            (may_go_on,) = cursor.fetchone()
    except DatabaseError:
        return False
    return not may_go_on


class PatientTask(Task):  # type: ignore[type-arg]
    """A task that a worker leaves out while somebody is at such work: its sweep makes up for it."""

    abstract = True

    def __call__(self, *args: Any, **facts: Any) -> Any:
        """Do the work, but not now; what is called directly has its own reasons."""
        if not self.request.called_directly and has_to_wait():
            return None
        return super().__call__(*args, **facts)
