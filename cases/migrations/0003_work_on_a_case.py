"""Who has a case and until when it is due; what is at the desk of whoever works on it."""

from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('cases', '0016_duty_shifts'),
    ]
    dependencies = [
        ('cases', '0002_cases'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('began_at', models.DateTimeField(verbose_name='from')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='until')),
                    ('given_by', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='assignments', to='cases.case')),
                ],
                options={
                    'verbose_name': 'assignment',
                    'verbose_name_plural': 'assignments',
                    'indexes': [
                        models.Index(fields=['owner', 'began_at'], name='cases_assignment_owner'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='cases_assignment_one_current'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Handover',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('handed_at', models.DateTimeField(verbose_name='handed over at')),
                    ('given_back_at', models.DateTimeField(null=True, verbose_name='given back at')),
                    ('absence', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to='organisation.absence', verbose_name='away time')),
                    ('came_from', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='from')),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='handovers', to='cases.case')),
                    ('went_to', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to')),
                ],
                options={
                    'verbose_name': 'handover',
                    'verbose_name_plural': 'handovers',
                    'ordering': ('handed_at', 'pk'),
                },
            ),
            migrations.CreateModel(
                name='ClockCycle',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('clock', models.CharField(max_length=16, verbose_name='clock')),
                    ('number', models.PositiveSmallIntegerField(default=1, verbose_name='cycle')),
                    ('subject', models.CharField(blank=True, max_length=40, verbose_name='of what')),
                    ('policy', models.CharField(blank=True, max_length=50, verbose_name='policy')),
                    ('policy_version', models.PositiveIntegerField(default=0)),
                    ('calendar', models.CharField(blank=True, max_length=50, verbose_name='calendar')),
                    ('calendar_version', models.PositiveIntegerField(default=0)),
                    ('started_at', models.DateTimeField(verbose_name='started at')),
                    ('target_seconds', models.PositiveIntegerField(verbose_name='target in seconds')),
                    ('due_at', models.DateTimeField(null=True, verbose_name='due')),
                    ('paused_since', models.DateTimeField(null=True, verbose_name='paused since')),
                    ('met_at', models.DateTimeField(null=True, verbose_name='met at')),
                    ('breached_at', models.DateTimeField(null=True, verbose_name='missed at')),
                    ('cancelled_at', models.DateTimeField(null=True, verbose_name='cancelled at')),
                    ('began_by', models.CharField(blank=True, max_length=20, verbose_name='began by')),
                    ('ended_by', models.CharField(blank=True, max_length=20, verbose_name='ended by')),
                    ('is_excused', models.BooleanField(default=False, verbose_name='excused')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='problem')),
                    ('alarm_at', models.DateTimeField(null=True)),
                    ('case', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='cycles', to='cases.case')),
                ],
                options={
                    'verbose_name': 'time limit',
                    'verbose_name_plural': 'time limits',
                    'indexes': [
                        models.Index(condition=models.Q(('alarm_at__isnull', False)), fields=['alarm_at'], name='cases_cycle_alarm'),
                        models.Index(condition=models.Q(('breached_at__isnull', False)), fields=['breached_at'], name='cases_cycle_breach'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('case', 'clock', 'number'), name='cases_cycle_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.SmallIntegerField()),
                    ('true_at', models.DateTimeField()),
                    ('told_at', models.DateTimeField()),
                    ('cycle', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='notices', to='cases.clockcycle')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('cycle', 'level'), name='cases_notice_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Escalation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                    ('role', models.CharField(choices=[('clerk', 'clerk'), ('agent', 'agent'), ('specialist', 'specialist'), ('supervisor', 'supervisor'), ('department_head', 'department head'), ('manager', 'manager'), ('experience_officer', 'experience officer'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20, verbose_name='role')),
                    ('cause', models.CharField(choices=[('breach', 'a limit was missed'), ('long_breach', 'a limit was missed for long'), ('unanswered', 'nobody acknowledged it in time'), ('promise', 'a promise was broken'), ('contacts', 'the customer came for the third time'), ('safety', "somebody's safety is concerned"), ('press', 'press or a regulator'), ('not_solved', 'not solved, said the customer'), ('request', 'on request'), ('severity', 'severity')], max_length=12, verbose_name='cause')),
                    ('reason', models.TextField(blank=True, verbose_name='reason')),
                    ('raised_at', models.DateTimeField(verbose_name='raised at')),
                    ('acknowledge_by', models.DateTimeField(verbose_name='acknowledge by')),
                    ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged at')),
                    ('stepped_down_at', models.DateTimeField(blank=True, null=True, verbose_name='stepped down at')),
                    ('step_down_reason', models.TextField(blank=True, verbose_name='reason for stepping down')),
                    ('assignee', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='escalations', to='cases.case')),
                    ('instead_of', models.CharField(blank=True, choices=[('clerk', 'clerk'), ('agent', 'agent'), ('specialist', 'specialist'), ('supervisor', 'supervisor'), ('department_head', 'department head'), ('manager', 'manager'), ('experience_officer', 'experience officer'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20, verbose_name='instead of')),
                    ('climbed_at', models.DateTimeField(blank=True, null=True, verbose_name='climbed on at')),
                ],
                options={
                    'verbose_name': 'escalation',
                    'verbose_name_plural': 'escalations',
                    'ordering': ('-raised_at',),
                    'indexes': [
                        models.Index(condition=models.Q(('acknowledged_at', None), ('climbed_at', None), ('stepped_down_at', None)), fields=['acknowledge_by'], name='cases_escalation_waits'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Note',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='note')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('author', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='notes', to='cases.case')),
                ],
                options={
                    'verbose_name': 'internal note',
                    'verbose_name_plural': 'internal notes',
                    'ordering': ('written_at',),
                },
            ),
            migrations.CreateModel(
                name='Promise',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=200, verbose_name='promise')),
                    ('due_at', models.DateTimeField(verbose_name='due')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('kept_at', models.DateTimeField(blank=True, null=True, verbose_name='kept at')),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='promises', to='cases.case')),
                    ('owner', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'promise',
                    'verbose_name_plural': 'promises',
                    'ordering': ('due_at',),
                },
            ),
            migrations.CreateModel(
                name='DutyShift',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.PositiveSmallIntegerField(choices=[(0, '0: first line'), (1, '1: department head'), (2, '2: expert consultation'), (3, '3: management')], verbose_name='level')),
                    ('starts_at', models.DateTimeField(verbose_name='from')),
                    ('ends_at', models.DateTimeField(verbose_name='until')),
                    ('position', models.PositiveSmallIntegerField(default=1, help_text='1 is asked first, 2 next.', verbose_name='in line')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                    ('person', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ],
                options={
                    'verbose_name': 'duty shift',
                    'verbose_name_plural': 'duty shifts',
                    'ordering': ('starts_at', 'level', 'position'),
                    'indexes': [
                        models.Index(fields=['ends_at'], name='cases_duty_ends'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='cases_duty_lasts'),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_dutyshiftevent" ("department_id", "ends_at", "id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "starts_at") VALUES (NEW."department_id", NEW."ends_at", NEW."id", NEW."level", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."starts_at"); RETURN NULL;', hash='f94b733ca7686a2030beee016cf4a20075a94a27', operation='INSERT', pgid='pgtrigger_insert_insert_8812a', table='cases_dutyshift', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_dutyshiftevent" ("department_id", "ends_at", "id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "starts_at") VALUES (NEW."department_id", NEW."ends_at", NEW."id", NEW."level", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."starts_at"); RETURN NULL;', hash='8a7005c2fcd2391a42cf1a38b0700a053f8d9093', operation='UPDATE', pgid='pgtrigger_update_update_9961f', table='cases_dutyshift', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DutyShiftEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('level', models.PositiveSmallIntegerField(choices=[(0, '0: first line'), (1, '1: department head'), (2, '2: expert consultation'), (3, '3: management')], verbose_name='level')),
                    ('starts_at', models.DateTimeField(verbose_name='from')),
                    ('ends_at', models.DateTimeField(verbose_name='until')),
                    ('position', models.PositiveSmallIntegerField(default=1, help_text='1 is asked first, 2 next.', verbose_name='in line')),
                    ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.department', verbose_name='department')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.dutyshift')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5f4ce0664a11d5cce34fae012b0438572ccc8777', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4b99c', table='cases_dutyshiftevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='QueueView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('queue', models.CharField(max_length=20, verbose_name='queue')),
                    ('asked', models.JSONField(default=dict, verbose_name='filters')),
                    ('order', models.CharField(blank=True, max_length=12, verbose_name='order')),
                    ('columns', models.JSONField(default=list, verbose_name='columns')),
                    ('is_shared', models.BooleanField(default=False, verbose_name='shared with colleagues')),
                    ('changed_at', models.DateTimeField(verbose_name='changed at')),
                    ('dropped_at', models.DateTimeField(null=True, verbose_name='taken away at')),
                    ('owner', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'view',
                    'verbose_name_plural': 'views',
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('owner', 'name'), name='cases_view_named_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ComposerDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mode', models.CharField(choices=[('customer', 'to the customer'), ('note', 'internal note')], max_length=8, verbose_name='mode')),
                    ('text', models.TextField(verbose_name='text')),
                    ('saved_at', models.DateTimeField(verbose_name='saved at')),
                    ('author', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='drafts', to='cases.case')),
                ],
                options={
                    'verbose_name': 'draft',
                    'verbose_name_plural': 'drafts',
                    'constraints': [
                        models.UniqueConstraint(fields=('author', 'case', 'mode'), name='cases_draft_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CasePresence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seen_at', models.DateTimeField(verbose_name='last heard of at')),
                    ('is_writing', models.BooleanField(db_default=False, default=False, verbose_name='is writing')),
                    ('case', models.ForeignKey(on_delete=models.CASCADE, related_name='presences', to='cases.case')),
                    ('user', models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'presence at a case',
                    'verbose_name_plural': 'presences at cases',
                    'constraints': [
                        models.UniqueConstraint(fields=('user', 'case'), name='cases_presence_once'),
                    ],
                },
            ),
        ]),
    ]
