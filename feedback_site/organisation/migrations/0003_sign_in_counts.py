"""Tries to sign in are counted by all web processes together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_calendar_editions")]
    operations = [
        migrations.CreateModel(
            name="SignInCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("tries", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField(db_index=True)),
                ("locked_until", models.DateTimeField(null=True)),
            ],
        ),
    ]
