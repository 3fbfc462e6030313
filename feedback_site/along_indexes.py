"""Looking up what is rare: the planner does not know how rare, and would rather read the whole table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def along_indexes(cursor: Any) -> Iterator[None]:
    """Let the statements within go along indexes; only inside a transaction, with which it ends."""
    cursor.execute("SET LOCAL enable_seqscan = off")
    yield
    cursor.execute("SET LOCAL enable_seqscan = on")


def sort_in(index: str) -> None:
    """Sort into a GIN index what was written lately: until that is done, every look-up reads all of it.

    PostgreSQL does it by itself before long; whoever looks up thousands of keys at once is quicker so.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
