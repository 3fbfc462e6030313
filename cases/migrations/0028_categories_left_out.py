"""How many categories a search for recurring problems had no time to read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One narrow column; rows of before left nothing out that was counted."""

    dependencies = [
        ('cases', '0027_the_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='spikepass',
            name='left_out',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='categories not read'),
        ),
    ]
