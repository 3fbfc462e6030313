"""What must be true at every moment, whatever was killed: checked in one snapshot over all apps."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from feedback_site.ledger.errors import LedgerBroken
from feedback_site.ledger.rules import verifying
from reports.measures import (
    case_invariants,
    file_invariants,
    intake_invariants,
    outbox_invariants,
)
from reports.measures.violations import Violation

# Longer than a lease, a sweep and a restart together: what is older should have come to rest.
SETTLED = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was counted, and everything that is wrong."""

    counts: Mapping[str, int]
    violations: tuple[Violation, ...]


def inspect(
    *, now: datetime, settled: timedelta = SETTLED, acknowledged: Iterable[str] = ()
) -> Inspection:
    """Check every invariant and change nothing.

    What is younger than `settled` may still be on its way and is not judged as unfinished. Each id in
    `acknowledged` (a reference, an id at the source or an idempotency key) must exist exactly once.
    """
    ledger, broken = _ledger()
    with _snapshot():
        found = [*broken, *_violations(now, now - settled, acknowledged)]
        counted = {
            **intake_invariants.counts(),
            **case_invariants.counts(),
            **outbox_invariants.counts(),
            **file_invariants.counts(),
        }
    return Inspection(counts={**counted, **ledger}, violations=tuple(found))


def _violations(
    now: datetime, settled: datetime, acknowledged: Iterable[str]
) -> Iterator[Violation]:
    yield from intake_invariants.acknowledged(acknowledged)
    yield from intake_invariants.dispositions(settled)
    yield from intake_invariants.cases_of_items(settled)
    yield from intake_invariants.numbers(now)
    yield from case_invariants.keeping()
    yield from case_invariants.dues(settled)
    yield from case_invariants.clocks(now)
    yield from outbox_invariants.outbox(now, settled)
    yield from outbox_invariants.mail()
    yield from outbox_invariants.notices()
    yield from file_invariants.files(settled)


def _ledger() -> tuple[dict[str, int], list[Violation]]:
    """The ledger checks itself in a snapshot of its own, and stops at the first bad place."""
    try:
        found = verifying.verify()
    except LedgerBroken as error:
        return {}, [Violation(code="ledger", subject=str(error))]
    return {
        "ledger events": found.events,
        "ledger events sealed": found.sealed,
        "ledger seals": found.seals,
    }, []


@contextmanager
def _snapshot() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
