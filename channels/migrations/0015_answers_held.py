"""Answers wait a little before they go out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0014_what_customers_like")]
    operations = [migrations.AddField("message", "held_until", models.DateTimeField(null=True))]
