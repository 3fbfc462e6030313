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
from channels.models.raw_intake import RawIntake
from feedback_site.privacy import sealing
from feedback_site.privacy.sealed_streams import sealed_size, unsealed
from feedback_site.privacy.sealing import CannotUnseal

LONGEST_CONTENT_ID = 250


def _random_path(attachment: object, name: str) -> str:
    return new_path()


def new_path() -> str:
    """Give a name in the storage that nothing else has."""
    token = uuid.uuid4().hex
    return f"attachments/{token[:2]}/{token}"


class StoredFile(models.Model):
    """One file as it lies in the storage; `mime` is what its content is, not what its name says.

    `size` and `sha256` are those of the content.
    """

    file = models.FileField(upload_to=_random_path)
    name = models.CharField(_("name"), max_length=200)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.BinaryField(max_length=32)
    # False for files from before they were sealed, until `manage.py seal_files` has run.
    is_sealed = models.BooleanField(default=False)
    # Only pictures that we re-encoded ourselves may be shown in a page.
    is_safe_picture = models.BooleanField(default=False)
    # A recording whose container we have read, and which browsers play; served as `mime`.
    is_playable = models.BooleanField(default=False, db_default=False)
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=120, blank=True)

    class Meta:
        abstract = True

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
        """Give the key that it is sealed under. Raises CannotUnseal where it was forgotten."""
        raise NotImplementedError

    @property
    def problem_text(self) -> str:
        """Say why the file is not shown, in the reader's language; empty where nothing is wrong."""
        if not self.problem or (self.problem == FileProblem.NOT_PLAYABLE and self.is_turned):
            return ""
        return str(FileProblem(self.problem).label)


class Attachment(StoredFile):
    """One file of a message.

    On disk it is sealed under the key of the raw item that it came with, what we sent ourselves under that
    of the item that the conversation began with: whoever forgets that item forgets its files.
    """

    message = models.ForeignKey("channels.Message", models.PROTECT, related_name="attachments")
    is_inline = models.BooleanField(default=False)
    # By which the HTML of its mail names it.
    content_id = models.CharField(
        max_length=LONGEST_CONTENT_ID, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def _key(self) -> sealing.Bytes:
        raw = self.message.raw
        if self.file.size != self.stored_size:
            raise CannotUnseal
        if raw is None:
            return key_of_conversation(self.message.conversation_id)
        if raw.wrapped_key is None:
            raise CannotUnseal
        return raw.wrapped_key


def key_of_conversation(conversation_id: int) -> sealing.Bytes:
    """Give the key of the item that a conversation began with, for what we send in it.

    Raises CannotUnseal where it was forgotten.
    """
    began = RawIntake.objects.filter(submission__conversation=conversation_id)
    key: sealing.Bytes | None = began.values_list("wrapped_key", flat=True).first()
    if key is None:
        raise CannotUnseal
    return key


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
