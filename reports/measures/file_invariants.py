"""Every attachment has its file, and every file its attachment."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage

from channels.models import Attachment
from reports.measures.violations import Violation

FOLDER = "attachments"


def files(settled: datetime) -> Iterator[Violation]:
    """Compare rows with the storage: existence and size one way, orphans the other.

    A file is written before its row is committed, so a young file without a row is no orphan yet.
    """
    known = dict(Attachment.objects.exclude(file="").values_list("file", "size"))
    found = set()
    for name in _stored(FOLDER):
        found.add(name)
        if name not in known and default_storage.get_modified_time(name) < settled:
            yield Violation(code="orphan_file", subject=name)
        elif name in known and default_storage.size(name) != known[name]:
            yield Violation(code="file_differs", subject=name)
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
