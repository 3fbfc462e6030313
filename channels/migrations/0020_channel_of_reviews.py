"""Sites that are there get the channels of reviews and interviews too."""

from django.db import migrations

from channels.rules.founding import found_channels


def found(apps, schema_editor):
    """Make the first channels that are missing."""
    found_channels(apps.get_model("channels", "Channel"))


class Migration(migrations.Migration):
    dependencies = [("channels", "0019_reviews_and_insights")]

    operations = [migrations.RunPython(found, migrations.RunPython.noop)]
