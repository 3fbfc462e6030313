"""Wrong rows: lines of a file that could not be taken; what stands in them stays in the file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WrongRow(models.Model):
    """One row of one file, and why it was not taken; `why` are codes of adapters.social.cells."""

    file = models.ForeignKey("channels.ReviewImport", models.CASCADE, related_name="wrong_rows")
    number = models.PositiveIntegerField(_("row"))
    why = models.JSONField(default=list)

    class Meta:
        verbose_name = _("wrong row")
        verbose_name_plural = _("wrong rows")
        constraints = (
            models.UniqueConstraint(name="channels_wrong_row_once", fields=("file", "number")),
        )

    def __str__(self) -> str:
        return f"{self.file_id}:{self.number}"
