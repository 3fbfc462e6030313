"""Accounts at messengers and mailboxes, and how the channels are."""

from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

import channels.models.account
import feedback_site.privacy.sealing
from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('channels', '0005_connections'),
    ]
    dependencies = [
        ('channels', '0002_what_comes_in_and_goes_out'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='ChannelAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('imap', 'mailbox (IMAP)'), ('mail_webhook', 'mail service (webhook)'), ('wechat', 'WeChat official account'), ('line', 'LINE official account'), ('webhook', 'signed webhook'), ('call_centre', 'call centre (events)'), ('feed', 'feed (RSS, Atom, JSON)'), ('widget', 'feedback button on websites')], max_length=12, verbose_name='kind')),
                    ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                    ('public_id', models.CharField(default=channels.models.account.new_public_id, editable=False, max_length=24, unique=True)),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('values', models.JSONField(default=dict, verbose_name='settings')),
                    ('wrapped_key', models.BinaryField(default=feedback_site.privacy.sealing.new_key)),
                    ('secrets_sealed', models.BinaryField(null=True)),
                    ('cursor', models.JSONField(default=dict)),
                    ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='last tried at')),
                    ('worked_at', models.DateTimeField(blank=True, null=True, verbose_name='last worked at')),
                    ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                    ('error', models.CharField(blank=True, max_length=250, verbose_name='last error')),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='accounts', to='channels.channel', verbose_name='channel')),
                ],
                options={
                    'verbose_name': 'connection',
                    'verbose_name_plural': 'connections',
                    'ordering': ('name',),
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "channels_channelaccountevent" ("channel_id", "id", "is_active", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "values") VALUES (NEW."channel_id", NEW."id", NEW."is_active", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."values"); RETURN NULL;', hash='0f286dd3fb46996d778747fb68881ec8ea102d6f', operation='INSERT', pgid='pgtrigger_insert_insert_7671a', table='channels_channelaccount', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD."channel_id" IS DISTINCT FROM (NEW."channel_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."values" IS DISTINCT FROM (NEW."values"))', func='INSERT INTO "channels_channelaccountevent" ("channel_id", "id", "is_active", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "values") VALUES (NEW."channel_id", NEW."id", NEW."is_active", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."values"); RETURN NULL;', hash='d6486341eeafb89915fa8cac58a7ad09943ca2c0', operation='UPDATE', pgid='pgtrigger_update_update_a9cea', table='channels_channelaccount', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ChannelAccountEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('imap', 'mailbox (IMAP)'), ('mail_webhook', 'mail service (webhook)'), ('wechat', 'WeChat official account'), ('line', 'LINE official account'), ('webhook', 'signed webhook'), ('call_centre', 'call centre (events)'), ('feed', 'feed (RSS, Atom, JSON)'), ('widget', 'feedback button on websites')], max_length=12, verbose_name='kind')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('public_id', models.CharField(default=channels.models.account.new_public_id, editable=False, max_length=24)),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('values', models.JSONField(default=dict, verbose_name='settings')),
                    ('channel', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='channels.channel', verbose_name='channel')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='channels.channelaccount')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='91f38118f031ef0851a7171a7b3318f06b417967', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9d8b3', table='channels_channelaccountevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AccountToken',
                fields=[
                    ('account', models.OneToOneField(on_delete=models.CASCADE, primary_key=True, related_name='token', serialize=False, to='channels.channelaccount')),
                    ('token_sealed', models.BinaryField(null=True)),
                    ('expires_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Mailbox',
                fields=[
                    ('account', models.OneToOneField(on_delete=models.CASCADE, primary_key=True, related_name='mailbox', serialize=False, to='channels.channelaccount')),
                    ('due_at', models.DateTimeField(verbose_name='due at')),
                    ('leased_until', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'mailbox',
                    'verbose_name_plural': 'mailboxes',
                },
            ),
            migrations.CreateModel(
                name='SeenMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('folder', models.CharField(max_length=255, verbose_name='folder')),
                    ('uid_validity', models.BigIntegerField()),
                    ('uid', models.BigIntegerField()),
                    ('seen_at', models.DateTimeField(verbose_name='seen at')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('error', models.CharField(blank=True, max_length=250, verbose_name='what went wrong')),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=models.PROTECT, related_name='seen', to='channels.channelaccount')),
                    ('raw', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to='channels.rawintake')),
                ],
                options={
                    'verbose_name': 'message in a mailbox',
                    'verbose_name_plural': 'messages in mailboxes',
                    'indexes': [
                        models.Index(condition=models.Q(('settled_at', None)), fields=['account'], name='channels_seen_unsettled'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('account', 'folder', 'uid_validity', 'uid'), name='channels_seen_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Errand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('due_at', models.DateTimeField(db_index=True)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('last_error', models.CharField(blank=True, max_length=250)),
                    ('attachment', models.OneToOneField(null=True, on_delete=models.CASCADE, related_name='errand', to='channels.attachment')),
                    ('message', models.ForeignKey(on_delete=models.CASCADE, related_name='errands', to='channels.message')),
                ],
            ),
            migrations.CreateModel(
                name='ChannelWatch',
                fields=[
                    ('channel', models.OneToOneField(on_delete=models.CASCADE, primary_key=True, related_name='watch', serialize=False, to='channels.channel')),
                    ('counted_seq', models.BigIntegerField(default=0)),
                    ('usual', models.JSONField(null=True)),
                    ('learnt_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='ChannelAlarm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('silent', 'silent for longer than chance explains'), ('failing', 'connection fails'), ('unread', 'items wait unread'), ('failed', 'items could not be read'), ('dead', 'answers could not be delivered'), ('gaps', "numbers of a counter's device are missing"), ('kept', "entries wait on a counter's device"), ('differs', 'what came in does not add up')], max_length=8, verbose_name='kind')),
                    ('facts', models.JSONField(default=dict)),
                    ('raised_at', models.DateTimeField(verbose_name='raised at')),
                    ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged at')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                    ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared at')),
                    ('account', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='alarms', to='channels.channelaccount')),
                    ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='alarms', to='channels.channel')),
                ],
                options={
                    'verbose_name': 'alarm of a channel',
                    'verbose_name_plural': 'alarms of channels',
                    'indexes': [
                        models.Index(condition=models.Q(('cleared_at', None)), fields=['channel'], name='channels_alarm_open'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('cleared_at', None)), fields=('channel', 'kind', 'account'), name='channels_alarm_open_once', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='channels_alarm_acknowledged_by'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ChannelHour',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hour', models.DateTimeField(verbose_name='hour')),
                    ('items', models.PositiveIntegerField(verbose_name='items')),
                    ('channel', models.ForeignKey(on_delete=models.CASCADE, related_name='hours', to='channels.channel')),
                ],
                options={
                    'verbose_name': 'hour of a channel',
                    'verbose_name_plural': 'hours of channels',
                    'constraints': [
                        models.UniqueConstraint(fields=('channel', 'hour'), name='channels_hour_once'),
                    ],
                },
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
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='channels.channel')),
                ],
                options={
                    'verbose_name': 'account of a day',
                    'verbose_name_plural': 'accounts of days',
                    'indexes': [
                        models.Index(fields=['-day', 'channel'], name='channels_day_account_day'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('channel', 'day'), name='channels_day_account_once'),
                    ],
                },
            ),
        ]),
    ]
