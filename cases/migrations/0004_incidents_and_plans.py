"""Emergency plans, task forces, and whom an incident affected."""

from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('cases', '0023_incidents'),
    ]
    dependencies = [
        ('cases', '0003_work_on_a_case'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='ChecklistItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('kind', models.CharField(choices=[('machine', 'machine or production'), ('material', 'paper, ink or other material'), ('safety', 'injury or danger'), ('privacy', 'personal data or lost pictures'), ('outage', 'website, ordering or payment'), ('delivery', 'delivery or carrier'), ('other', 'other')], max_length=8, verbose_name='kind')),
                    ('position', models.PositiveSmallIntegerField(default=10, verbose_name='position')),
                    ('role', models.CharField(choices=[('lead', 'lead'), ('technical', 'technical'), ('communication', 'communication'), ('store', 'store'), ('supply', 'suppliers and material'), ('legal', 'legal and privacy'), ('recorder', 'keeping the record')], max_length=13, verbose_name='role')),
                    ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'line of an emergency plan',
                    'verbose_name_plural': 'emergency plans',
                    'ordering': ('kind', 'position', 'pk'),
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_checklistitemevent" ("id", "is_active", "kind", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role") VALUES (NEW."id", NEW."is_active", NEW."kind", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."role"); RETURN NULL;', hash='4ac15bef255f3b028aced34677df210c0aeeb316', operation='INSERT', pgid='pgtrigger_insert_insert_ef51e', table='cases_checklistitem', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_checklistitemevent" ("id", "is_active", "kind", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role") VALUES (NEW."id", NEW."is_active", NEW."kind", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."role"); RETURN NULL;', hash='3972419bef7b51bc36ac903ecd9f7c3398ea9c87', operation='UPDATE', pgid='pgtrigger_update_update_37a0b', table='cases_checklistitem', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ChecklistItemEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('kind', models.CharField(choices=[('machine', 'machine or production'), ('material', 'paper, ink or other material'), ('safety', 'injury or danger'), ('privacy', 'personal data or lost pictures'), ('outage', 'website, ordering or payment'), ('delivery', 'delivery or carrier'), ('other', 'other')], max_length=8, verbose_name='kind')),
                    ('position', models.PositiveSmallIntegerField(default=10, verbose_name='position')),
                    ('role', models.CharField(choices=[('lead', 'lead'), ('technical', 'technical'), ('communication', 'communication'), ('store', 'store'), ('supply', 'suppliers and material'), ('legal', 'legal and privacy'), ('recorder', 'keeping the record')], max_length=13, verbose_name='role')),
                    ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='in use')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.checklistitem')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f06e9f56d17a622ca0b82f6d54a8b8746b900953', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_58c50', table='cases_checklistitemevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IncidentEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seq', models.PositiveIntegerField()),
                    ('kind', models.CharField(choices=[('declared', 'incident declared'), ('joined', 'case joined'), ('left', 'case taken out'), ('called_in', 'called into the task force'), ('released', 'left the task force'), ('ticked', 'done from the emergency plan'), ('unticked', 'opened again in the emergency plan'), ('added', 'added to the emergency plan'), ('noted', 'note'), ('moved', 'state changed'), ('affected', 'affected customers listed'), ('contacted', 'affected customer contacted'), ('drafted', 'message to all written'), ('sent', 'message to all sent'), ('retried', 'message sent again to whom it did not reach')], max_length=10, verbose_name='what happened')),
                    ('facts', models.JSONField(default=dict, verbose_name='facts')),
                    ('happened_at', models.DateTimeField(verbose_name='happened at')),
                    ('actor', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to='cases.case')),
                    ('incident', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='events', to='cases.incident')),
                ],
                options={
                    'verbose_name': 'incident event',
                    'verbose_name_plural': 'incident events',
                    'ordering': ('seq',),
                    'constraints': [
                        models.UniqueConstraint(fields=('incident', 'seq'), name='cases_incident_event_seq'),
                    ],
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e22cf17991b2b068531866453f7b303728ea2b8b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_42911', table='cases_incidentevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IncidentMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('lead', 'lead'), ('technical', 'technical'), ('communication', 'communication'), ('store', 'store'), ('supply', 'suppliers and material'), ('legal', 'legal and privacy'), ('recorder', 'keeping the record')], max_length=13, verbose_name='role')),
                    ('called_at', models.DateTimeField(verbose_name='called in at')),
                    ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left at')),
                    ('incident', models.ForeignKey(on_delete=models.PROTECT, related_name='members', to='cases.incident')),
                    ('person', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'member of a task force',
                    'verbose_name_plural': 'members of task forces',
                    'ordering': ('called_at', 'pk'),
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('incident', 'person', 'role'), name='cases_member_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IncidentTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('position', models.PositiveSmallIntegerField(default=10, verbose_name='position')),
                    ('role', models.CharField(choices=[('lead', 'lead'), ('technical', 'technical'), ('communication', 'communication'), ('store', 'store'), ('supply', 'suppliers and material'), ('legal', 'legal and privacy'), ('recorder', 'keeping the record')], max_length=13, verbose_name='role')),
                    ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                    ('done_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('incident', models.ForeignKey(on_delete=models.PROTECT, related_name='tasks', to='cases.incident')),
                ],
                options={
                    'verbose_name': 'task of an incident',
                    'verbose_name_plural': 'tasks of incidents',
                    'ordering': ('position', 'pk'),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='cases_task_done_iff_by'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AffectedCustomer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order_number', models.CharField(blank=True, max_length=80, verbose_name='order number')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('added_at', models.DateTimeField(verbose_name='listed at')),
                    ('contacted_how', models.CharField(blank=True, choices=[('message', 'by the message to all'), ('phone', 'by phone'), ('in_person', 'in person'), ('unreachable', 'could not be reached')], max_length=11, verbose_name='contacted')),
                    ('contacted_at', models.DateTimeField(blank=True, null=True, verbose_name='contacted at')),
                    ('added_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('contact_point', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='channels.contactpoint')),
                    ('contacted_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('incident', models.ForeignKey(on_delete=models.PROTECT, related_name='affected', to='cases.incident')),
                ],
                options={
                    'verbose_name': 'affected customer',
                    'verbose_name_plural': 'affected customers',
                    'ordering': ('pk',),
                    'constraints': [
                        models.UniqueConstraint(fields=('incident', 'contact_point'), name='cases_affected_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('contacted_at', None), ('contacted_how', '')), models.Q(models.Q(('contacted_how', ''), _negated=True), ('contacted_at__isnull', False)), _connector='OR'), name='cases_affected_contacted_iff_at'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IncidentMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('sending', 'going out'), ('sent', 'handed over')], default='draft', max_length=7, verbose_name='state')),
                    ('text_zh_hant', models.TextField(blank=True, verbose_name='text (Traditional Chinese)')),
                    ('text_zh_hans', models.TextField(blank=True, verbose_name='text (Simplified Chinese)')),
                    ('text_en', models.TextField(blank=True, verbose_name='text (English)')),
                    ('to_affected', models.BooleanField(default=True, verbose_name='also to affected customers')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                    ('incident', models.ForeignKey(on_delete=models.PROTECT, related_name='messages', to='cases.incident')),
                    ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'message to all',
                    'verbose_name_plural': 'messages to all',
                    'ordering': ('-pk',),
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('incident',), name='cases_message_one_draft'),
                        models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='cases_message_sent_iff_at'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IncidentRecipient',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.BigIntegerField(null=True)),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('told_at', models.DateTimeField(null=True, verbose_name='told at')),
                    ('affected', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='cases.affectedcustomer')),
                    ('case', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='cases.case')),
                    ('message', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='recipients', to='cases.incidentmessage')),
                    ('outgoing', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='channels.outgoing')),
                ],
                options={
                    'verbose_name': 'recipient of a message to all',
                    'verbose_name_plural': 'recipients of messages to all',
                    'ordering': ('pk',),
                    'indexes': [
                        models.Index(condition=models.Q(('told_at', None)), fields=['id'], name='cases_recipient_untold'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('affected__isnull', False), ('case', None)), models.Q(('affected', None), ('case__isnull', False)), _connector='OR'), name='cases_recipient_one_of_two'),
                        models.UniqueConstraint(condition=models.Q(('case__isnull', False)), fields=('message', 'case'), name='cases_recipient_case_once'),
                        models.UniqueConstraint(condition=models.Q(('affected__isnull', False)), fields=('message', 'affected'), name='cases_recipient_affected_once'),
                    ],
                },
            ),
        ]),
    ]
