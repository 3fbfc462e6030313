"""Every attachment has its file, every file its attachment, and each is sealed."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage

from channels.models import Attachment
from reports.measures.violations import Violation

FOLDER = "attachments"


def files(settled: datetime) -> Iterator[Violation]:
    """Compare rows with the storage: existence, size and seal one way, orphans the other.

    A file is written before its row is committed, so a young file without a row is no orphan yet.
    """
    rows = Attachment.objects.exclude(file="").only("file", "size", "is_sealed")
    known = {str(row.file.name): row for row in rows.iterator()}
    found = set()
    for name in _stored(FOLDER):
        found.add(name)
        if name not in known and default_storage.get_modified_time(name) < settled:
            yield Violation(code="orphan_file", subject=name)
        elif name in known and default_storage.size(name) != known[name].stored_size:
            yield Violation(code="file_differs", subject=name)
        elif name in known and not known[name].is_sealed:
            yield Violation(code="file_not_sealed", subject=name)
    for name in sorted(known.keys() - found):
        yield Violation(code="file_missing", subject=name)


def counts() -> dict[str, int]:
    """How many attachments have a file."""
    return {"files": Attachment.objects.exclude(file="").count()}


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}"
    for below in folders:
        yield from _stored(f"{folder}/{below}")
