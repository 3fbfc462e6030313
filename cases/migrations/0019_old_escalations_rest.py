"""What nobody acknowledged before escalations climbed rests: else all of it would climb in one night."""

from django.db import migrations
from django.utils import timezone


def forwards(apps, schema_editor):
    now = timezone.now()
    apps.get_model("cases", "Escalation").objects.filter(
        acknowledge_by__lte=now, acknowledged_at=None, stepped_down_at=None, climbed_at=None
    ).update(climbed_at=now)


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_room_for_updates")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
