"""A store can be shut against its calendar."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0003_sign_in_counts'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoreClosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(verbose_name='closed from')),
                ('ends_at', models.DateTimeField(verbose_name='closed until')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='open again since')),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='organisation.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'closure of a store',
                'verbose_name_plural': 'closures of stores',
                'ordering': ('-recorded_at',),
            },
        ),
        migrations.CreateModel(
            name='StoreClosureEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('begins_at', models.DateTimeField(verbose_name='closed from')),
                ('ends_at', models.DateTimeField(verbose_name='closed until')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='open again since')),
                ('closed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organisation.storeclosure')),
                ('store', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.store', verbose_name='store')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='storeclosure',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='organisation_closure_lasts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storeclosure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisation_storeclosureevent" ("begins_at", "closed_by_id", "ends_at", "id", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "store_id") VALUES (NEW."begins_at", NEW."closed_by_id", NEW."ends_at", NEW."id", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."store_id"); RETURN NULL;', hash='81113e7c6e69dd667d1ac7926b4ae1fc347a0990', operation='INSERT', pgid='pgtrigger_insert_insert_6e213', table='organisation_storeclosure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storeclosure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisation_storeclosureevent" ("begins_at", "closed_by_id", "ends_at", "id", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "store_id") VALUES (NEW."begins_at", NEW."closed_by_id", NEW."ends_at", NEW."id", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."store_id"); RETURN NULL;', hash='670a7a46d70232494a60b1cc5bf92ee8b04a310e', operation='UPDATE', pgid='pgtrigger_update_update_d8e76', table='organisation_storeclosure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storeclosureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6a6c0db360fc696986e72fa9f4279742f115f1ee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_32140', table='organisation_storeclosureevent', when='BEFORE')),
        ),
    ]
