"""Levels of the ladder have shifts, and what nobody acknowledges climbs on."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_recalculations'),
        ('organisation', '0004_store_closures'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '1: department head'), (2, '2: expert consultation'), (3, '3: management')], verbose_name='level')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('position', models.PositiveSmallIntegerField(default=1, help_text='1 is asked first, 2 next.', verbose_name='in line')),
            ],
            options={
                'verbose_name': 'duty shift',
                'verbose_name_plural': 'duty shifts',
                'ordering': ('starts_at', 'level', 'position'),
            },
        ),
        migrations.CreateModel(
            name='DutyShiftEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '1: department head'), (2, '2: expert consultation'), (3, '3: management')], verbose_name='level')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('position', models.PositiveSmallIntegerField(default=1, help_text='1 is asked first, 2 next.', verbose_name='in line')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='escalation',
            name='climbed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='climbed on at'),
        ),
        migrations.AlterField(
            model_name='escalation',
            name='cause',
            field=models.CharField(choices=[('breach', 'a limit was missed'), ('long_breach', 'a limit was missed for long'), ('unanswered', 'nobody acknowledged it in time'), ('promise', 'a promise was broken'), ('contacts', 'the customer came for the third time'), ('safety', "somebody's safety is concerned"), ('press', 'press or a regulator'), ('not_solved', 'not solved, said the customer'), ('request', 'on request'), ('severity', 'severity')], max_length=12, verbose_name='cause'),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('acknowledged_at', None), ('climbed_at', None), ('stepped_down_at', None)), fields=['acknowledge_by'], name='cases_escalation_waits'),
        ),
        migrations.AddField(
            model_name='dutyshift',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='dutyshift',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='dutyshiftevent',
            name='department',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='dutyshiftevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='dutyshiftevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='dutyshiftevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cases.dutyshift'),
        ),
        migrations.AddIndex(
            model_name='dutyshift',
            index=models.Index(fields=['ends_at'], name='cases_duty_ends'),
        ),
        migrations.AddConstraint(
            model_name='dutyshift',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='cases_duty_lasts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dutyshift',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_dutyshiftevent" ("department_id", "ends_at", "id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "starts_at") VALUES (NEW."department_id", NEW."ends_at", NEW."id", NEW."level", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."starts_at"); RETURN NULL;', hash='f94b733ca7686a2030beee016cf4a20075a94a27', operation='INSERT', pgid='pgtrigger_insert_insert_8812a', table='cases_dutyshift', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dutyshift',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_dutyshiftevent" ("department_id", "ends_at", "id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "starts_at") VALUES (NEW."department_id", NEW."ends_at", NEW."id", NEW."level", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."starts_at"); RETURN NULL;', hash='8a7005c2fcd2391a42cf1a38b0700a053f8d9093', operation='UPDATE', pgid='pgtrigger_update_update_9961f', table='cases_dutyshift', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dutyshiftevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5f4ce0664a11d5cce34fae012b0438572ccc8777', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4b99c', table='cases_dutyshiftevent', when='BEFORE')),
        ),
    ]
