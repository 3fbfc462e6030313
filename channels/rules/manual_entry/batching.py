"""Batches of paper: counted, entered sheet by sheet, and reconciled; what differs takes a second person."""

from datetime import datetime

from django.db import transaction

from channels.batch_kinds import MOVES, BatchEventKind, BatchState, SheetState
from channels.errors import (
    BatchClosed,
    MissingReason,
    NoSuchSheet,
    SecondPersonNeeded,
    SheetTaken,
    WrongCount,
)
from channels.models import Batch, BatchEvent, BatchSheet, Channel, RawIntake
from channels.rules import intake
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.roles import Ability

MOST_SHEETS = 2_000


@transaction.atomic
def begin_batch(
    channel: Channel, *, store: Store, collected_at: datetime, sheets: int, actor: User,
    now: datetime, collected_by: User | None = None,
) -> Batch:  # fmt: skip
    """Begin a batch of counted sheets. Raises WrongCount, NotAllowed."""
    _require(actor)
    _count(sheets)
    batch = Batch.objects.create(
        channel=channel, store=store, collected_at=min(collected_at, now), sheets=sheets,
        collected_by=collected_by or actor, made_at=now,
    )  # fmt: skip
    note(batch, BatchEventKind.MADE, actor=actor, now=now, sheets=sheets)
    return batch


def enter_sheet(
    batch_id: int, *, number: int, body: bytes, content_type: str, external_id: str,
    actor: User, now: datetime, scan_id: int | None = None,
) -> BatchSheet:  # fmt: skip
    """Take what stands on one sheet: sheet and item come into being together, or neither does.

    The same posting again gives the sheet that it made. A sheet that was set aside may be entered
    after all, for somebody could read it. Raises SheetTaken where the number has its words, BatchClosed,
    WrongCount.
    """
    with transaction.atomic():
        batch = _locked(batch_id, actor)
        received = intake.receive(
            channel=batch.channel, body=body, content_type=content_type, now=now,
            external_id=f"sheet:{batch.pk}:{external_id}", captured_at=batch.collected_at,
            context=_context(batch, number, actor, scan_id),
        )  # fmt: skip
        if received.is_new:
            sheet = _place(batch, number, received.raw, actor=actor, now=now)
        else:
            sheet = BatchSheet.objects.get(raw=received.raw)
    intake.read_now(received, body, now=now)
    return sheet


@transaction.atomic
def set_aside(
    batch_id: int, *, number: int, state: SheetState, reason: str, actor: User, now: datetime
) -> BatchSheet:
    """Say of a sheet that it holds nothing, or nothing that can be read, and why we think so.

    Raises MissingReason, SheetTaken, BatchClosed, WrongCount.
    """
    batch = _locked(batch_id, actor)
    _require_open(batch)
    if not reason.strip():
        raise MissingReason
    _require_free(batch, number)
    if state == SheetState.ENTERED:
        raise NoSuchSheet
    sheet = BatchSheet.objects.create(
        batch=batch, number=number, state=state, reason=reason.strip()[:200], entered_by=actor,
        entered_at=now,
    )  # fmt: skip
    batch.set_aside += 1
    batch.save(update_fields=("set_aside",))
    note(batch, BatchEventKind.SET_ASIDE, actor=actor, now=now, sheet=number, reason=reason)
    return sheet


def correct_sheet(
    batch_id: int, *, number: int, body: bytes, content_type: str, external_id: str, reason: str,
    actor: User, now: datetime,
) -> RawIntake:  # fmt: skip
    """Take better words for a sheet, in whatever state its batch is: one more message on its case.

    Raises MissingReason, NoSuchSheet where the sheet was not entered or its item not read yet.
    """
    with transaction.atomic():
        batch = _locked(batch_id, actor)
        if not reason.strip():
            raise MissingReason
        sheet = batch.pages.select_related("raw__conversation").filter(number=number).first()
        if sheet is None or sheet.raw is None or sheet.raw.conversation is None:
            raise NoSuchSheet
        context = {"clerk": actor.pk, "batch": batch.pk, "sheet": number}
        received = intake.receive(
            channel=batch.channel, body=body, content_type=content_type, now=now,
            external_id=f"correction:{batch.pk}:{external_id}",
            context={**context, "about": sheet.raw.conversation.reference},
        )  # fmt: skip
        if received.is_new:
            note(
                batch, BatchEventKind.CORRECTED, actor=actor, now=now, sheet=number, reason=reason,
                intake=received.raw.pk,
            )  # fmt: skip
    return intake.read_now(received, body, now=now).raw


@transaction.atomic
def finish(batch_id: int, *, actor: User, now: datetime) -> Batch:
    """Say that everything was entered: reconciled where it adds up, else a second person's turn."""
    batch = _locked(batch_id, actor)
    _require_open(batch)
    note(batch, BatchEventKind.FINISHED, actor=actor, now=now, difference=batch.difference)
    if batch.difference:
        _move(batch, BatchState.ENTERED)
    else:
        _reconcile(batch, actor=actor, now=now)
    return batch


@transaction.atomic
def resume(batch_id: int, *, actor: User, now: datetime) -> Batch:
    """Go on entering, for a missing sheet was found. Raises BatchClosed."""
    batch = _locked(batch_id, actor)
    _move(batch, BatchState.OPEN)
    note(batch, BatchEventKind.RESUMED, actor=actor, now=now)
    return batch


@transaction.atomic
def recount(batch_id: int, *, sheets: int, reason: str, actor: User, now: datetime) -> Batch:
    """Let a second person count the paper again; where that adds up the batch is reconciled.

    Raises SecondPersonNeeded for whoever collected, counted, entered or finished it, MissingReason,
    WrongCount, BatchClosed where no difference waits.
    """
    batch = _locked(batch_id, actor)
    if batch.state != BatchState.ENTERED:
        raise BatchClosed
    if actor.pk in hands_in(batch):
        raise SecondPersonNeeded
    if not reason.strip():
        raise MissingReason
    _count(sheets)
    was, batch.sheets = batch.sheets, sheets
    batch.save(update_fields=("sheets",))
    note(
        batch, BatchEventKind.RECOUNTED, actor=actor, now=now, reason=reason, was=was,
        sheets=sheets,
    )  # fmt: skip
    if not batch.difference:
        _reconcile(batch, actor=actor, now=now)
    return batch


def hands_in(batch: Batch) -> set[int]:
    """Give the ids of all who collected, counted, entered or finished; not of a second person."""
    first = batch.events.exclude(kind=BatchEventKind.RECOUNTED).values_list("actor", flat=True)
    return {batch.collected_by_id, *first}


def note(
    batch: Batch, kind: BatchEventKind, *, actor: User, now: datetime, sheet: int | None = None,
    reason: str = "", **facts: object,
) -> None:  # fmt: skip
    """Write one event of a batch and its line in the ledger; the caller holds the batch's lock."""
    BatchEvent.objects.create(
        batch=batch, kind=kind, sheet=sheet, reason=reason.strip()[:200], facts=facts, actor=actor,
        happened_at=now,
    )  # fmt: skip
    body = {**facts, **({"sheet": sheet} if sheet is not None else {})}
    entry = Entry(
        verb=f"batch.{kind.value}", subject=f"batch:{batch.pk}", actor=name_of(actor), body=body
    )
    record([entry], now=now)


def _require(actor: User) -> None:
    if not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed


def _locked(batch_id: int, actor: User) -> Batch:
    _require(actor)
    rows = Batch.objects.select_for_update(of=("self",)).select_related("channel", "store")
    return rows.get(pk=batch_id)


def _require_open(batch: Batch) -> None:
    if batch.state != BatchState.OPEN:
        raise BatchClosed


def _move(batch: Batch, to: BatchState) -> None:
    if to not in MOVES[BatchState(batch.state)]:
        raise BatchClosed
    batch.state = to
    batch.save(update_fields=("state", "reconciled_at"))


def _reconcile(batch: Batch, *, actor: User, now: datetime) -> None:
    batch.reconciled_at = now
    _move(batch, BatchState.RECONCILED)
    note(
        batch, BatchEventKind.RECONCILED, actor=actor, now=now, sheets=batch.sheets,
        entered=batch.entered, set_aside=batch.set_aside,
    )  # fmt: skip


def _place(batch: Batch, number: int, raw: RawIntake, *, actor: User, now: datetime) -> BatchSheet:
    """Give the item its sheet: a new one, or one that had been set aside, whatever the batch's state."""
    known = batch.pages.filter(number=number).exclude(state=SheetState.ENTERED).first()
    if known is not None:
        known.state, known.raw, known.entered_by, known.entered_at = (
            SheetState.ENTERED, raw, actor, now,
        )  # fmt: skip
        known.save()
        batch.set_aside -= 1
        note(
            batch, BatchEventKind.CORRECTED, actor=actor, now=now, sheet=number, reason=known.reason
        )
    else:
        _require_open(batch)
        _require_free(batch, number)
        known = BatchSheet.objects.create(
            batch=batch, number=number, state=SheetState.ENTERED, raw=raw, entered_by=actor,
            entered_at=now,
        )  # fmt: skip
        note(batch, BatchEventKind.ENTERED, actor=actor, now=now, sheet=number, intake=raw.pk)
    batch.entered += 1
    batch.save(update_fields=("entered", "set_aside"))
    return known


def _require_free(batch: Batch, number: int) -> None:
    _count(number)
    taken = batch.pages.select_related("entered_by").filter(number=number).first()
    if taken is not None:
        raise SheetTaken(number=number, who=str(taken.entered_by))


def _count(number: int) -> None:
    if not 1 <= number <= MOST_SHEETS:
        raise WrongCount(least=1, most=MOST_SHEETS)


def _context(batch: Batch, number: int, actor: User, scan_id: int | None) -> dict[str, object]:
    scan = {"scan": scan_id} if scan_id is not None and _has_scan(batch, scan_id) else {}
    return {
        "clerk": actor.pk, "store": batch.store.code, "batch": batch.pk, "sheet": number, **scan,
    }  # fmt: skip


def _has_scan(batch: Batch, scan_id: int) -> bool:
    return batch.scans.filter(pk=scan_id).exists()
