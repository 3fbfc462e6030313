"""Every site can be written to from its first minute."""

from django.db import migrations

from channels.rules.connections.founding import FIRST_CHANNELS, found_channels


def found(apps, schema_editor):
    """Make the first channels that are missing."""
    found_channels(apps.get_model("channels", "Channel"))


def forget(apps, schema_editor):
    """Take back only those that nothing came in by."""
    channels = apps.get_model("channels", "Channel").objects.filter(code__in=FIRST_CHANNELS)
    channels.filter(
        intakes=None, conversations=None, partners=None, batches=None, chats=None
    ).delete()


class Migration(migrations.Migration):
    replaces = [
        ("channels", "0003_first_channels"),
        ("channels", "0011_box_channels"),
        ("channels", "0020_channel_of_reviews"),
        ("channels", "0029_chat_channel"),
        ("channels", "0034_chat_typing"),
    ]
    dependencies = [("channels", "0007_one_index_a_text")]

    operations = [migrations.RunPython(found, forget)]
