"""Batches of paper: the list, and where a clerk stands in one."""

from collections.abc import Sequence
from dataclasses import dataclass

from channels.batch_kinds import BatchState
from channels.models import Batch, BatchSheet, Submission
from feedback_site.organisation.models import User

PAGE = 50
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSheet:
    """What a clerk entered last in a batch, to be taken over into the next sheet."""

    number: int
    category: str
    remedy: str
    order_number: str


def batch_page(user: User, *, state: str, before: int | None) -> tuple[list[Batch], bool]:
    """Give at most 50 batches, the newest first, and whether there are more; one statement."""
    rows = Batch.objects.visible_to(user).select_related("channel", "store", "collected_by")
    if state in BatchState.values:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def differing(user: User) -> int:
    """Count the batches that wait for a second person, up to 99."""
    rows = Batch.objects.visible_to(user).filter(state=BatchState.ENTERED)
    return rows.order_by()[:MOST_COUNTED].count()


def next_number(batch: Batch, taken: Sequence[BatchSheet], *, after: int) -> int | None:
    """Give the next sheet that has no place yet: behind `after`, else the first; None when all have."""
    known = {sheet.number for sheet in taken}
    free = [number for number in range(1, batch.sheets + 1) if number not in known]
    return next((number for number in free if number > after), free[0] if free else None)


def last_sheet(batch: Batch, user: User) -> LastSheet | None:
    """Look up what this person entered last in this batch."""
    row = (
        Submission.objects.filter(raw__sheet__batch=batch, raw__sheet__entered_by=user)
        .order_by("-raw__sheet__entered_at", "-pk")
        .values_list("raw__sheet__number", "category_hint", "remedy_sought", "order_number")
        .first()
    )
    if row is None:
        return None
    number, category, remedy, order_number = row
    return LastSheet(number=number, category=category, remedy=remedy, order_number=order_number)
