"""Channels are connected to the outside by accounts, whose secrets are sealed."""

import channels.models.account
import django.db.models.deletion
import feedback_site.privacy.sealing
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0004_outbox_stuck'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.AlterField(
            model_name='channel',
            name='kind',
            field=models.CharField(choices=[('web', 'web form'), ('email', 'e-mail'), ('counter', 'counter'), ('phone', 'phone'), ('box', 'suggestion box'), ('chat', 'live chat'), ('wechat', 'WeChat'), ('line', 'LINE'), ('social', 'social media'), ('partner', 'partner API'), ('webhook', 'another messenger'), ('interview', 'interview')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='channelevent',
            name='kind',
            field=models.CharField(choices=[('web', 'web form'), ('email', 'e-mail'), ('counter', 'counter'), ('phone', 'phone'), ('box', 'suggestion box'), ('chat', 'live chat'), ('wechat', 'WeChat'), ('line', 'LINE'), ('social', 'social media'), ('partner', 'partner API'), ('webhook', 'another messenger'), ('interview', 'interview')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='contactpoint',
            name='kind',
            field=models.CharField(choices=[('email', 'e-mail'), ('phone', 'phone'), ('wechat', 'WeChat'), ('line', 'LINE'), ('webhook', 'another messenger')], max_length=8, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='outgoing',
            name='kind',
            field=models.CharField(choices=[('email', 'e-mail'), ('phone', 'phone'), ('wechat', 'WeChat'), ('line', 'LINE'), ('webhook', 'another messenger')], default='email', max_length=8, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='ChannelAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('imap', 'mailbox (IMAP)'), ('mail_webhook', 'mail service (webhook)'), ('wechat', 'WeChat official account'), ('line', 'LINE official account'), ('webhook', 'signed webhook'), ('call_centre', 'call centre (events)'), ('feed', 'feed (RSS, Atom, JSON)')], max_length=12, verbose_name='kind')),
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
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='channels.channel', verbose_name='channel')),
            ],
            options={
                'verbose_name': 'connection',
                'verbose_name_plural': 'connections',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ChannelAccountEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('imap', 'mailbox (IMAP)'), ('mail_webhook', 'mail service (webhook)'), ('wechat', 'WeChat official account'), ('line', 'LINE official account'), ('webhook', 'signed webhook'), ('call_centre', 'call centre (events)'), ('feed', 'feed (RSS, Atom, JSON)')], max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('public_id', models.CharField(default=channels.models.account.new_public_id, editable=False, max_length=24)),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('values', models.JSONField(default=dict, verbose_name='settings')),
                ('channel', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='channels.channel', verbose_name='channel')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='channels.channelaccount')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='channelaccount',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "channels_channelaccountevent" ("channel_id", "id", "is_active", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "values") VALUES (NEW."channel_id", NEW."id", NEW."is_active", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."values"); RETURN NULL;', hash='0f286dd3fb46996d778747fb68881ec8ea102d6f', operation='INSERT', pgid='pgtrigger_insert_insert_7671a', table='channels_channelaccount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='channelaccount',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."channel_id" IS DISTINCT FROM (NEW."channel_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."values" IS DISTINCT FROM (NEW."values"))', func='INSERT INTO "channels_channelaccountevent" ("channel_id", "id", "is_active", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "values") VALUES (NEW."channel_id", NEW."id", NEW."is_active", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."values"); RETURN NULL;', hash='d6486341eeafb89915fa8cac58a7ad09943ca2c0', operation='UPDATE', pgid='pgtrigger_update_update_a9cea', table='channels_channelaccount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='channelaccountevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='91f38118f031ef0851a7171a7b3318f06b417967', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9d8b3', table='channels_channelaccountevent', when='BEFORE')),
        ),
    ]
