"""Clocks keep what time alone will bring them, and cases up to which event they were folded."""

import django.contrib.postgres.fields
from django.db import migrations, models

from feedback_site.tables_at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_unproven_mail")]

    operations = [
        AtOnce([
        migrations.AddField(
            "clockcycle",
            "coming",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), null=True, size=None
            ),
        ),
        migrations.AddField(
            "case", "folded_seq", models.PositiveIntegerField(db_default=0, default=0)
        ),
        ]),
    ]
