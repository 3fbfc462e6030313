"""Files are sealed on disk; those from before are marked, for `manage.py seal_files`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0013_what_was_written_before")]
    operations = [
        migrations.AddField(
            model_name="attachment",
            name="is_sealed",
            field=models.BooleanField(default=False),
        ),
    ]
