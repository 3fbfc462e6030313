"""Files in a bucket that speaks S3; whatever goes wrong there is an OSError, as with a disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, cast

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

# A page must not hang with the storage: two tries, some seconds each.
ANSWER_SECONDS = 10
CONNECT_SECONDS = 3
# Larger than any file that we keep: one request for each.
_ONE_REQUEST = TransferConfig(use_threads=False, multipart_threshold=1 << 30)


class Bucket(S3Storage):  # type: ignore[misc]
    """One bucket, or a part of it; private, never linked to, read and written through us alone."""

    def get_default_settings(self) -> dict[str, Any]:
        """Set what the address of the storage does not name."""
        return cast("dict[str, Any]", super().get_default_settings()) | {
            "default_acl": None,
            "file_overwrite": True,
            "transfer_config": _ONE_REQUEST,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_SECONDS,
                read_timeout=ANSWER_SECONDS,
                retries={"total_max_attempts": 2},
                s3={"addressing_style": "auto"},
            ),
        }

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Fetch a file whole: they are small, and a line that breaks is met here."""
        with _as_disk_error(), super()._open(name, mode) as found:
            return ContentFile(found.read(), name=name)

    def _save(self, name: str, content: "File[bytes] | IO[bytes]") -> str:
        with _as_disk_error():
            return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        """Whether there is a file of this name."""
        with _as_disk_error():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Take a file away; one that is not there is no error."""
        with _as_disk_error():
            super().delete(name)

    def size(self, name: str) -> int:
        """Bytes of a file. Raises FileNotFoundError."""
        with _as_disk_error():
            return int(super().size(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files below a folder."""
        with _as_disk_error():
            folders, names = super().listdir(name)
            return list(folders), list(names)

    def get_modified_time(self, name: str) -> datetime:
        """When a file was written."""
        with _as_disk_error():
            return cast(datetime, super().get_modified_time(name))


@contextmanager
def _as_disk_error() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        # Its words may hold a name and a signature; the kind of error tells enough.
        raise OSError(f"the bucket did not answer: {type(error).__name__}") from error
