"""A mark up to which every submission has its case, so that looking for lost ones costs what is lost.

Each process keeps its own. One that has just begun has none, and looks once at all of the last days.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

# Of whoever writes at this moment: the first transaction that is not over, and the first that has not begun.
_NOW = """
SELECT coalesce(max(id), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint
FROM channels_submission
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Up to `settled` none is without a case; `newest` is next, once all that began before `begun` are over.

    Numbers are given out before they are written: whoever wrote when `newest` was seen may yet bring a
    lower one.
    """

    settled: int = 0
    newest: int = 0
    begun: int = 0

    def moved(self, *, newest: int, over: int, begun: int, first_open: int | None) -> "Mark":
        """Give the mark after a look at the newest, and at transactions: all before `over` are over.

        `first_open` is the first after this mark that waits for its case, looked for after the others.
        """
        if newest < self.newest:
            return Mark()
        if over < self.begun:
            return self
        settled = self.newest if first_open is None else min(self.newest, first_open - 1)
        return Mark(settled=max(self.settled, settled), newest=newest, begun=begun)


_mark = Mark()


def settled() -> int:
    """Give the number up to which no submission is without a case; 0 where this process knows none."""
    return _mark.settled


def move(first_open: Callable[[], int | None]) -> None:
    """Move the mark on, as far as it can go by now; two statements."""
    global _mark
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        newest, over, begun = cursor.fetchone()
    _mark = _mark.moved(newest=newest, over=over, begun=begun, first_open=first_open())


def forget() -> None:
    """Begin anew."""
    global _mark
    _mark = Mark()
