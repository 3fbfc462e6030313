"""Channels are watched: their hours counted, their alarms kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0017_victims_of_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChannelWatch',
            fields=[
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='watch', serialize=False, to='channels.channel')),
                ('counted_seq', models.BigIntegerField(default=0)),
                ('usual', models.JSONField(null=True)),
                ('learnt_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ChannelAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('silent', 'silent for longer than chance explains'), ('failing', 'connection fails'), ('unread', 'items wait unread'), ('failed', 'items could not be read'), ('dead', 'answers could not be delivered')], max_length=8, verbose_name='kind')),
                ('facts', models.JSONField(default=dict)),
                ('raised_at', models.DateTimeField(verbose_name='raised at')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged at')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared at')),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='channels.channelaccount')),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='channels.channel')),
            ],
            options={
                'verbose_name': 'alarm of a channel',
                'verbose_name_plural': 'alarms of channels',
                'indexes': [models.Index(condition=models.Q(('cleared_at', None)), fields=['channel'], name='channels_alarm_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cleared_at', None)), fields=('channel', 'kind', 'account'), name='channels_alarm_open_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='channels_alarm_acknowledged_by')],
            },
        ),
        migrations.CreateModel(
            name='ChannelHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField(verbose_name='hour')),
                ('items', models.PositiveIntegerField(verbose_name='items')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='channels.channel')),
            ],
            options={
                'verbose_name': 'hour of a channel',
                'verbose_name_plural': 'hours of channels',
                'constraints': [models.UniqueConstraint(fields=('channel', 'hour'), name='channels_hour_once')],
            },
        ),
    ]
