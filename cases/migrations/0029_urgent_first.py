"""The desk's order “urgent first” reads what it shows, and not all that is open."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

UNFINISHED = frozenset({"in_progress", "received", "resolved", "triaged", "verifying", "waiting"})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0028_promises_to_be_kept")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["priority", "next_due_at", "id"],
                name="cases_priority_due",
                condition=models.Q(("state__in", UNFINISHED)),
            ),
        ),
    ]
