"""Recurring problems, incidents with task force, plan and messages, and by what a case was made."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0022_first_skills'),
        ('channels', '0033_ended_chats'),
        ('organisation', '0004_store_closures'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                'abstract': False,
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('kind', models.CharField(choices=[('machine', 'machine or production'), ('material', 'paper, ink or other material'), ('safety', 'injury or danger'), ('privacy', 'personal data or lost pictures'), ('outage', 'website, ordering or payment'), ('delivery', 'delivery or carrier'), ('other', 'other')], max_length=8, verbose_name='kind')),
                ('state', models.CharField(choices=[('declared', 'declared'), ('contained', 'contained'), ('solved', 'solved'), ('reviewed', 'reviewed'), ('cancelled', 'cancelled')], default='declared', max_length=9, verbose_name='state')),
                ('summary', models.TextField(verbose_name='what is known')),
                ('declared_at', models.DateTimeField(verbose_name='declared at')),
                ('contained_at', models.DateTimeField(blank=True, null=True, verbose_name='contained at')),
                ('solved_at', models.DateTimeField(blank=True, null=True, verbose_name='solved at')),
                ('over_at', models.DateTimeField(blank=True, null=True, verbose_name='over since')),
                ('containment', models.TextField(blank=True, verbose_name='how it was contained')),
                ('root_cause', models.CharField(blank=True, choices=[('machine_fault', 'machine fault'), ('machine_setting', 'wrong machine setting or calibration'), ('material', 'paper, ink or chemistry'), ('operator_error', 'mistake in operation'), ('file_from_customer', 'picture file as delivered'), ('order_entry', 'order taken wrongly'), ('software', 'website or software'), ('staffing', 'too few people'), ('training', 'training missing'), ('conduct', 'conduct of staff'), ('supplier', 'supplier or carrier'), ('process', 'process or rule'), ('expectation', 'expectation not made clear'), ('customer_handling', 'handling by the customer'), ('not_found', 'cause not found')], max_length=20, verbose_name='root cause')),
                ('action', models.TextField(blank=True, verbose_name='what was done')),
                ('lessons', models.TextField(blank=True, verbose_name='what was learned')),
                ('last_event_seq', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'incident',
                'verbose_name_plural': 'incidents',
                'ordering': ('-pk',),
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
            ],
            options={
                'verbose_name': 'incident event',
                'verbose_name_plural': 'incident events',
                'ordering': ('seq',),
            },
        ),
        migrations.CreateModel(
            name='IncidentMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'lead'), ('technical', 'technical'), ('communication', 'communication'), ('store', 'store'), ('supply', 'suppliers and material'), ('legal', 'legal and privacy'), ('recorder', 'keeping the record')], max_length=13, verbose_name='role')),
                ('called_at', models.DateTimeField(verbose_name='called in at')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left at')),
            ],
            options={
                'verbose_name': 'member of a task force',
                'verbose_name_plural': 'members of task forces',
                'ordering': ('called_at', 'pk'),
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
            ],
            options={
                'verbose_name': 'message to all',
                'verbose_name_plural': 'messages to all',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='IncidentRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField(null=True)),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('told_at', models.DateTimeField(null=True, verbose_name='told at')),
            ],
            options={
                'verbose_name': 'recipient of a message to all',
                'verbose_name_plural': 'recipients of messages to all',
                'ordering': ('pk',),
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
            ],
            options={
                'verbose_name': 'task of an incident',
                'verbose_name_plural': 'tasks of incidents',
                'ordering': ('position', 'pk'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('open', 'open'), ('closed', 'closed'), ('declined', 'declined'), ('merged', 'merged')], default='proposed', max_length=8, verbose_name='state')),
                ('kind', models.CharField(choices=[('store', 'store and category'), ('category', 'category, all stores'), ('machine', 'machine'), ('paper_lot', 'paper lot'), ('ink_lot', 'ink lot'), ('wording', 'the same words'), ('hand', 'put together by hand')], max_length=9, verbose_name='in common')),
                ('key', models.CharField(blank=True, max_length=120)),
                ('about', models.CharField(blank=True, max_length=120, verbose_name='about')),
                ('figures', models.JSONField(blank=True, default=dict)),
                ('since', models.DateTimeField(verbose_name='cases since')),
                ('proposed', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decision_reason', models.TextField(blank=True, verbose_name='reason')),
                ('quiet_until', models.DateTimeField(blank=True, null=True, verbose_name='not proposed again before')),
                ('root_cause', models.CharField(blank=True, choices=[('machine_fault', 'machine fault'), ('machine_setting', 'wrong machine setting or calibration'), ('material', 'paper, ink or chemistry'), ('operator_error', 'mistake in operation'), ('file_from_customer', 'picture file as delivered'), ('order_entry', 'order taken wrongly'), ('software', 'website or software'), ('staffing', 'too few people'), ('training', 'training missing'), ('conduct', 'conduct of staff'), ('supplier', 'supplier or carrier'), ('process', 'process or rule'), ('expectation', 'expectation not made clear'), ('customer_handling', 'handling by the customer'), ('not_found', 'cause not found')], max_length=20, verbose_name='root cause')),
                ('action', models.TextField(blank=True, verbose_name='what was done')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
            ],
            options={
                'verbose_name': 'recurring problem',
                'verbose_name_plural': 'recurring problems',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='SpikePass',
            fields=[
                ('hour', models.BigIntegerField(primary_key=True, serialize=False)),
                ('asked', models.PositiveIntegerField(verbose_name='keys asked about')),
                ('proposed', models.PositiveSmallIntegerField(verbose_name='proposed')),
                ('done_at', models.DateTimeField(verbose_name='done at')),
            ],
            options={
                'verbose_name': 'search for recurring problems',
                'verbose_name_plural': 'searches for recurring problems',
            },
        ),
        migrations.AddField(
            model_name='case',
            name='ink_lot',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='ink lot'),
        ),
        migrations.AddField(
            model_name='case',
            name='machine',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='machine'),
        ),
        migrations.AddField(
            model_name='case',
            name='paper_lot',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='paper lot'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('split', 'a second matter was split off'), ('unsplit', 'splitting was undone'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('policy_changed', 'time limits changed'), ('correction', 'correction'), ('traced', 'machine or lot noted'), ('problem_linked', 'linked to a recurring problem'), ('problem_unlinked', 'taken out of a recurring problem'), ('incident_joined', 'joined to an incident'), ('incident_left', 'taken out of an incident'), ('incident_told', 'told with all others of an incident')], max_length=20, verbose_name='what happened'),
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
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact_point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.contactpoint')),
                ('contacted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'affected customer',
                'verbose_name_plural': 'affected customers',
                'ordering': ('pk',),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklistitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_checklistitemevent" ("id", "is_active", "kind", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role") VALUES (NEW."id", NEW."is_active", NEW."kind", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."role"); RETURN NULL;', hash='4ac15bef255f3b028aced34677df210c0aeeb316', operation='INSERT', pgid='pgtrigger_insert_insert_ef51e', table='cases_checklistitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklistitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_checklistitemevent" ("id", "is_active", "kind", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role") VALUES (NEW."id", NEW."is_active", NEW."kind", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."role"); RETURN NULL;', hash='3972419bef7b51bc36ac903ecd9f7c3398ea9c87', operation='UPDATE', pgid='pgtrigger_update_update_37a0b', table='cases_checklistitem', when='AFTER')),
        ),
        migrations.AddField(
            model_name='checklistitemevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='checklistitemevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cases.checklistitem'),
        ),
        migrations.AddField(
            model_name='incident',
            name='declared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incident',
            name='store',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='affectedcustomer',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affected', to='cases.incident'),
        ),
        migrations.AddField(
            model_name='case',
            name='incident',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.incident', verbose_name='incident'),
        ),
        migrations.AddField(
            model_name='incidentevent',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidentevent',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='incidentevent',
            name='incident',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.incident'),
        ),
        migrations.AddField(
            model_name='incidentmember',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='cases.incident'),
        ),
        migrations.AddField(
            model_name='incidentmember',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidentmessage',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='cases.incident'),
        ),
        migrations.AddField(
            model_name='incidentmessage',
            name='sent_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidentmessage',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidentrecipient',
            name='affected',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.affectedcustomer'),
        ),
        migrations.AddField(
            model_name='incidentrecipient',
            name='case',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='incidentrecipient',
            name='message',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='cases.incidentmessage'),
        ),
        migrations.AddField(
            model_name='incidentrecipient',
            name='outgoing',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.outgoing'),
        ),
        migrations.AddField(
            model_name='incidenttask',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidenttask',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='cases.incident'),
        ),
        migrations.AddField(
            model_name='problem',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category', verbose_name='category'),
        ),
        migrations.AddField(
            model_name='problem',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='problem',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='problem',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='problem',
            name='earlier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recurrences', to='cases.problem'),
        ),
        migrations.AddField(
            model_name='problem',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='cases.problem'),
        ),
        migrations.AddField(
            model_name='problem',
            name='store',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='incident',
            name='problem',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='cases.problem'),
        ),
        migrations.AddField(
            model_name='case',
            name='problem',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.problem', verbose_name='recurring problem'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklistitemevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f06e9f56d17a622ca0b82f6d54a8b8746b900953', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_58c50', table='cases_checklistitemevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='affectedcustomer',
            constraint=models.UniqueConstraint(fields=('incident', 'contact_point'), name='cases_affected_once'),
        ),
        migrations.AddConstraint(
            model_name='affectedcustomer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contacted_at', None), ('contacted_how', '')), models.Q(models.Q(('contacted_how', ''), _negated=True), ('contacted_at__isnull', False)), _connector='OR'), name='cases_affected_contacted_iff_at'),
        ),
        migrations.AddConstraint(
            model_name='incidentevent',
            constraint=models.UniqueConstraint(fields=('incident', 'seq'), name='cases_incident_event_seq'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='incidentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e22cf17991b2b068531866453f7b303728ea2b8b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_42911', table='cases_incidentevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='incidentmember',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('incident', 'person', 'role'), name='cases_member_once'),
        ),
        migrations.AddConstraint(
            model_name='incidentmessage',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('incident',), name='cases_message_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='incidentmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='cases_message_sent_iff_at'),
        ),
        migrations.AddIndex(
            model_name='incidentrecipient',
            index=models.Index(condition=models.Q(('told_at', None)), fields=['id'], name='cases_recipient_untold'),
        ),
        migrations.AddConstraint(
            model_name='incidentrecipient',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('affected__isnull', False), ('case', None)), models.Q(('affected', None), ('case__isnull', False)), _connector='OR'), name='cases_recipient_one_of_two'),
        ),
        migrations.AddConstraint(
            model_name='incidentrecipient',
            constraint=models.UniqueConstraint(condition=models.Q(('case__isnull', False)), fields=('message', 'case'), name='cases_recipient_case_once'),
        ),
        migrations.AddConstraint(
            model_name='incidentrecipient',
            constraint=models.UniqueConstraint(condition=models.Q(('affected__isnull', False)), fields=('message', 'affected'), name='cases_recipient_affected_once'),
        ),
        migrations.AddConstraint(
            model_name='incidenttask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='cases_task_done_iff_by'),
        ),
        migrations.AddIndex(
            model_name='problem',
            index=models.Index(fields=['state', '-id'], name='cases_problem_state'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'open')), models.Q(('key', ''), _negated=True)), fields=('key',), name='cases_problem_key_once'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='cases_problem_decided_iff_at'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('root_cause', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='cases_problem_closed_with_cause'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged'), models.Q(('merged_into', models.F('id')), _negated=True)), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='cases_problem_merged_iff_into'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['state', '-id'], name='cases_incident_state'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('solved', 'reviewed')), ('solved_at__isnull', False), models.Q(('root_cause', ''), _negated=True)), models.Q(models.Q(('state__in', ('solved', 'reviewed')), _negated=True), ('solved_at', None)), _connector='OR'), name='cases_incident_solved_with_cause'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('reviewed', 'cancelled')), ('over_at__isnull', False)), models.Q(models.Q(('state__in', ('reviewed', 'cancelled')), _negated=True), ('over_at', None)), _connector='OR'), name='cases_incident_over_iff_at'),
        ),
    ]
