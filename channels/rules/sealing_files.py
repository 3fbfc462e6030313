"""Sealing the files that lie open from before files were sealed."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import transaction

from channels.models import Attachment
from channels.rules.attaching import write_sealed

# Beside the open file, so that a process killed in between leaves one of the two whole.
SUFFIX = "-sealed"


def seal_old_files() -> Iterator[tuple[str, str]]:
    """Seal every open file, each by itself; yield its name and what became of it: a code.

    `sealed`; `missing` where there is no file; `differs` where its content is not what its row says, and
    `no_key` where its item was erased, both left as they are. A second run carries on where one was killed.
    """
    for pk in Attachment.objects.filter(is_sealed=True).values_list("pk", flat=True).iterator():
        _forget_open(Attachment.objects.only("file").get(pk=pk))
    open_ones = Attachment.objects.filter(is_sealed=False).exclude(file="")
    for pk in open_ones.order_by("pk").values_list("pk", flat=True).iterator():
        yield _seal(pk)


@transaction.atomic
def _seal(attachment_id: int) -> tuple[str, str]:
    row = (
        Attachment.objects.select_for_update(of=("self",))
        .select_related("message__raw")
        .defer("message__raw__body")
        .get(pk=attachment_id)
    )
    name = str(row.file.name)
    if not default_storage.exists(name):
        return name, "missing"
    with default_storage.open(name) as stored:
        content = stored.read()
    raw = row.message.raw
    if hashlib.sha256(content).digest() != bytes(row.sha256):
        return name, "differs"
    if raw is None or raw.wrapped_key is None:
        return name, "no_key"
    row.file.name = write_sealed(name + SUFFIX, content, bytes(row.sha256), raw.wrapped_key)
    row.is_sealed = True
    row.save(update_fields=["file", "is_sealed"])
    transaction.on_commit(lambda: default_storage.delete(name))
    return name, "sealed"


def _forget_open(row: Attachment) -> None:
    """Delete the open file that a killed run left beside its sealed one."""
    name = str(row.file.name)
    if name.endswith(SUFFIX):
        default_storage.delete(name.removesuffix(SUFFIX))
