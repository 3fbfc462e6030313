"""Public replies: what we answered beside a review, for everybody to read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PublicReply(models.Model):
    """One reply: written here by a person, posted at the source by hand, and then part of the talk.

    Without an author it came with the review, out of a file or a feed.
    """

    review = models.ForeignKey("channels.Review", models.PROTECT, related_name="replies")
    text = models.TextField(_("text"))
    author = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    posted_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    posted_where = models.CharField(_("where it was posted"), max_length=500, blank=True)
    message = models.OneToOneField(
        "channels.Message", models.PROTECT, null=True, blank=True, related_name="public_reply"
    )

    class Meta:
        verbose_name = _("public reply")
        verbose_name_plural = _("public replies")
        constraints = (
            models.CheckConstraint(
                name="channels_reply_posted_is_said",
                condition=Q(posted_at=None, message=None, posted_where="")
                | Q(posted_at__isnull=False, message__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]
