"""A conversation is answered at the address that was given with it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_intake_and_outbox")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="contact_point",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="channels.contactpoint",
            ),
        ),
    ]
