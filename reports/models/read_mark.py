"""Read marks: which feedback somebody has read, to learn from it."""

from django.db import models


class ReadMark(models.Model):
    """One person read one piece of feedback; a second reading counts nothing."""

    reader = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    submission = models.ForeignKey("channels.Submission", models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="reports_read_once", fields=("reader", "submission")),
        )
        indexes = (models.Index(name="reports_read_when", fields=("reader", "read_at")),)

    def __str__(self) -> str:
        return f"{self.reader_id} {self.submission_id}"
