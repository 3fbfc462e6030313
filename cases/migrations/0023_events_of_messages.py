"""Only events that belong to a message stand in the index by messages: most belong to none."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("cases", "0022_appointments"),
        ("channels", "0014_what_customers_like"),
    ]
    operations = [
        AddIndexConcurrently(
            "caseevent",
            models.Index(
                name="cases_event_message",
                fields=["message"],
                condition=models.Q(("message__isnull", False)),
            ),
        ),
        migrations.AlterField(
            "caseevent",
            "message",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="channels.message",
            ),
        ),
    ]
