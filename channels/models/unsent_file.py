"""Files that somebody has put beside an answer and not sent yet, kept here and not in their browser."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.models.attachment import StoredFile, key_of_conversation
from feedback_site.organisation.models import User
from feedback_site.privacy import sealing


class UnsentFileQuerySet(models.QuerySet["UnsentFile"]):
    """Questions about files that are not sent yet."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own: nobody sees what another has not said yet."""
        return self.filter(author=user)


class UnsentFile(StoredFile):
    """One file beside one person's unsent answer on a conversation; sent, its content becomes an attachment.

    Sealed as that attachment will be, so that sending moves no byte.
    """

    conversation = models.ForeignKey(
        "channels.Conversation", models.PROTECT, related_name="unsent_files"
    )
    author = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("added at"))

    objects = UnsentFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file that is not sent yet")
        verbose_name_plural = _("files that are not sent yet")
        ordering = ("pk",)

    def _key(self) -> sealing.Bytes:
        return key_of_conversation(self.conversation_id)
