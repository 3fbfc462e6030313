"""Quotes on cases in versions; what was sent is kept as it was by a trigger.

The kinds of events are choices, of which the database knows nothing: they are told to Django alone.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_incident_runs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='caseevent',
                name='kind',
                field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('split', 'a second matter was split off'), ('unsplit', 'splitting was undone'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('policy_changed', 'time limits changed'), ('correction', 'correction'), ('traced', 'machine or lot noted'), ('problem_linked', 'linked to a recurring problem'), ('problem_unlinked', 'taken out of a recurring problem'), ('incident_joined', 'joined to an incident'), ('incident_left', 'taken out of an incident'), ('incident_told', 'told with all others of an incident'), ('order_made', 'work order given'), ('order_moved', 'work order moved'), ('consulted', 'experts were asked'), ('opinion_given', "an expert's opinion"), ('opinions_decided', 'decided after consultation'), ('quote_sent', 'quote sent'), ('quote_approved', 'quote approved'), ('quote_declined', 'quote declined'), ('quote_withdrawn', 'quote taken back'), ('quote_begun', 'work on an answered quote began')], max_length=20, verbose_name='what happened'),
            ),
        ]),
        MakeTables([
            migrations.CreateModel(
                name='Quote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('open', 'to be answered'), ('approved', 'approved'), ('declined', 'declined'), ('withdrawn', 'taken back'), ('replaced', 'replaced by a newer one')], default='draft', max_length=9, verbose_name='state')),
                    ('currency', models.CharField(choices=[('TWD', 'New Taiwan dollar'), ('HKD', 'Hong Kong dollar'), ('CNY', 'renminbi')], max_length=3, verbose_name='currency')),
                    ('lines', models.JSONField(default=list, verbose_name='lines')),
                    ('total', models.PositiveIntegerField(verbose_name='total')),
                    ('valid_until', models.DateTimeField(verbose_name='valid until')),
                    ('if_declined', models.CharField(choices=[('returned', 'You get it back as it is, unrepaired.'), ('collected', 'It waits for you at the store, unrepaired, until you collect it.'), ('recycled', 'We recycle it for you.'), ('nothing', 'We do nothing further.')], max_length=9, verbose_name='if declined')),
                    ('declined_fee', models.PositiveIntegerField(default=0, verbose_name='fee if declined')),
                    ('note', models.TextField(blank=True, verbose_name='remark for the customer')),
                    ('digest', models.CharField(max_length=64, verbose_name='digest of what is offered')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                    ('answered_how', models.CharField(blank=True, choices=[('online', 'on the page of the case'), ('phone', 'by phone'), ('in_person', 'in person'), ('message', 'by message'), ('letter', 'by letter')], max_length=9, verbose_name='how')),
                    ('said_by', models.CharField(blank=True, choices=[('customer', 'the customer'), ('for_customer', "somebody on the customer's behalf")], max_length=12, verbose_name='whose word')),
                    ('words', models.TextField(blank=True, verbose_name='what the customer said')),
                    ('begun_at', models.DateTimeField(blank=True, null=True, verbose_name='work began at')),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='cases.case')),
                    ('recorded_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                    ('sent_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                    ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ],
                options={
                    'verbose_name': 'quote',
                    'verbose_name_plural': 'quotes',
                    'ordering': ('case', 'number'),
                    'constraints': [
                        models.UniqueConstraint(fields=('case', 'number'), name='cases_quote_number'),
                        models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('case',), name='cases_quote_one_draft'),
                        models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case',), name='cases_quote_one_open'),
                        models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('sent_by', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='cases_quote_sent_iff_no_draft'),
                        models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state__in', ('approved', 'declined', 'replaced')), models.Q(('answered_how', ''), _negated=True), models.Q(('said_by', ''), _negated=True)), models.Q(models.Q(('state__in', ('approved', 'declined')), _negated=True), ('answered_at', None), ('answered_how', ''), ('said_by', ''), ('words', '')), _connector='OR'), name='cases_quote_answered_whole'),
                        models.CheckConstraint(condition=models.Q(('begun_at', None), ('state__in', ('approved', 'declined')), _connector='OR'), name='cases_quote_begun_is_answered'),
                        models.CheckConstraint(condition=models.Q(models.Q(('answered_how__in', ('', 'online')), ('recorded_by', None)), models.Q(models.Q(('answered_how__in', ('', 'online')), _negated=True), ('recorded_by__isnull', False)), _connector='OR'), name='cases_quote_word_recorded_by_somebody'),
                    ],
                    'triggers': [
                        Trigger(name='sent_stays_as_it_is', sql=UpsertTriggerSql(condition='WHEN (OLD.sent_at IS NOT NULL AND (OLD.case_id, OLD.number, OLD.currency, OLD.lines, OLD.total, OLD.valid_until, OLD.if_declined, OLD.declined_fee, OLD.note, OLD.digest, OLD.sent_at, OLD.sent_by_id) IS DISTINCT FROM (NEW.case_id, NEW.number, NEW.currency, NEW.lines, NEW.total, NEW.valid_until, NEW.if_declined, NEW.declined_fee, NEW.note, NEW.digest, NEW.sent_at, NEW.sent_by_id))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e160583c58beaa4d6faf05c482ca7a37f4ac0209', operation='UPDATE', pgid='pgtrigger_sent_stays_as_it_is_32266', table='cases_quote', when='BEFORE')),
                    ],
                },
            ),
        ]),
    ]
