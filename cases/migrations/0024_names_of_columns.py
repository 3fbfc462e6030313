"""Columns that people read are called something in each language; the database has nothing to do."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_events_of_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                AtOnce([
                migrations.AlterField(
                    model_name="escalation",
                    name="assignee",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="called on",
                    ),
                ),
                migrations.AlterField(
                    model_name="escalation",
                    name="case",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                ]),
            ]
        )
    ]
