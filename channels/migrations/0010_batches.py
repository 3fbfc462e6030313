"""Sheets from suggestion boxes and letters come in batches that are counted and reconciled."""

import channels.models.batch_scan
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0009_calls"),
        ('organisation', '0002_calendar_editions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collected_at', models.DateTimeField(verbose_name='collected at')),
                ('sheets', models.PositiveSmallIntegerField(verbose_name='sheets counted')),
                ('entered', models.PositiveSmallIntegerField(default=0, verbose_name='entered')),
                ('set_aside', models.PositiveSmallIntegerField(default=0, verbose_name='set aside')),
                ('state', models.CharField(choices=[('open', 'being entered'), ('entered', 'entered, the count differs'), ('reconciled', 'reconciled')], default='open', max_length=10, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('reconciled_at', models.DateTimeField(blank=True, null=True, verbose_name='reconciled at')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='channels.channel', verbose_name='channel')),
                ('collected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='collected by')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'batch of sheets',
                'verbose_name_plural': 'batches of sheets',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='BatchEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('made', 'batch begun'), ('entered', 'sheet entered'), ('set_aside', 'sheet set aside'), ('corrected', 'sheet corrected'), ('scanned', 'scans added'), ('finished', 'entering finished'), ('resumed', 'entering resumed'), ('recounted', 'counted again by a second person'), ('reconciled', 'reconciled')], max_length=12, verbose_name='what was done')),
                ('sheet', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sheet')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('facts', models.JSONField(default=dict)),
                ('happened_at', models.DateTimeField(verbose_name='happened at')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='channels.batch')),
            ],
            options={
                'verbose_name': 'event of a batch',
                'verbose_name_plural': 'events of batches',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='BatchScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to=channels.models.batch_scan._random_path)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('mime', models.CharField(max_length=100, verbose_name='type')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('sha256', models.BinaryField(max_length=32)),
                ('is_safe_picture', models.BooleanField(default=False)),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='channels.batch')),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='BatchSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='sheet')),
                ('state', models.CharField(choices=[('entered', 'entered'), ('empty', 'empty'), ('illegible', 'illegible')], max_length=10, verbose_name='what became of it')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='channels.batch')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raw', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheet', to='channels.rawintake')),
            ],
            options={
                'verbose_name': 'sheet',
                'verbose_name_plural': 'sheets',
                'ordering': ('number',),
            },
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'reconciled'), _negated=True), ('sheets', django.db.models.expressions.CombinedExpression(models.F('entered'), '+', models.F('set_aside'))), _connector='OR'), name='channels_batch_reconciled_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reconciled_at__isnull', False), ('state', 'reconciled')), models.Q(models.Q(('state', 'reconciled'), _negated=True), ('reconciled_at', None)), _connector='OR'), name='channels_batch_reconciled_iff_at'),
        ),
        migrations.AddConstraint(
            model_name='batchsheet',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='channels_sheet_once'),
        ),
        migrations.AddConstraint(
            model_name='batchsheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('raw__isnull', False), ('state', 'entered')), models.Q(models.Q(('state', 'entered'), _negated=True), ('raw', None), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='channels_sheet_item_or_reason'),
        ),
    ]
