"""Recordings: whether browsers play them, and how long they last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0014_files_are_sealed")]

    operations = [
        migrations.AddField(
            "attachment", "is_playable", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField(
            "attachment",
            "seconds",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="length in seconds"),
        ),
    ]
