"""The live chat is a channel of every site."""

from django.db import migrations

from channels.rules.founding import found_channels


def found(apps, schema_editor):
    """Make the first channels that are missing."""
    found_channels(apps.get_model("channels", "Channel"))


def forget(apps, schema_editor):
    """Take it back only where nothing came in by it."""
    channels = apps.get_model("channels", "Channel").objects.filter(code="chat")
    channels.filter(intakes=None, conversations=None, chats=None).delete()


class Migration(migrations.Migration):
    dependencies = [("channels", "0028_live_chat")]

    operations = [migrations.RunPython(found, forget)]
