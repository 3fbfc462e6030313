"""What is still to be done is found by an index of its own: it is a small part of all that was ever promised."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0027_who_is_still_to_come")]

    operations = [
        AddIndexConcurrently(
            model_name="promise",
            index=models.Index(
                fields=["due_at"],
                name="cases_promise_open",
                condition=models.Q(("kept_at", None), ("withdrawn_at", None)),
            ),
        ),
    ]
