"""By which name the text of a mail shows a file that came with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0011_claims_of_contacts")]
    operations = [
        migrations.AddField(
            model_name="attachment",
            name="content_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=250),
        )
    ]
