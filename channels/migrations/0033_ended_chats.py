"""An index to the chats that ended last: the board of chats asks for ten of them every few seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0032_no_pattern_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="chat",
            index=models.Index(
                condition=models.Q(("state", "ended")),
                fields=["ended_at"],
                name="channels_chat_ended",
            ),
        ),
    ]
