"""A notice to a colleague belongs to no conversation and no message: it stands in none of their indexes.

Nor does what has not gone out stand in the one by what a mail is called.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from feedback_site.tables_at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("channels", "0018_names_of_columns")]
    operations = [
        AddIndexConcurrently(
            "outgoing",
            models.Index(
                name="channels_outgoing_talk",
                fields=["conversation"],
                condition=models.Q(("conversation__isnull", False)),
            ),
        ),
        AddIndexConcurrently(
            "outgoing",
            models.Index(
                name="channels_outgoing_message",
                fields=["message"],
                condition=models.Q(("message__isnull", False)),
            ),
        ),
        AddIndexConcurrently(
            "outgoing",
            models.Index(
                name="channels_outgoing_mail",
                fields=["mail_message_id"],
                condition=models.Q(("mail_message_id", ""), _negated=True),
            ),
        ),
        AtOnce([
        migrations.AlterField(
            "outgoing",
            "conversation",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outgoing",
                to="channels.conversation",
            ),
        ),
        migrations.AlterField(
            "outgoing",
            "message",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outgoing",
                to="channels.message",
            ),
        ),
        migrations.AlterField(
            "outgoing", "mail_message_id", models.CharField(blank=True, max_length=255)
        ),
        ]),
    ]
