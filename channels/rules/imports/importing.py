"""Importing files of reviews: kept as they came, looked at before anything happens, read in batches."""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from channels.adapters.social import CONTENT_TYPE, document
from channels.adapters.social.cells import Reading, read_cells
from channels.adapters.social.columns import FIELDS, guessed
from channels.adapters.social.identity import identity_of, of_source, says_of
from channels.adapters.social.tables import Row, kind_of, rows_of
from channels.errors import MissingSource, NotWaiting, UnreadableFile, WrongMapping
from channels.kinds import ImportState
from channels.models import Channel, ReviewImport, WrongRow
from channels.models.review_import import BODY_CONTEXT
from channels.rules.imports.taking_many import take_many
from channels.rules.items.telling_apart import Item
from channels.rules.looking_up import store_code_of
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.privacy import sealing

SHOWN = 20
GUESSED_FROM = 50
# So many rows are one transaction, and the channel's next number is locked for as long as it takes.
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One row as it would be taken; `wrong` says why it would not."""

    number: int
    reading: Reading
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One row with all that its file says about it."""

    seen: Seen
    cells: Mapping[str, str]
    store: str
    identity: str


@transaction.atomic
def begin_import(
    channel: Channel, *, name: str, body: bytes, actor: User | None, now: datetime
) -> ReviewImport:
    """Keep a file, sealed, and guess what its columns are. Raises UnreadableFile."""
    kind = kind_of(name, body)
    first = list(itertools.islice(rows_of(kind, body), GUESSED_FROM))
    if not first:
        raise UnreadableFile(why="there is no row in it")
    key = sealing.new_key()
    file = ReviewImport.objects.create(
        channel=channel, file_name=name[:200], kind=kind, sha256=hashlib.sha256(body).digest(),
        size=len(body), wrapped_key=key, made_by=actor, made_at=now, mapping=guessed(first),
        body=sealing.seal_bytes(key, body, context=BODY_CONTEXT),
    )  # fmt: skip
    _record("import.uploaded", file, actor=actor, now=now, sha256=file.sha256.hex())
    return file


def columns_of(file: ReviewImport) -> list[str]:
    """Name the columns of a file, in their order."""
    rows = itertools.islice(rows_of(file.kind, file.bytes()), GUESSED_FROM)
    return list(dict.fromkeys(name for row in rows for name in row.cells))


def preview(
    file: ReviewImport, mapping: Mapping[str, str], options: Mapping[str, object], *, now: datetime
) -> list[Seen]:
    """Read the first SHOWN rows as they would be taken; nothing is written."""
    rows = itertools.islice(rows_of(file.kind, file.bytes()), SHOWN)
    return [_seen(row, mapping, options, now=now)[0] for row in rows]


@transaction.atomic
def confirm(
    file_id: int, *, mapping: Mapping[str, str], options: Mapping[str, object], actor: User | None,
    now: datetime,
) -> ReviewImport:  # fmt: skip
    """Say what the columns are, and let the file be read in.

    Raises NotWaiting where that was said before, WrongMapping where it cannot work, MissingSource
    where nothing says where the reviews stand: an id means something at its source only.
    """
    file = ReviewImport.objects.select_for_update().get(pk=file_id)
    if file.state != ImportState.MAPPING:
        raise NotWaiting
    named = {field: column for field, column in mapping.items() if column}
    if not _fits(named, columns_of(file)):
        raise WrongMapping
    if "source" not in named and not str(options["source"]).strip():
        raise MissingSource
    file.mapping, file.options, file.state = named, dict(options), ImportState.QUEUED
    file.save(update_fields=("mapping", "options", "state"))
    _record("import.confirmed", file, actor=actor, now=now, mapping=named)
    return file


def read_in(file_id: int, *, now: datetime) -> ReviewImport:
    """Read a confirmed file to its end, batch by batch; a second run goes on where a killed one stood.

    Each batch and how far it reached are one transaction, so that no row is taken twice or left out.
    """
    file = ReviewImport.objects.get(pk=file_id)
    if file.state not in (ImportState.QUEUED, ImportState.RUNNING):
        return file
    lines = itertools.islice(_lines(file, now=now), file.position, None)
    try:
        while batch := list(itertools.islice(lines, BATCH)):
            if not _take_batch(file, batch, now=now):
                return ReviewImport.objects.get(pk=file_id)
    except UnreadableFile as error:
        return _end(file, ImportState.FAILED, now=now, error=str(error))
    return _end(file, ImportState.DONE, now=now)


def sweep_imports(*, now: datetime) -> int:
    """Read in what was confirmed and then forgotten, because its bell or its worker was lost."""
    ids = list(ReviewImport.objects.unfinished().order_by("pk").values_list("pk", flat=True))
    for file_id in ids:
        read_in(file_id, now=now)
    return len(ids)


@transaction.atomic
def open_wrong_rows(
    file: ReviewImport, *, actor: User, now: datetime
) -> list[tuple[Row, Sequence[str]]]:
    """Give the rows that were not taken to somebody of the staff, and note who looked."""
    _record("import.wrong_rows_opened", file, actor=actor, now=now)
    return list(wrong_rows(file))


def wrong_rows(file: ReviewImport) -> Iterator[tuple[Row, Sequence[str]]]:
    """Give the rows that were not taken, as they stand in the file, with why."""
    why = dict(file.wrong_rows.values_list("number", "why"))
    for row in rows_of(file.kind, file.bytes()) if why else ():
        if row.number in why:
            yield row, why[row.number]


@transaction.atomic
def _take_batch(file: ReviewImport, batch: Sequence[_Line], *, now: datetime) -> bool:
    """Take some rows; False where another worker has read them in the meantime."""
    locked = ReviewImport.objects.select_for_update().defer("body").get(pk=file.pk)
    if locked.position != file.position:
        return False
    wrong = [line.seen for line in batch if line.seen.wrong]
    items = [_item(file, line) for line in batch if not line.seen.wrong]
    new = take_many(items, channel=file.channel, content_type=CONTENT_TYPE, now=now)
    WrongRow.objects.bulk_create(
        WrongRow(file=file, number=seen.number, why=list(seen.wrong)) for seen in wrong
    )
    file.new, file.known = file.new + new, file.known + len(items) - new
    file.wrong += len(wrong)
    file.position += len(batch)
    file.state, file.started_at = ImportState.RUNNING, file.started_at or now
    file.save(update_fields=("position", "new", "known", "wrong", "state", "started_at"))
    return True


def _lines(file: ReviewImport, *, now: datetime) -> Iterator[_Line]:
    """Read all rows from the first: which of equal ones a row is, those before it say."""
    before: Counter[str] = Counter()
    for row in rows_of(file.kind, file.bytes()):
        seen, cells = _seen(row, file.mapping, file.options, now=now)
        named = store_code_of(seen.reading.store) if seen.reading.store else ""
        store = named or str(file.options["store"])
        origin = of_source(seen.reading.source or str(file.options["source"]))
        yield _Line(
            seen=seen, cells=cells, store=store,
            identity="" if seen.wrong
            else identity_of(seen.reading, origin=origin, store=store, before=before),
        )  # fmt: skip


def _item(file: ReviewImport, line: _Line) -> Item:
    return Item(
        body=document(line.cells, file.mapping, {**file.options, "store": line.store}),
        external_id=line.identity, says=says_of(line.seen.reading),
        context={"import": file.pk, "row": line.seen.number},
    )  # fmt: skip


def _seen(
    row: Row, mapping: Mapping[str, str], options: Mapping[str, object], *, now: datetime
) -> tuple[Seen, Mapping[str, str]]:
    reading = read_cells(row.cells, mapping, zone=ZoneInfo(str(options["zone"])), now=now)
    wrong = reading.wrong
    if reading.store and not store_code_of(reading.store):
        wrong = (*wrong, "store")
    return Seen(number=row.number, reading=reading, wrong=wrong), row.cells


def _fits(mapping: Mapping[str, str], columns: Sequence[str]) -> bool:
    named = list(mapping.values())
    return (
        mapping.keys() <= FIELDS.keys()
        and not mapping.keys().isdisjoint({"text", "title", "stars"})
        and len(set(named)) == len(named)
        and set(named) <= set(columns)
    )


@transaction.atomic
def _end(file: ReviewImport, state: ImportState, *, now: datetime, error: str = "") -> ReviewImport:
    ended = ReviewImport.objects.select_for_update().get(pk=file.pk)
    if ended.state not in (ImportState.QUEUED, ImportState.RUNNING):
        return ended
    ended.state, ended.error, ended.finished_at = state, error[:250], now
    ended.rows = ended.position
    ended.save(update_fields=("state", "error", "finished_at", "rows"))
    _record(
        f"import.{state}", ended, actor=None, now=now, new=ended.new, known=ended.known,
        wrong=ended.wrong,
    )  # fmt: skip
    return ended


def _record(
    verb: str, file: ReviewImport, *, actor: User | None, now: datetime, **body: object
) -> None:
    entry = Entry(verb=verb, subject=f"import:{file.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
