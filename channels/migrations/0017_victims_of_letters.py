"""Whom a letter goes to, however the address was spelled: counted so that nobody is flooded through us."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0016_feedback_widget")]

    operations = [
        migrations.AddField(
            "outgoing", "victim", models.CharField(blank=True, db_default="", default="", max_length=32)
        ),
        migrations.AddIndex(
            "outgoing",
            models.Index(
                name="channels_outgoing_victim",
                fields=("victim", "sent_at"),
                condition=models.Q(("victim", ""), _negated=True),
            ),
        ),
    ]
