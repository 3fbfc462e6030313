"""One more means of connection: the feedback button on websites."""

from django.db import migrations, models

KINDS = [
    ("imap", "mailbox (IMAP)"),
    ("mail_webhook", "mail service (webhook)"),
    ("wechat", "WeChat official account"),
    ("line", "LINE official account"),
    ("webhook", "signed webhook"),
    ("call_centre", "call centre (events)"),
    ("feed", "feed (RSS, Atom, JSON)"),
    ("widget", "feedback button on websites"),
]


class Migration(migrations.Migration):
    dependencies = [("channels", "0015_recordings")]

    operations = [
        migrations.AlterField(
            model_name, "kind", models.CharField(choices=KINDS, max_length=12, verbose_name="kind")
        )
        for model_name in ("channelaccount", "channelaccountevent")
    ]
