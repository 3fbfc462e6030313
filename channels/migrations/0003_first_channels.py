"""Every site can be written to from its first minute."""

from django.db import migrations

from channels.rules.founding import FIRST_CHANNELS, found_channels


def found(apps, schema_editor):
    found_channels(apps.get_model("channels", "Channel"))


def forget(apps, schema_editor):
    """Take back only those that nothing came in by."""
    channels = apps.get_model("channels", "Channel").objects.filter(code__in=FIRST_CHANNELS)
    channels.filter(intakes=None, conversations=None, partners=None).delete()


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_outbox_holds_back")]
    operations = [migrations.RunPython(found, forget)]
