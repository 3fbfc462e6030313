"""Suggestion boxes and letters are channels of every site."""

from django.db import migrations

from channels.rules.founding import BOX_CHANNELS, found_channels


def found(apps, schema_editor):
    found_channels(apps.get_model("channels", "Channel"))


def forget(apps, schema_editor):
    """Take back only those that nothing came in by."""
    channels = apps.get_model("channels", "Channel").objects.filter(code__in=BOX_CHANNELS)
    channels.filter(intakes=None, conversations=None, batches=None).delete()


class Migration(migrations.Migration):
    dependencies = [("channels", "0010_batches")]
    operations = [migrations.RunPython(found, forget)]
