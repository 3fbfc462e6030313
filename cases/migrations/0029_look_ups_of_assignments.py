"""Whose cases they were and since when, with which the index of the owner alone is not needed."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

_OLD = "cases_assignment_owner_id_74b15060"


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("cases", "0028_look_ups_of_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='assignment',
            index=models.Index(fields=['owner', 'began_at'], name='cases_assignment_owner'),
        ),
        # By hand, for an altered field drops its index under a lock that everybody waits behind.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {_OLD}",
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {_OLD} ON cases_assignment (owner_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='assignment',
                    name='owner',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
    ]
