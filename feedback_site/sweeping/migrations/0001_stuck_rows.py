"""What sweeps could not do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="StuckRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sweep", models.CharField(max_length=40, verbose_name="sweep")),
                ("row_id", models.BigIntegerField()),
                ("label", models.CharField(max_length=60, verbose_name="what")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("tries", models.PositiveIntegerField(verbose_name="tries")),
                ("first_failed_at", models.DateTimeField(verbose_name="since")),
                ("last_failed_at", models.DateTimeField(verbose_name="last try")),
                ("next_try_at", models.DateTimeField(verbose_name="next try")),
            ],
            options={"verbose_name": "stuck row", "verbose_name_plural": "stuck rows"},
        ),
        migrations.AddConstraint(
            model_name="stuckrow",
            constraint=models.UniqueConstraint(
                fields=("sweep", "row_id"), name="sweeping_stuck_once"
            ),
        ),
    ]
