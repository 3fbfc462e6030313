"""Each day's account of each channel, and the alarm for one that does not add up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0026_one_person'),
    ]

    operations = [
        migrations.AlterField(
            model_name='channelalarm',
            name='kind',
            field=models.CharField(choices=[('silent', 'silent for longer than chance explains'), ('failing', 'connection fails'), ('unread', 'items wait unread'), ('failed', 'items could not be read'), ('dead', 'answers could not be delivered'), ('gaps', "numbers of a counter's device are missing"), ('kept', "entries wait on a counter's device"), ('differs', 'what came in does not add up')], max_length=8, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='DayAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('received', models.PositiveIntegerField(default=0, verbose_name='received')),
                ('accounted', models.JSONField(default=dict, verbose_name='accounted for')),
                ('unread', models.PositiveIntegerField(default=0, verbose_name='unread')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='failed')),
                ('outside', models.PositiveIntegerField(null=True, verbose_name='outside')),
                ('not_here', models.PositiveIntegerField(default=0, verbose_name='not here')),
                ('findings', models.JSONField(default=list, verbose_name='findings')),
                ('difference', models.PositiveIntegerField(default=0, verbose_name='difference')),
                ('reconciled_at', models.DateTimeField(verbose_name='reconciled at')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
            ],
            options={
                'verbose_name': 'account of a day',
                'verbose_name_plural': 'accounts of days',
                'indexes': [models.Index(fields=['-day', 'channel'], name='channels_day_account_day')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'day'), name='channels_day_account_once')],
            },
        ),
    ]
