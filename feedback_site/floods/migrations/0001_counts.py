"""The table of counts, not logged: it is written at every form, and worth nothing after a crash."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Count",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("times", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE floods_count SET UNLOGGED", "ALTER TABLE floods_count SET LOGGED"
        ),
    ]
