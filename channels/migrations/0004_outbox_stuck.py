"""Dead and held letters are counted on every page of the back office."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_first_channels")]

    operations = [
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(("state__in", ("dead", "held"))),
                fields=["state", "id"], name="channels_outgoing_stuck",
            ),
        ),
    ]
