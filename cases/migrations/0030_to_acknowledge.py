"""Limits that a receipt may still meet have an index: a look for lost bells read all cases of two days."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0029_urgent_first")]

    operations = [
        AddIndexConcurrently(
            model_name="clockcycle",
            index=models.Index(
                fields=["started_at"],
                name="cases_cycle_to_acknowledge",
                condition=models.Q(
                    ("cancelled_at", None), ("clock", "acknowledge"), ("met_at", None)
                ),
            ),
        ),
    ]
