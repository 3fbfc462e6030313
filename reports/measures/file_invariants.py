"""Every attachment and scan has its file, every file its row, and attachments are sealed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.core.files.storage import default_storage

from channels.models import Attachment, BatchScan, UnsentFile
from channels.models.attachment import StoredFile
from reports.measures.violations import Violation

# Where the files of each kind of row lie.
FOLDERS = (
    ((Attachment.objects, UnsentFile.objects), "attachments"),
    ((BatchScan.objects,), "scans"),
)


def files(settled: datetime) -> Iterator[Violation]:
    """Compare rows with the storage: existence, size and seal one way, orphans the other.

    A file is written before its row is committed, so a young file without a row is no orphan yet.
    """
    for kinds, folder in FOLDERS:
        known = {
            str(row.file.name): row for rows in kinds for row in rows.exclude(file="").iterator()
        }
        yield from _compared(known, folder, settled)


def counts() -> dict[str, int]:
    """How many rows have a file."""
    kinds = [rows for kinds, _folder in FOLDERS for rows in kinds]
    return {"files": sum(rows.exclude(file="").count() for rows in kinds)}


def _compared(
    known: Mapping[str, StoredFile | BatchScan], folder: str, settled: datetime
) -> Iterator[Violation]:
    found = set()
    for name in _stored(folder):
        found.add(name)
        if name not in known and default_storage.get_modified_time(name) < settled:
            yield Violation(code="orphan_file", subject=name)
        elif name in known:
            yield from _differing(name, known[name])
    for name in sorted(known.keys() - found):
        yield Violation(code="file_missing", subject=name)


def _differing(name: str, row: StoredFile | BatchScan) -> Iterator[Violation]:
    """Scans of a batch lie open on the disk; see docs/operations.md."""
    size = row.stored_size if isinstance(row, StoredFile) else row.size
    if default_storage.size(name) != size:
        yield Violation(code="file_differs", subject=name)
    elif isinstance(row, StoredFile) and not row.is_sealed:
        yield Violation(code="file_not_sealed", subject=name)


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}"
    for below in folders:
        yield from _stored(f"{folder}/{below}")
