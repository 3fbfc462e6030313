"""Every attachment and scan has its file, and every file its row."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage

from channels.models import Attachment, BatchScan
from reports.measures.violations import Violation

# Where the files of each kind of row lie.
FOLDERS = ((Attachment.objects, "attachments"), (BatchScan.objects, "scans"))


def files(settled: datetime) -> Iterator[Violation]:
    """Compare rows with the storage: existence and size one way, orphans the other.

    A file is written before its row is committed, so a young file without a row is no orphan yet.
    """
    for rows, folder in FOLDERS:
        kept = rows.exclude(file="").values_list("file", "size")
        yield from _compared(dict(kept), folder, settled)


def counts() -> dict[str, int]:
    """How many rows have a file."""
    return {"files": sum(rows.exclude(file="").count() for rows, _folder in FOLDERS)}


def _compared(known: dict[str, int], folder: str, settled: datetime) -> Iterator[Violation]:
    found = set()
    for name in _stored(folder):
        found.add(name)
        if name not in known and default_storage.get_modified_time(name) < settled:
            yield Violation(code="orphan_file", subject=name)
        elif name in known and default_storage.size(name) != known[name]:
            yield Violation(code="file_differs", subject=name)
    for name in sorted(known.keys() - found):
        yield Violation(code="file_missing", subject=name)


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}"
    for below in folders:
        yield from _stored(f"{folder}/{below}")
