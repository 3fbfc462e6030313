"""Wait until somebody else waits or is done: what tests of locks and of transactions share."""

import time

from django.db import connection

# Of this database only: other workers' tests wait for locks on the same server. A lock of a row is one of a
# transaction, which names no database; whoever waits for it holds one of a table, which does.
WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_locks
     WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
"""


def how_many_wait():
    """Count connections to this database that wait for a lock, also from within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def until_waiting(many=1):
    """Return when so many wait for a lock; a busy machine may take its time."""
    ends = time.monotonic() + 60
    while how_many_wait() < many:
        assert time.monotonic() < ends, "nobody waits for a lock"
        time.sleep(0.01)


def until_moved(mark, look, *, to):
    """Look again until the mark stands there: whoever began to write before us holds it back."""
    ends = time.monotonic() + 240
    while mark() != to:
        assert time.monotonic() < ends, f"the mark stands at {mark()}, not at {to}"
        look()
        time.sleep(0.02)
