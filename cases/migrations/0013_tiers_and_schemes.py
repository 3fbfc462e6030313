"""Cases know tier and response scheme; policies can be off."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_learned_reading'),
        ('channels', '0030_service_tiers'),
        ('organisation', '0003_sign_in_counts'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ResponseScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'response scheme',
                'verbose_name_plural': 'response schemes',
                'ordering': ('code',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResponseSchemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                ('code', models.SlugField(db_index=False, verbose_name='code')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SchemeUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'use of a response scheme',
                'verbose_name_plural': 'uses of response schemes',
            },
        ),
        migrations.CreateModel(
            name='SchemeUseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='policy',
            name='update_update',
        ),
        migrations.AddField(
            model_name='case',
            name='scheme',
            field=models.CharField(blank=True, db_default='', default='', max_length=50, verbose_name='response scheme'),
        ),
        migrations.AddField(
            model_name='case',
            name='tier',
            field=models.CharField(blank=True, db_default='', default='', max_length=50, verbose_name='service tier'),
        ),
        migrations.AddField(
            model_name='policy',
            name='is_on',
            field=models.BooleanField(db_default=True, default=True, help_text='Off, no case gets its limits; it stays here for being turned on.', verbose_name='in use'),
        ),
        migrations.AddField(
            model_name='policyevent',
            name='is_on',
            field=models.BooleanField(db_default=True, default=True, help_text='Off, no case gets its limits; it stays here for being turned on.', verbose_name='in use'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('correction', 'correction')], max_length=20, verbose_name='what happened'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_policyevent" ("code", "id", "is_on", "match", "name", "on_disable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reopen_mode", "since", "targets", "until", "version") VALUES (NEW."code", NEW."id", NEW."is_on", NEW."match", NEW."name", NEW."on_disable", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."reopen_mode", NEW."since", NEW."targets", NEW."until", NEW."version"); RETURN NULL;', hash='f902423a9b50a9be0d74790c78704c09db53fbfc', operation='INSERT', pgid='pgtrigger_insert_insert_2b0ba', table='cases_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_policyevent" ("code", "id", "is_on", "match", "name", "on_disable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reopen_mode", "since", "targets", "until", "version") VALUES (NEW."code", NEW."id", NEW."is_on", NEW."match", NEW."name", NEW."on_disable", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."reopen_mode", NEW."since", NEW."targets", NEW."until", NEW."version"); RETURN NULL;', hash='b986a7c2ff38195f2604c7f488fa30057bb2c741', operation='UPDATE', pgid='pgtrigger_update_update_31948', table='cases_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsescheme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_responseschemeevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='b905e9f02f33026a2781bf97acf36e4be7d4fc44', operation='INSERT', pgid='pgtrigger_insert_insert_b8f2a', table='cases_responsescheme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsescheme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_responseschemeevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='38740a18e294b28dd52919c72cde3c1d5bdbc20d', operation='UPDATE', pgid='pgtrigger_update_update_ef35f', table='cases_responsescheme', when='AFTER')),
        ),
        migrations.AddField(
            model_name='responseschemeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='responseschemeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cases.responsescheme'),
        ),
        migrations.AddField(
            model_name='schemeuse',
            name='partner',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.partner', verbose_name='partner'),
        ),
        migrations.AddField(
            model_name='schemeuse',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='cases.responsescheme'),
        ),
        migrations.AddField(
            model_name='schemeuse',
            name='store',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='schemeuseevent',
            name='partner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='channels.partner', verbose_name='partner'),
        ),
        migrations.AddField(
            model_name='schemeuseevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='schemeuseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cases.schemeuse'),
        ),
        migrations.AddField(
            model_name='schemeuseevent',
            name='scheme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.responsescheme'),
        ),
        migrations.AddField(
            model_name='schemeuseevent',
            name='store',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.store', verbose_name='store'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responseschemeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='54bdd2ff59ede48396cb053656909296a49c38d8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c9fac', table='cases_responseschemeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='schemeuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('partner__isnull', False), ('store', None)), models.Q(('partner', None), ('store__isnull', False)), _connector='OR'), name='cases_scheme_use_of_one'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemeuse',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_schemeuseevent" ("id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme_id", "store_id") VALUES (NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scheme_id", NEW."store_id"); RETURN NULL;', hash='84a2c97ea89828e70fa65baff36ef49e39956ae8', operation='INSERT', pgid='pgtrigger_insert_insert_50559', table='cases_schemeuse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemeuse',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_schemeuseevent" ("id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme_id", "store_id") VALUES (NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scheme_id", NEW."store_id"); RETURN NULL;', hash='41e43f9240338f0bb7b9dbab833031733682d1b4', operation='UPDATE', pgid='pgtrigger_update_update_407a9', table='cases_schemeuse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemeuseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='693caaef2665cde2ee8352313cb3527f4e80f4c2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c518b', table='cases_schemeuseevent', when='BEFORE')),
        ),
    ]
