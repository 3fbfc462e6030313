"""Scans: pictures of the sheets of a batch."""

import uuid
from typing import IO

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.models.attachment import opened
from feedback_site.privacy.sealing import CannotUnseal


def _random_path(scan: "BatchScan", name: str) -> str:
    token = uuid.uuid4().hex
    return f"scans/{token[:2]}/{token}"


class BatchScan(models.Model):
    """A picture of sheets, drawn anew by us; or a document, for downloading only.

    Sealed on disk under a key of its own: what is written on a sheet is as personal as a letter.
    """

    batch = models.ForeignKey("channels.Batch", models.PROTECT, related_name="scans")
    file = models.FileField(upload_to=_random_path)
    name = models.CharField(_("name"), max_length=200)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.BinaryField(max_length=32)
    is_safe_picture = models.BooleanField(default=False)
    # Both empty for scans from before they were sealed, until `manage.py seal_files` has run.
    wrapped_key = models.BinaryField(null=True, blank=True)
    is_sealed = models.BooleanField(default=False, db_default=False)
    added_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def content(self) -> IO[bytes]:
        """Open what is in the file, to be read once and closed.

        Raises FileNotFoundError, FilesAway where the storage does not answer, and CannotUnseal where its key
        was forgotten or the file was changed; in reading as well.
        """
        return opened(self.file, bytes(self.sha256), self._key if self.is_sealed else None)

    def _key(self) -> bytes:
        if self.wrapped_key is None:
            raise CannotUnseal
        return bytes(self.wrapped_key)
