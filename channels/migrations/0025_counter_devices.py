"""Devices of the counter keep entries while the line is down; their numbers are watched."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import channels.models.account
import feedback_site.privacy.sealing


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0024_sealed_scans'),
        ('organisation', '0003_sign_in_counts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='channelalarm',
            name='kind',
            field=models.CharField(choices=[('silent', 'silent for longer than chance explains'), ('failing', 'connection fails'), ('unread', 'items wait unread'), ('failed', 'items could not be read'), ('dead', 'answers could not be delivered'), ('gaps', "numbers of a counter's device are missing"), ('kept', "entries wait on a counter's device")], max_length=8, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='CounterDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=channels.models.account.new_public_id, editable=False, max_length=24, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('wrapped_key', models.BinaryField(default=feedback_site.privacy.sealing.new_key)),
                ('secret_sealed', models.BinaryField()),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last seen')),
                ('given_to', models.BigIntegerField(default=0)),
                ('kept', models.JSONField(default=list, verbose_name='kept on the device')),
                ('kept_since', models.DateTimeField(blank=True, null=True)),
                ('highest', models.BigIntegerField(default=0)),
                ('gapless_to', models.BigIntegerField(default=0)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='channels.channel')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'device of the counter',
                'verbose_name_plural': 'devices of the counter',
            },
        ),
        migrations.CreateModel(
            name='DeviceNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(verbose_name='number')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='channels.counterdevice')),
                ('explained_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raw', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='device_number', to='channels.rawintake')),
            ],
            options={
                'verbose_name': 'number of a device',
                'verbose_name_plural': 'numbers of devices',
            },
        ),
        migrations.CreateModel(
            name='ReservedReference',
            fields=[
                ('reference', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('reserved_at', models.DateTimeField()),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='references', to='channels.counterdevice')),
            ],
        ),
        migrations.AddConstraint(
            model_name='counterdevice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='channels_device_revoked_by'),
        ),
        migrations.AddConstraint(
            model_name='counterdevice',
            constraint=models.CheckConstraint(condition=models.Q(('gapless_to__gte', 0), ('gapless_to__lte', models.F('highest'))), name='channels_device_numbers'),
        ),
        migrations.AddConstraint(
            model_name='devicenumber',
            constraint=models.UniqueConstraint(fields=('device', 'number'), name='channels_device_number_once'),
        ),
        migrations.AddConstraint(
            model_name='devicenumber',
            constraint=models.CheckConstraint(condition=models.Q(('raw__isnull', False), models.Q(models.Q(('reason', ''), _negated=True), ('explained_by__isnull', False)), _connector='OR'), name='channels_device_number_item_or_reason'),
        ),
    ]
