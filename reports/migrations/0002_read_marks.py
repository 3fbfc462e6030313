"""Who has read which feedback."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0008_channels_of_every_site'),
        ('reports', '0001_facts_and_kept_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        MakeTables([
            migrations.CreateModel(
                name='ReadMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('read_at', models.DateTimeField()),
                    ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.submission')),
                ],
                options={
                    'indexes': [models.Index(fields=['reader', 'read_at'], name='reports_read_when')],
                    'constraints': [models.UniqueConstraint(fields=('reader', 'submission'), name='reports_read_once')],
                },
            ),
        ]),
    ]
