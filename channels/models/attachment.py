"""Attachments: files with a message, checked by content, served only to those entitled."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.kinds import FileProblem

PLAYABLE_MIMES = frozenset(
    {
        "video/mp4",
        "audio/mpeg",
        "audio/mp4",
        "audio/m4a",
        "audio/aac",
        "audio/ogg",
        "audio/wav",
        "audio/x-wav",
    }
)


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
    def is_playable(self) -> bool:
        """Whether browsers play it: a voice or a film in a form that they know, and nothing else."""
        return self.is_kept and self.mime in PLAYABLE_MIMES

    @property
    def is_film(self) -> bool:
        """Whether there is something to see; phones write voices into the same kind of file."""
        return self.mime == "video/mp4" and not self.name.lower().endswith(".m4a")

    @property
    def problem_text(self) -> str:
        """Say why the file is not shown, in the reader's language; empty where nothing is wrong."""
        return str(FileProblem(self.problem).label) if self.problem else ""
