"""Who is still to come is found by their time: what is over, or was cancelled, grows and is not asked for."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0026_shares_of_words")]
    operations = [
        AddIndexConcurrently(
            "appointment",
            models.Index(
                name="cases_appointment_coming",
                fields=["starts_at"],
                condition=models.Q(("state", "booked")),
            ),
        ),
    ]
