"""Attachments: files with a message, checked by content, sealed on disk, served only to those entitled."""

import uuid
from collections.abc import Callable
from typing import IO, cast

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from channels import voices
from channels.errors import FilesAway
from channels.kinds import FileProblem
from feedback_site.privacy import sealing
from feedback_site.privacy.sealed_streams import sealed_size, unsealed
from feedback_site.privacy.sealing import CannotUnseal

LONGEST_CONTENT_ID = 250


def _random_path(attachment: "Attachment", name: str) -> str:
    token = uuid.uuid4().hex
    return f"attachments/{token[:2]}/{token}"


class Attachment(models.Model):
    """One file; `mime` is what its content is, not what its name says.

    `size` and `sha256` are those of the content. On disk it is sealed under the key of the raw item that it
    came with, so that whoever forgets that item forgets its files.
    """

    message = models.ForeignKey("channels.Message", models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=_random_path)
    name = models.CharField(_("name"), max_length=200)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.BinaryField(max_length=32)
    # False for files from before they were sealed, until `manage.py seal_files` has run.
    is_sealed = models.BooleanField(default=False)
    is_inline = models.BooleanField(default=False)
    # By which the HTML of its mail names it.
    content_id = models.CharField(
        max_length=LONGEST_CONTENT_ID, blank=True, default="", db_default=""
    )
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
    def is_turned(self) -> bool:
        """Whether it is a voice that no browser plays, and can be turned into one that all do."""
        return self.is_kept and voices.can_turn(self.mime)

    @property
    def length(self) -> str:
        """Say how long a recording lasts, as 1:05; empty where nobody knows."""
        return "" if self.seconds is None else f"{self.seconds // 60}:{self.seconds % 60:02}"

    @property
    def stored_size(self) -> int:
        """How many bytes its file has."""
        return sealed_size(self.size) if self.is_sealed else self.size

    def content(self) -> IO[bytes]:
        """Open what is in the file, to be read once and closed.

        Raises FileNotFoundError, FilesAway where the storage does not answer, and CannotUnseal where its
        item was erased or the file was changed; in reading as well.
        """
        return opened(self.file, bytes(self.sha256), self._key if self.is_sealed else None)

    def _key(self) -> sealing.Bytes:
        raw = self.message.raw
        if raw is None or raw.wrapped_key is None or self.file.size != self.stored_size:
            raise CannotUnseal
        return raw.wrapped_key

    @property
    def problem_text(self) -> str:
        """Say why the file is not shown, in the reader's language; empty where nothing is wrong."""
        if not self.problem or (self.problem == FileProblem.NOT_PLAYABLE and self.is_turned):
            return ""
        return str(FileProblem(self.problem).label)


def opened(file: FieldFile, sha256: bytes, key: Callable[[], sealing.Bytes] | None) -> IO[bytes]:
    """Open what is in a stored file; without a key it lies open, from before files were sealed.

    Raises FileNotFoundError, FilesAway where the storage does not answer, and CannotUnseal as the key does
    and where the file was changed; in reading as well.
    """
    try:
        stored = cast("IO[bytes]", file.open("rb"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FilesAway from error
    if key is None:
        return stored
    try:
        return unsealed(key(), stored, context=seal_context(sha256))
    except CannotUnseal:
        stored.close()
        raise


def seal_context(sha256: bytes) -> str:
    """What a sealed file is bound to: the content that its row speaks of, so that no two can be swapped."""
    return f"channels_attachment.file:{sha256.hex()}"
