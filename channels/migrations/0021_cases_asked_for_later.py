"""A case that was asked for of an insight is found by when that was: it may lie far behind what came since."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("channels", "0020_texts_that_wait")]
    operations = [
        AddIndexConcurrently(
            "submission",
            models.Index(
                name="channels_submission_asked",
                fields=["case_asked_at"],
                condition=models.Q(("case_asked_at__isnull", False)),
            ),
        ),
    ]
