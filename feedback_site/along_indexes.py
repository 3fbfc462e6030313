"""Looking up what is rare: the planner does not know how rare, and would rather read the whole table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def along_indexes(cursor: Any) -> Iterator[None]:
    """Let the statements within go along indexes; only inside a transaction, with which it ends."""
    cursor.execute("SET LOCAL enable_seqscan = off")
    yield
    cursor.execute("SET LOCAL enable_seqscan = on")
