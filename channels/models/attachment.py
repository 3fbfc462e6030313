"""Attachments: files with a message, checked by content, served only to those entitled."""

import uuid
from typing import IO, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.kinds import FileProblem


def _random_path(attachment: "Attachment", name: str) -> str:
    token = uuid.uuid4().hex
    return f"attachments/{token[:2]}/{token}"


class Attachment(models.Model):
    """One file; `mime` is what its content is, not what its name says."""

    message = models.ForeignKey("channels.Message", models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=_random_path)
    name = models.CharField(_("name"), max_length=200)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.BinaryField(max_length=32)
    is_inline = models.BooleanField(default=False)
    # Only pictures that we re-encoded ourselves may be shown in a page.
    is_safe_picture = models.BooleanField(default=False)
    # A recording whose container we have read, and which browsers play; served as `mime`.
    is_playable = models.BooleanField(default=False, db_default=False)
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    @property
    def is_kept(self) -> bool:
        """Whether there is a file to open; a refused one is in the raw item only."""
        return bool(self.file)

    @property
    def is_shown(self) -> bool:
        """Whether a browser may open it in a page: pictures of our drawing, recordings that we have read."""
        return self.is_safe_picture or self.is_playable

    @property
    def length(self) -> str:
        """Say how long a recording lasts, as 1:05; empty where nobody knows."""
        return "" if self.seconds is None else f"{self.seconds // 60}:{self.seconds % 60:02}"

    def content(self) -> IO[bytes]:
        """Open what is in the file, to be read once and closed. Raises FileNotFoundError."""
        return cast("IO[bytes]", self.file.open("rb"))

    @property
    def problem_text(self) -> str:
        """Say why the file is not shown, in the reader's language; empty where nothing is wrong."""
        return str(FileProblem(self.problem).label) if self.problem else ""
