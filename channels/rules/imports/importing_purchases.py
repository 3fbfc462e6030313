"""Importing purchases out of a file: kept, looked at before anything happens, read in as a whole."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels.adapters.purchases import FIELDS, NEEDED, guessed, read_row
from channels.adapters.social.tables import kind_of, rows_of
from channels.errors import NotWaiting, UnreadableFile, WrongColumns
from channels.models import PurchaseFile
from channels.models.purchase_file import BODY_CONTEXT
from channels.purchases import PurchaseDraft, order_key_of
from channels.rules.imports.purchasing import keep_purchases
from channels.rules.looking_up import store_code_of
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.privacy import sealing
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

SHOWN = 20
GUESSED_FROM = 50
# All in one transaction, while somebody looks at the page: seconds, on a busy machine ten of them.
MOST_ROWS = 5_000


def _name_of_file(file_id: int) -> str:
    named = PurchaseFile.objects.filter(pk=file_id).values_list("file_name", flat=True)
    return named.first() or ""


FORGETTING = Sweep(
    code="channels.forget_purchases",
    title=_("Forget a file of purchases that nobody read in"),
    label=_name_of_file,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One row as it would be kept; `wrong` says why it would not."""

    number: int
    draft: PurchaseDraft | None
    wrong: tuple[str, ...]


@transaction.atomic
def begin_file(*, name: str, body: bytes, actor: User, now: datetime) -> PurchaseFile:
    """Keep a file, sealed, and guess what its columns are. Raises UnreadableFile."""
    kind = kind_of(name, body)
    first = list(itertools.islice(rows_of(kind, body), GUESSED_FROM))
    if not first:
        raise UnreadableFile(why="there is no row in it")
    key = sealing.new_key()
    file = PurchaseFile.objects.create(
        file_name=name[:200], kind=kind, sha256=hashlib.sha256(body).digest(), size=len(body),
        wrapped_key=key, body=sealing.seal_bytes(key, body, context=BODY_CONTEXT),
        mapping=guessed(first), made_by=actor, made_at=now,
    )  # fmt: skip
    _record("purchases.uploaded", file, actor=actor, now=now)
    return file


def columns_of(file: PurchaseFile) -> list[str]:
    """Name the columns of a file, in their order."""
    rows = itertools.islice(rows_of(file.kind, file.bytes()), GUESSED_FROM)
    return list(dict.fromkeys(name for row in rows for name in row.cells))


def preview(
    file: PurchaseFile, mapping: Mapping[str, str], *, currency: str, now: datetime
) -> list[Seen]:
    """Read the first SHOWN rows as they would be kept; nothing is written."""
    return list(itertools.islice(_read(file, mapping, currency=currency, now=now), SHOWN))


@transaction.atomic
def read_in(
    file_id: int, *, mapping: Mapping[str, str], currency: str, actor: User, now: datetime
) -> PurchaseFile:
    """Keep all rows that can be understood, note which cannot, and forget the file itself.

    Raises NotWaiting where that was done before, WrongColumns where the order number or the date is no
    column of the file, UnreadableFile where it is too long or breaks off; then nothing of it is kept.
    """
    file = PurchaseFile.objects.select_for_update().get(pk=file_id)
    if file.read_at is not None:
        raise NotWaiting
    if not _fits(mapping, columns_of(file)):
        raise WrongColumns
    seen = list(itertools.islice(_read(file, mapping, currency=currency, now=now), MOST_ROWS + 1))
    if len(seen) > MOST_ROWS:
        raise UnreadableFile(why=f"it has more than {MOST_ROWS} rows")
    drafts = [one.draft for one in seen if one.draft is not None]
    kept = keep_purchases(drafts, file_id=file.pk, actor=actor, now=now)
    file.new, file.changed, file.known = kept.new, kept.changed, kept.known
    file.wrong = [[one.number, list(one.wrong)] for one in seen if one.wrong]
    return _forget(file, mapping, now=now)


@transaction.atomic
def drop_file(file_id: int, *, actor: User, now: datetime) -> PurchaseFile:
    """Forget a file without reading it in. Raises NotWaiting where it was read in or dropped before."""
    file = PurchaseFile.objects.select_for_update().get(pk=file_id)
    if file.read_at is not None:
        raise NotWaiting
    _record("purchases.dropped", file, actor=actor, now=now)
    return _forget(file, {}, now=now)


def sweep_left(*, now: datetime, limit: int = 50) -> int:
    """Forget the files that nobody read in or dropped while they were kept; count them."""
    fresh = PurchaseFile.objects.left(now).exclude(pk__in=stuck(FORGETTING)).order_by("pk")
    ids = list(fresh.values_list("pk", flat=True)[:limit])
    return one_by_one(FORGETTING, ids, partial(_forget_left, now=now), now=now)


@transaction.atomic
def _forget_left(file_id: int, *, now: datetime) -> bool:
    """Somebody may have read it in since it was found."""
    file = PurchaseFile.objects.left(now).select_for_update().filter(pk=file_id).first()
    if file is None:
        return False
    _record("purchases.dropped", file, actor=None, now=now)
    _forget(file, {}, now=now)
    return True


def _forget(file: PurchaseFile, mapping: Mapping[str, str], *, now: datetime) -> PurchaseFile:
    """What it holds stands in the purchases by now, each under a key of its own."""
    file.mapping, file.read_at = dict(mapping), now
    file.body = file.wrapped_key = None
    file.save()
    return file


def _read(
    file: PurchaseFile, mapping: Mapping[str, str], *, currency: str, now: datetime
) -> Iterator[Seen]:
    zone, before = ZoneInfo(settings.TIME_ZONE), set[str]()
    for row in rows_of(file.kind, file.bytes()):
        told = read_row(row.cells, mapping, currency=currency, zone=zone, now=now)
        wrong = told.wrong or (_wrong(told.draft, before) if told.draft else ())
        yield Seen(number=row.number, draft=None if wrong else told.draft, wrong=wrong)


def _wrong(draft: PurchaseDraft, before: set[str]) -> tuple[str, ...]:
    """Say what only we know: the stores that there are, and what stood further up."""
    key, wrong = order_key_of(draft.order_number), []
    if draft.store_code and not store_code_of(draft.store_code):
        wrong.append("store")
    if key in before:
        wrong.append("twice")
    before.add(key)
    return tuple(wrong)


def _fits(mapping: Mapping[str, str], columns: Sequence[str]) -> bool:
    named = list(mapping.values())
    is_enough = all(field in mapping for field in NEEDED)
    is_once = len(set(named)) == len(named)
    return is_enough and is_once and mapping.keys() <= FIELDS.keys() and set(named) <= set(columns)


def _record(verb: str, file: PurchaseFile, *, actor: User | None, now: datetime) -> None:
    body = {"sha256": bytes(file.sha256).hex(), "size": file.size}
    entry = Entry(verb=verb, subject=f"purchase_file:{file.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
