"""Both sides of a chat see that the other writes, until when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0033_ended_chats")]

    operations = [
        migrations.AddField(
            model_name="chat",
            name="customer_types_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="chat",
            name="agent_types_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
