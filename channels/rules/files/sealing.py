"""Sealing the files that lie open from before files were sealed."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import transaction

from channels.models import Attachment, BatchScan
from channels.rules.files.attaching import write_sealed
from feedback_site.privacy.sealing import Bytes, new_key

# Beside the open file, so that a process killed in between leaves one of the two whole.
SUFFIX = "-sealed"


def seal_old_files() -> Iterator[tuple[str, str]]:
    """Seal every open file, each by itself; yield its name and what became of it: a code.

    `sealed`; `missing` where there is no file; `differs` where its content is not what its row says, and
    `no_key` where its item was erased, both left as they are. A second run carries on where one was killed.
    """
    for kind, seal in ((Attachment, _seal_attachment), (BatchScan, _seal_scan)):
        for name in kind.objects.filter(is_sealed=True).values_list("file", flat=True).iterator():
            _forget_open(name)
        open_ones = kind.objects.filter(is_sealed=False).exclude(file="")
        for pk in open_ones.order_by("pk").values_list("pk", flat=True).iterator():
            yield seal(pk)


@transaction.atomic
def _seal_attachment(attachment_id: int) -> tuple[str, str]:
    row = (
        Attachment.objects.select_for_update(of=("self",))
        .select_related("message__raw")
        .defer("message__raw__body")
        .get(pk=attachment_id)
    )
    raw = row.message.raw
    return _seal(row, None if raw is None else raw.wrapped_key)


@transaction.atomic
def _seal_scan(scan_id: int) -> tuple[str, str]:
    row = BatchScan.objects.select_for_update(of=("self",)).get(pk=scan_id)
    row.wrapped_key = new_key()
    return _seal(row, row.wrapped_key)


def _seal(row: Attachment | BatchScan, key: Bytes | None) -> tuple[str, str]:
    name = str(row.file.name)
    if not default_storage.exists(name):
        return name, "missing"
    with default_storage.open(name) as stored:
        content = stored.read()
    if hashlib.sha256(content).digest() != bytes(row.sha256):
        return name, "differs"
    if key is None:
        return name, "no_key"
    row.file.name = write_sealed(name + SUFFIX, content, bytes(row.sha256), key)
    row.is_sealed = True
    row.save()
    transaction.on_commit(lambda: default_storage.delete(name))
    return name, "sealed"


def _forget_open(name: str) -> None:
    """Delete the open file that a killed run left beside its sealed one."""
    if name.endswith(SUFFIX):
        default_storage.delete(name.removesuffix(SUFFIX))
