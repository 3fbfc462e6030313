"""Customers may be in a service tier."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0029_chat_channel'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('rank', models.PositiveSmallIntegerField(default=100, help_text='The lowest is served first; 1 is the top tier.', verbose_name='rank')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'service tier',
                'verbose_name_plural': 'service tiers',
                'ordering': ('rank', 'code'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServiceTierEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                ('code', models.SlugField(db_index=False, verbose_name='code')),
                ('rank', models.PositiveSmallIntegerField(default=100, help_text='The lowest is served first; 1 is the top tier.', verbose_name='rank')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicetier',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "channels_servicetierevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank"); RETURN NULL;', hash='fdc1e7196edcde750e6e0f1a6f5c481e7164f016', operation='INSERT', pgid='pgtrigger_insert_insert_09d22', table='channels_servicetier', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicetier',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "channels_servicetierevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank"); RETURN NULL;', hash='2ca29f6ddb981684be8ee4ed7d5b0039d5f97226', operation='UPDATE', pgid='pgtrigger_update_update_82623', table='channels_servicetier', when='AFTER')),
        ),
        migrations.AddField(
            model_name='customer',
            name='tier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.servicetier', verbose_name='service tier'),
        ),
        migrations.AddField(
            model_name='servicetierevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='servicetierevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='channels.servicetier'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicetierevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='656b2fc21dffd83a6b530c5ee08ba6724400e41f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_09c16', table='channels_servicetierevent', when='BEFORE')),
        ),
    ]
