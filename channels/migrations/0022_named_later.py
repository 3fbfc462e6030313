"""Whoever began unknown is found by when they said who they are: a look for lost bells read all that is anonymous."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("channels", "0021_cases_asked_for_later")]
    operations = [
        migrations.AddField(
            "submission",
            "named_at",
            models.DateTimeField(blank=True, null=True, verbose_name="named at"),
        ),
        AddIndexConcurrently(
            "submission",
            models.Index(
                name="channels_submission_named",
                fields=["named_at"],
                condition=models.Q(("named_at__isnull", False)),
            ),
        ),
    ]
