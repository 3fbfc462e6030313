"""When it is open, who is away, and what people can do."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('organisation', '0002_calendar_editions'),
        ('organisation', '0005_skills_and_absences'),
    ]
    dependencies = [
        ('organisation', '0001_people_and_places'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='CalendarHours',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('weekly', models.JSONField(default=dict, verbose_name='weekly hours')),
                    ('calendar', models.ForeignKey(on_delete=models.CASCADE, related_name='hours', to='organisation.businesscalendar')),
                ],
                options={
                    'verbose_name': 'weekly hours',
                    'verbose_name_plural': 'weekly hours',
                    'ordering': ('valid_from',),
                    'constraints': [
                        models.UniqueConstraint(fields=('calendar', 'valid_from'), name='organisation_hours_once_a_day'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CalendarException',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='day')),
                    ('kind', models.CharField(choices=[('holiday', 'holiday'), ('makeup', 'make-up working day'), ('special', 'special hours')], max_length=8, verbose_name='kind')),
                    ('intervals', models.JSONField(blank=True, default=list, verbose_name='hours')),
                    ('note', models.CharField(blank=True, max_length=120, verbose_name='note')),
                    ('calendar', models.ForeignKey(on_delete=models.CASCADE, related_name='exceptions', to='organisation.businesscalendar')),
                ],
                options={
                    'verbose_name': 'exceptional day',
                    'verbose_name_plural': 'exceptional days',
                    'ordering': ('day',),
                    'constraints': [
                        models.UniqueConstraint(fields=('calendar', 'day', 'kind'), name='organisation_exception_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CalendarEdition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(verbose_name='version')),
                    ('since', models.DateTimeField(null=True, verbose_name='in force since')),
                    ('content', models.JSONField(verbose_name='content')),
                    ('calendar', models.ForeignKey(on_delete=models.PROTECT, related_name='editions', to='organisation.businesscalendar')),
                ],
                options={
                    'verbose_name': 'calendar edition',
                    'verbose_name_plural': 'calendar editions',
                    'ordering': ('version',),
                    'constraints': [
                        models.UniqueConstraint(fields=('calendar', 'version'), name='organisation_calendar_edition'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StoreClosure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('begins_at', models.DateTimeField(verbose_name='closed from')),
                    ('ends_at', models.DateTimeField(verbose_name='closed until')),
                    ('reason', models.CharField(max_length=200, verbose_name='reason')),
                    ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                    ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='open again since')),
                    ('closed_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=models.PROTECT, related_name='closures', to='organisation.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'closure of a store',
                    'verbose_name_plural': 'closures of stores',
                    'ordering': ('-recorded_at',),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='organisation_closure_lasts'),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "organisation_storeclosureevent" ("begins_at", "closed_by_id", "ends_at", "id", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "store_id") VALUES (NEW."begins_at", NEW."closed_by_id", NEW."ends_at", NEW."id", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."store_id"); RETURN NULL;', hash='81113e7c6e69dd667d1ac7926b4ae1fc347a0990', operation='INSERT', pgid='pgtrigger_insert_insert_6e213', table='organisation_storeclosure', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisation_storeclosureevent" ("begins_at", "closed_by_id", "ends_at", "id", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "store_id") VALUES (NEW."begins_at", NEW."closed_by_id", NEW."ends_at", NEW."id", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."store_id"); RETURN NULL;', hash='670a7a46d70232494a60b1cc5bf92ee8b04a310e', operation='UPDATE', pgid='pgtrigger_update_update_d8e76', table='organisation_storeclosure', when='AFTER')),
                    ],
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
                    ('closed_by', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('lifted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='organisation.storeclosure')),
                    ('store', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.store', verbose_name='store')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6a6c0db360fc696986e72fa9f4279742f115f1ee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_32140', table='organisation_storeclosureevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Skill',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'skill',
                    'verbose_name_plural': 'skills',
                    'ordering': ('code',),
                },
            ),
            migrations.CreateModel(
                name='WorkProfile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(), blank=True, default=list, size=None, verbose_name='skills')),
                    ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('zh-hant', 'Chinese (Traditional)'), ('zh-hans', 'Chinese (Simplified)'), ('en', 'English'), ('yue', 'Cantonese'), ('nan', 'Taiwanese Hokkien'), ('ja', 'Japanese'), ('ko', 'Korean'), ('vi', 'Vietnamese'), ('id', 'Indonesian'), ('th', 'Thai')], max_length=8), blank=True, default=list, size=None, verbose_name='languages')),
                    ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='capacity')),
                    ('person', models.OneToOneField(on_delete=models.CASCADE, related_name='work_profile', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ],
                options={
                    'verbose_name': 'work profile',
                    'verbose_name_plural': 'work profiles',
                },
            ),
            migrations.CreateModel(
                name='RoleCapacity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('clerk', 'clerk'), ('agent', 'agent'), ('specialist', 'specialist'), ('supervisor', 'supervisor'), ('department_head', 'department head'), ('manager', 'manager'), ('experience_officer', 'experience officer'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20, unique=True, verbose_name='role')),
                    ('points', models.PositiveSmallIntegerField(help_text='Open cases count 1 (low), 2 (normal), 3 (high) or 4 (urgent); one that waits counts 1.', verbose_name='points')),
                ],
                options={
                    'verbose_name': 'usual capacity',
                    'verbose_name_plural': 'usual capacities',
                    'ordering': ('role',),
                },
            ),
            migrations.CreateModel(
                name='Absence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('begins_at', models.DateTimeField(verbose_name='away from')),
                    ('ends_at', models.DateTimeField(verbose_name='away until')),
                    ('kind', models.CharField(choices=[('leave', 'leave'), ('sick', 'ill'), ('training', 'training'), ('trip', 'business trip'), ('other', 'other reason')], max_length=10, verbose_name='reason')),
                    ('hands_over', models.BooleanField(default=True, help_text='Leave it out for some hours: then cases stay, and only new ones go elsewhere.', verbose_name='hand open cases over')),
                    ('entered_at', models.DateTimeField(verbose_name='recorded at')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=models.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                    ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who stands in')),
                ],
                options={
                    'verbose_name': 'away time',
                    'verbose_name_plural': 'away times',
                    'ordering': ('-begins_at', '-pk'),
                    'indexes': [
                        models.Index(fields=['ends_at'], name='organisation_absence_ends'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at')), ('ended_by__isnull', False), _connector='OR'), name='organisation_absence_lasts'),
                        models.CheckConstraint(condition=models.Q(('stand_in', None), models.Q(('stand_in', models.F('person')), _negated=True), _connector='OR'), name='organisation_absence_other_stands_in'),
                    ],
                },
            ),
        ]),
    ]
