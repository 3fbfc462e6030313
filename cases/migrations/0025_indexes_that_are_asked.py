"""An event stands in an index by its kind only where somebody asks for that; nobody asks when limits were missed."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0024_names_of_columns")]
    operations = [
        AddIndexConcurrently(
            "caseevent",
            models.Index(
                name="cases_event_sorted",
                fields=["kind", "happened_at"],
                condition=models.Q(("kind__in", ("triaged", "retargeted"))),
            ),
        ),
        RemoveIndexConcurrently("caseevent", "cases_event_kind"),
        RemoveIndexConcurrently("clockcycle", "cases_cycle_breach"),
    ]
