"""Calls, call-backs, and the devices of counters."""

from django.conf import settings
from django.db import migrations, models

import channels.models.account
import feedback_site.privacy.sealing
from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('channels', '0009_calls'),
    ]
    dependencies = [
        ('channels', '0003_accounts_and_health'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='CallBack',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number_index', models.BinaryField(max_length=32)),
                    ('number_masked', models.CharField(max_length=40, verbose_name='number')),
                    ('state', models.CharField(choices=[('open', 'to call back'), ('done', 'called back'), ('failed', 'could not be reached'), ('not_needed', 'not needed any more')], default='open', max_length=10, verbose_name='state')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('promised_at', models.DateTimeField(verbose_name='promised by')),
                    ('due_at', models.DateTimeField(verbose_name='due')),
                    ('late_told_at', models.DateTimeField(blank=True, null=True, verbose_name='told to be late at')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='channels.channel')),
                    ('finished_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store')),
                ],
                options={
                    'verbose_name': 'call-back',
                    'verbose_name_plural': 'call-backs',
                    'ordering': ('due_at',),
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='channels_call_back_due'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('number_index', 'store'), name='channels_call_back_one_open', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='channels_call_back_open_iff_unfinished'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CallBackTry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('outcome', models.CharField(choices=[('reached', 'reached'), ('no_answer', 'no answer'), ('busy', 'busy'), ('call_later', 'call later'), ('wrong_number', 'wrong number')], max_length=12, verbose_name='outcome')),
                    ('remark', models.TextField(blank=True, verbose_name='remark')),
                    ('tried_at', models.DateTimeField(verbose_name='tried at')),
                    ('call_back', models.ForeignKey(on_delete=models.PROTECT, related_name='tries', to='channels.callback')),
                    ('made_by', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'attempt to call back',
                    'verbose_name_plural': 'attempts to call back',
                    'ordering': ('tried_at', 'pk'),
                },
            ),
            migrations.CreateModel(
                name='Call',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('external_id', models.CharField(max_length=120, verbose_name='id at the source')),
                    ('direction', models.CharField(choices=[('inbound', 'from the customer'), ('outbound', 'to the customer')], max_length=8, verbose_name='direction')),
                    ('wrapped_key', models.BinaryField(null=True)),
                    ('number_sealed', models.BinaryField(null=True)),
                    ('number_masked', models.CharField(blank=True, max_length=40, verbose_name='number')),
                    ('number_index', models.BinaryField(db_index=True, max_length=32, null=True)),
                    ('recording_sealed', models.BinaryField(null=True)),
                    ('line', models.CharField(blank=True, max_length=80, verbose_name='line')),
                    ('agent_code', models.CharField(blank=True, max_length=80, verbose_name='agent at the call centre')),
                    ('rang_at', models.DateTimeField(db_index=True, verbose_name='rang at')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('outcome', models.CharField(blank=True, choices=[('answered', 'answered'), ('missed', 'nobody answered'), ('abandoned', 'the caller hung up while waiting'), ('voicemail', 'left a voice message')], max_length=10, verbose_name='outcome')),
                    ('note', models.TextField(blank=True, verbose_name='note on the call')),
                    ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='written down at')),
                    ('account', models.ForeignKey(on_delete=models.PROTECT, related_name='calls', to='channels.channelaccount')),
                    ('agent', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='calls', to='channels.channel')),
                    ('conversation', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='calls', to='channels.conversation')),
                    ('customer', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='calls', to='channels.customer')),
                    ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store')),
                    ('call_back', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='calls', to='channels.callback')),
                ],
                options={
                    'verbose_name': 'call',
                    'verbose_name_plural': 'calls',
                    'indexes': [
                        models.Index(condition=models.Q(('ended_at', None)), fields=['-rang_at'], name='channels_call_live'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('account', 'external_id'), name='channels_call_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('outcome', 'answered')), models.Q(models.Q(('outcome', 'answered'), _negated=True), ('answered_at', None)), _connector='OR'), name='channels_call_answered_iff_at'),
                        models.CheckConstraint(condition=models.Q(('outcome__in', ('', 'answered')), ('ended_at__isnull', False), _connector='OR'), name='channels_call_unheard_has_ended'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CallEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('ringing', 'rang'), ('answered', 'answered'), ('transferred', 'transferred'), ('missed', 'nobody answered'), ('voicemail', 'left a voice message'), ('ended', 'ended')], max_length=12, verbose_name='what happened')),
                    ('happened_at', models.DateTimeField(verbose_name='happened at')),
                    ('agent_code', models.CharField(blank=True, max_length=80, verbose_name='agent at the call centre')),
                    ('facts_sealed', models.BinaryField(null=True)),
                    ('call', models.ForeignKey(on_delete=models.PROTECT, related_name='events', to='channels.call')),
                    ('raw', models.OneToOneField(on_delete=models.PROTECT, related_name='call_event', to='channels.rawintake')),
                ],
                options={
                    'verbose_name': 'event of a call',
                    'verbose_name_plural': 'events of calls',
                    'ordering': ('happened_at', 'pk'),
                },
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
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='devices', to='channels.channel')),
                    ('registered_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'device of the counter',
                    'verbose_name_plural': 'devices of the counter',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='channels_device_revoked_by'),
                        models.CheckConstraint(condition=models.Q(('gapless_to__gte', 0), ('gapless_to__lte', models.F('highest'))), name='channels_device_numbers'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DeviceNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.BigIntegerField(verbose_name='number')),
                    ('at', models.DateTimeField()),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('device', models.ForeignKey(on_delete=models.PROTECT, related_name='numbers', to='channels.counterdevice')),
                    ('explained_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('raw', models.OneToOneField(blank=True, null=True, on_delete=models.PROTECT, related_name='device_number', to='channels.rawintake')),
                ],
                options={
                    'verbose_name': 'number of a device',
                    'verbose_name_plural': 'numbers of devices',
                    'constraints': [
                        models.UniqueConstraint(fields=('device', 'number'), name='channels_device_number_once'),
                        models.CheckConstraint(condition=models.Q(('raw__isnull', False), models.Q(models.Q(('reason', ''), _negated=True), ('explained_by__isnull', False)), _connector='OR'), name='channels_device_number_item_or_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReservedReference',
                fields=[
                    ('reference', models.CharField(max_length=12, primary_key=True, serialize=False)),
                    ('reserved_at', models.DateTimeField()),
                    ('device', models.ForeignKey(on_delete=models.PROTECT, related_name='references', to='channels.counterdevice')),
                ],
            ),
        ]),
    ]
