"""Isolating: a row that cannot be done is noted and put aside, and the sweep goes on to the next."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar, cast

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from feedback_site.errors import NotAllowed, place_of
from feedback_site.kept_queries import Kept
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sweeping.models import StuckRow
from feedback_site.sweeping.sweeps import Sweep

log = logging.getLogger(__name__)
T = TypeVar("T")
# 1 min, 2 min, 4 min … 1 h, and then each hour until somebody mends it: a timer is never given up. No
# shorter than the outbox's lease, so that a letter put aside can be claimed again when its rest is over.
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)
# However many are stuck, most of a pass belongs to rows that are not.
MOST_RETRIES = 20
# Asked by every pass of every sweep, and nearly always in vain.
_RESTED: Kept["QuerySet[StuckRow, int]"] = Kept()


def stuck(sweep: Sweep) -> QuerySet[StuckRow, int]:
    """Give the ids that this sweep has put aside: its question for new work leaves them out."""
    return StuckRow.objects.filter(sweep=sweep.code).values_list("row_id", flat=True)


def one_by_one(
    sweep: Sweep, fresh: Iterable[int], do: Callable[[int], object], *, now: datetime
) -> int:
    """Do what has rested and then `fresh`, each by itself; count those of which `do` did something.

    `do` is a rule: atomic, and harmless where the work was done meanwhile. `fresh` leaves out what is
    `stuck`. Raises what the database raises while it is away, for then no row is to blame.
    """
    again = sum(_retried(sweep, row_id, do, now=now) for row_id in _rested(sweep, now))
    return again + sum(spared(sweep, row_id, partial(do, row_id), now=now) for row_id in fresh)


def together(
    sweep: Sweep, fresh: Sequence[int], do: Callable[[Sequence[int]], object], *, now: datetime
) -> int:
    """Do all of `fresh` at once, and where that fails in halves; count what was done.

    One row that cannot be done costs one slow pass; from the next on it is left out.
    """

    again = one_by_one(sweep, (), partial(_alone, do), now=now)
    return again + at_once(sweep, fresh, do, now=now)


def at_once(
    sweep: Sweep, fresh: Sequence[int], do: Callable[[Sequence[int]], object], *, now: datetime
) -> int:
    """Do the same without what has rested; halved again and again, until what fails is alone."""
    if len(fresh) == 1:
        return int(spared(sweep, fresh[0], partial(_alone, do, fresh[0]), now=now))
    if not fresh or _tried(partial(do, fresh))[1] is None:
        return len(fresh)
    middle = len(fresh) // 2
    return sum(at_once(sweep, half, do, now=now) for half in (fresh[:middle], fresh[middle:]))


def for_all(do: Callable[[], T]) -> T | None:
    """Give what is found for many at once; None where one of them makes that fail, and each must be asked."""
    found, _error = _tried(do)
    return cast("T | None", found)


def _alone(do: Callable[[Sequence[int]], object], row_id: int) -> bool:
    do([row_id])
    return True


def spared(sweep: Sweep, row_id: int, do: Callable[[], object], *, now: datetime) -> bool:
    """Do one fresh row and say whether that did something; a row that raises is put aside instead."""
    result, error = _tried(do)
    if error is not None:
        _put_aside(sweep, row_id, error, now=now)
    return bool(result)


@transaction.atomic
def try_again(stuck_id: int, *, actor: User, now: datetime) -> StuckRow:
    """End the rest of a stuck row: its sweep, which passes within seconds, tries it next."""
    if not actor.can(Ability.WATCH_CHANNELS):
        raise NotAllowed
    row = StuckRow.objects.select_for_update().get(pk=stuck_id)
    row.next_try_at = now
    row.save(update_fields=["next_try_at"])
    entry = Entry(
        verb="sweep.asked_again", subject=f"stuck:{row.pk}", actor=name_of(actor),
        body={"sweep": row.sweep, "row": row.row_id, "tries": row.tries},
    )  # fmt: skip
    record([entry], now=now)
    return row


def _retried(sweep: Sweep, row_id: int, do: Callable[[int], object], *, now: datetime) -> bool:
    result, error = _tried(partial(do, row_id))
    if error is not None:
        _put_aside(sweep, row_id, error, now=now)
    else:
        StuckRow.objects.filter(sweep=sweep.code, row_id=row_id).delete()
    return bool(result)


def _tried(do: Callable[[], object]) -> tuple[object, Exception | None]:
    """Do it, and give what came of it, or what it raised."""
    try:
        return do(), None
    # The second broad catch of this house, and the only one of its sweeps (docs/decisions/0012). Whatever
    # one row makes a rule raise, the rows behind it are other customers', whose limits run: they must not
    # wait until somebody mends this one. Nothing is hidden: the row is noted with kind and place of the
    # error, shown on the first page, logged, and tried again until it works.
    except Exception as error:
        if _is_away(error):
            raise
        return None, error


def _is_away(error: Exception) -> bool:
    """Whether the database itself does not answer, so that no row is to blame and none need be tried."""
    return isinstance(error, OperationalError | InterfaceError) and not connection.is_usable()


def _rested(sweep: Sweep, now: datetime) -> list[int]:
    """What has rested, the longest waiting first."""
    return list(_RESTED.ask(_first_rested, sweep=sweep.code, now=now))


def _first_rested(*, sweep: str, now: datetime) -> "QuerySet[StuckRow, int]":
    rows = StuckRow.objects.filter(sweep=sweep).rested(now)
    return rows.values_list("row_id", flat=True)[:MOST_RETRIES]


@transaction.atomic
def _put_aside(sweep: Sweep, row_id: int, error: Exception, *, now: datetime) -> None:
    place = place_of(error)
    row, _is_new = StuckRow.objects.select_for_update().get_or_create(
        sweep=sweep.code, row_id=row_id,
        defaults={
            "label": (sweep.label(row_id) or str(row_id))[:60], "tries": 0, "first_failed_at": now,
            "last_failed_at": now, "next_try_at": now,
        },
    )  # fmt: skip
    row.tries += 1
    row.reason, row.last_failed_at = place[:200], now
    row.next_try_at = now + min(FIRST_REST * 2 ** min(row.tries - 1, 10), LONGEST_REST)
    row.save()
    log.error("%s could not do row %s, try %s: %s", sweep.code, row_id, row.tries, place)
