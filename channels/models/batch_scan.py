"""Scans: pictures of the sheets of a batch."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


def _random_path(scan: "BatchScan", name: str) -> str:
    token = uuid.uuid4().hex
    return f"scans/{token[:2]}/{token}"


class BatchScan(models.Model):
    """A picture of sheets, drawn anew by us; or a document, for downloading only."""

    batch = models.ForeignKey("channels.Batch", models.PROTECT, related_name="scans")
    file = models.FileField(upload_to=_random_path)
    name = models.CharField(_("name"), max_length=200)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.BinaryField(max_length=32)
    is_safe_picture = models.BooleanField(default=False)
    added_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
