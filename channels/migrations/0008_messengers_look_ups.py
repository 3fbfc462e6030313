"""How a messenger's last conversation is found, and what was taken back; built while the site runs."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("channels", "0007_messengers"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(condition=models.Q(('contact_point__isnull', False)), fields=['contact_point', 'opened_at'], name='channels_conversation_point'),
        ),
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(condition=models.Q(('taken_back_at__isnull', False)), fields=['taken_back_at'], name='channels_message_taken_back'),
        ),
    ]
