"""Copy uploaded files into the storage in use, from the one before it."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.core.management.base import BaseCommand, CommandError

from channels.models import Attachment, BatchScan, UnsentFile
from feedback_site.settings.files import bucket_of


class Command(BaseCommand):
    """Bytes are copied as they lie; nothing is taken away, and a second run copies what is missing."""

    help = (
        "Copy all attachments and scans into the storage in use, from a folder or an s3:// address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where they lie now."""
        parser.add_argument("source", help="a folder, or s3://bucket/prefix?endpoint=…&region=…")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, and say how many there were; fails where the old storage lacks one."""
        source = _storage(options["source"])
        copied, missing = 0, 0
        for name in _names():
            try:
                copied += _copy(name, source)
            except FileNotFoundError:
                missing += not default_storage.exists(name)
        self.stdout.write(f"{copied} copied")
        if missing:
            raise CommandError(f"{missing} are in neither storage")


def _names() -> Iterator[str]:
    """All that lies in the storage: files of messages, sent or not yet, and scans of batches."""
    for kind in (Attachment, UnsentFile, BatchScan):
        yield from kind.objects.exclude(file="").values_list("file", flat=True).iterator()


def _storage(place: str) -> Storage:
    if not place.startswith("s3://"):
        return FileSystemStorage(location=place)
    key, secret = _keys()
    return storages.create_storage(bucket_of(place, key=key, secret=secret))


def _keys() -> Iterator[str]:
    """The old bucket's own keys, or those of the one in use."""
    for name in ("KEY", "SECRET"):
        yield os.environ.get(f"COPY_FROM_{name}") or getattr(settings, f"BUCKET_{name}")


def _copy(name: str, source: Storage) -> bool:
    """Copy one file unless it is there already, of the same size."""
    if default_storage.exists(name):
        if default_storage.size(name) == source.size(name):
            return False
        default_storage.delete(name)
    with source.open(name) as found:
        default_storage.save(name, ContentFile(found.read()))
    return True
