"""The outbox counts what it sent to whom and because of whom, holds back floods, and can be recalled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_intake_and_outbox")]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="source",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name="outgoing",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "waiting to be sent"),
                    ("sent", "sent"),
                    ("dead", "could not be delivered"),
                    ("held", "held back: too many to one address"),
                    ("recalled", "recalled before it went out"),
                ],
                default="pending", max_length=8, verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(("source", ""), _negated=True),
                fields=["source", "sent_at"], name="channels_outgoing_source",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(("contact_point__isnull", False)),
                fields=["contact_point", "sent_at"], name="channels_outgoing_person",
            ),
        ),
    ]
