"""Cases and what happens to them; and the problems and incidents that they may be part of."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('cases', '0020_category_editions'),
    ]
    dependencies = [
        ('cases', '0001_categories_and_limits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
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
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='cases.category', verbose_name='category')),
                    ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                    ('earlier', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='recurrences', to='cases.problem')),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='merged_from', to='cases.problem')),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'recurring problem',
                    'verbose_name_plural': 'recurring problems',
                    'ordering': ('-pk',),
                    'indexes': [
                        models.Index(fields=['state', '-id'], name='cases_problem_state'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'open')), models.Q(('key', ''), _negated=True)), fields=('key',), name='cases_problem_key_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='cases_problem_decided_iff_at'),
                        models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('root_cause', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='cases_problem_closed_with_cause'),
                        models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged'), models.Q(('merged_into', models.F('id')), _negated=True)), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='cases_problem_merged_iff_into'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SpikePass',
                fields=[
                    ('hour', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('asked', models.PositiveIntegerField(verbose_name='keys asked about')),
                    ('proposed', models.PositiveSmallIntegerField(verbose_name='proposed')),
                    ('done_at', models.DateTimeField(verbose_name='done at')),
                    ('left_out', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='categories not read')),
                ],
                options={
                    'verbose_name': 'search for recurring problems',
                    'verbose_name_plural': 'searches for recurring problems',
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
                    ('declared_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
                    ('problem', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='incidents', to='cases.problem')),
                ],
                options={
                    'verbose_name': 'incident',
                    'verbose_name_plural': 'incidents',
                    'ordering': ('-pk',),
                    'indexes': [
                        models.Index(fields=['state', '-id'], name='cases_incident_state'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('solved', 'reviewed')), ('solved_at__isnull', False), models.Q(('root_cause', ''), _negated=True)), models.Q(models.Q(('state__in', ('solved', 'reviewed')), _negated=True), ('solved_at', None)), _connector='OR'), name='cases_incident_solved_with_cause'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('reviewed', 'cancelled')), ('over_at__isnull', False)), models.Q(models.Q(('state__in', ('reviewed', 'cancelled')), _negated=True), ('over_at', None)), _connector='OR'), name='cases_incident_over_iff_at'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference')),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('state', models.CharField(choices=[('received', 'received'), ('triaged', 'looked at'), ('in_progress', 'in progress'), ('waiting', 'waiting'), ('resolved', 'resolved'), ('verifying', 'to verify'), ('closed', 'closed'), ('merged', 'merged'), ('duplicate', 'duplicate'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn')], default='received', max_length=12, verbose_name='state')),
                    ('waiting_reason', models.CharField(blank=True, choices=[('customer', "the customer's answer"), ('part', 'a part'), ('vendor', 'a supplier'), ('approval', 'an approval'), ('partner', 'a partner')], max_length=10, verbose_name='waiting for')),
                    ('resume_by', models.DateTimeField(blank=True, null=True, verbose_name='continue by')),
                    ('outcome', models.CharField(blank=True, choices=[('confirmed', 'confirmed by the customer'), ('unreachable', 'customer could not be reached'), ('no_contact', 'no contact was given'), ('declined', 'customer declined to be asked'), ('withdrawn', 'withdrawn by the customer'), ('legal', 'closed by law or court')], max_length=12, verbose_name='outcome')),
                    ('klass', models.CharField(blank=True, choices=[('technical', 'technical'), ('service', 'service'), ('product', 'product')], max_length=10, verbose_name='class')),
                    ('severity', models.CharField(choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('critical', 'critical')], default='normal', max_length=8, verbose_name='severity')),
                    ('priority', models.CharField(choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('urgent', 'urgent')], default='normal', max_length=6, verbose_name='priority')),
                    ('urgency', models.PositiveSmallIntegerField(default=0, verbose_name='urgency')),
                    ('reading', models.JSONField(default=dict)),
                    ('sentiment', models.CharField(blank=True, max_length=8, verbose_name='sentiment')),
                    ('concerns', models.CharField(blank=True, max_length=80, verbose_name='order, product or serial number')),
                    ('is_safety', models.BooleanField(default=False, verbose_name='safety')),
                    ('is_privacy', models.BooleanField(default=False, verbose_name='privacy')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('level', models.PositiveSmallIntegerField(default=0, verbose_name='escalation level')),
                    ('resolution_number', models.PositiveSmallIntegerField(default=0, verbose_name='times solved')),
                    ('failed_verifications', models.PositiveSmallIntegerField(default=0, verbose_name='times not solved')),
                    ('rejection_reason', models.TextField(blank=True)),
                    ('root_cause', models.CharField(blank=True, choices=[('machine_fault', 'machine fault'), ('machine_setting', 'wrong machine setting or calibration'), ('material', 'paper, ink or chemistry'), ('operator_error', 'mistake in operation'), ('file_from_customer', 'picture file as delivered'), ('order_entry', 'order taken wrongly'), ('software', 'website or software'), ('staffing', 'too few people'), ('training', 'training missing'), ('conduct', 'conduct of staff'), ('supplier', 'supplier or carrier'), ('process', 'process or rule'), ('expectation', 'expectation not made clear'), ('customer_handling', 'handling by the customer'), ('not_found', 'cause not found')], max_length=20, verbose_name='root cause')),
                    ('remedy', models.CharField(blank=True, choices=[('none_stated', 'none stated'), ('answer', 'an answer'), ('apology', 'an apology'), ('reprint', 'reprint'), ('refund', 'refund'), ('exchange', 'exchange'), ('voucher', 'voucher'), ('repair', 'repair')], max_length=12, verbose_name='remedy')),
                    ('remedy_cost', models.PositiveIntegerField(blank=True, null=True, verbose_name='cost of the remedy')),
                    ('remedy_currency', models.CharField(default='TWD', max_length=3)),
                    ('decision_text', models.TextField(blank=True, verbose_name='answer to the customer')),
                    ('opened_at', models.DateTimeField(verbose_name='opened at')),
                    ('first_answered_at', models.DateTimeField(blank=True, null=True, verbose_name='first answered at')),
                    ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved at')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                    ('next_due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                    ('unanswered_since', models.DateTimeField(blank=True, null=True, verbose_name='unanswered since')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('last_event_seq', models.PositiveIntegerField(default=0)),
                    ('channel', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to='channels.channel')),
                    ('customer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='channels.customer')),
                    ('department', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                    ('partner', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='channels.partner')),
                    ('rejection_proposed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('resolver', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
                    ('submission', models.OneToOneField(on_delete=models.PROTECT, related_name='+', to='channels.submission')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='cases', to='cases.category', verbose_name='category')),
                    ('scheme', models.CharField(blank=True, db_default='', default='', max_length=50, verbose_name='response scheme')),
                    ('tier', models.CharField(blank=True, db_default='', default='', max_length=50, verbose_name='service tier')),
                    ('ink_lot', models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='ink lot')),
                    ('machine', models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='machine')),
                    ('paper_lot', models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='paper lot')),
                    ('incident', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='cases', to='cases.incident', verbose_name='incident')),
                    ('problem', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='cases', to='cases.problem', verbose_name='recurring problem')),
                    ('consultations_made', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('orders_made', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('orders_open', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='open work orders')),
                ],
                options={
                    'verbose_name': 'case',
                    'verbose_name_plural': 'cases',
                    'indexes': [
                        models.Index(condition=models.Q(('state__in', frozenset(['in_progress', 'received', 'resolved', 'triaged', 'verifying', 'waiting']))), fields=['next_due_at', 'id'], name='cases_due'),
                        models.Index(condition=models.Q(('state__in', frozenset(['in_progress', 'received', 'resolved', 'triaged', 'verifying', 'waiting']))), fields=['owner', 'next_due_at', 'id'], name='cases_owner_due'),
                        models.Index(condition=models.Q(('state__in', frozenset(['in_progress', 'received', 'resolved', 'triaged', 'verifying', 'waiting']))), fields=['store', 'next_due_at', 'id'], name='cases_store_due'),
                        models.Index(condition=models.Q(('state__in', frozenset(['in_progress', 'received', 'resolved', 'triaged', 'verifying', 'waiting']))), fields=['department', 'next_due_at', 'id'], name='cases_department_due'),
                        models.Index(fields=['state', 'next_due_at', 'id'], name='cases_state_due'),
                        models.Index(fields=['opened_at'], name='cases_opened'),
                        models.Index(fields=['customer', 'opened_at'], name='cases_customer'),
                        models.Index(condition=models.Q(('state', 'waiting')), fields=['resume_by'], name='cases_resume'),
                        models.Index(condition=models.Q(('state', 'closed')), fields=['closed_at', 'id'], name='cases_closed'),
                        models.Index(condition=models.Q(('state__in', ['closed', 'duplicate', 'merged', 'rejected', 'withdrawn']), ('unanswered_since__isnull', False)), fields=['unanswered_since', 'id'], name='cases_wrote_again'),
                        models.Index(condition=models.Q(('concerns__in', ('', 'not applicable')), _negated=True), fields=['concerns', 'opened_at'], name='cases_concerns'),
                        models.Index(models.Case(models.When(sentiment='negative', then=0), default=1), models.F('next_due_at'), models.F('id'), condition=models.Q(('state__in', frozenset(['in_progress', 'received', 'resolved', 'triaged', 'verifying', 'waiting']))), name='cases_negative_due'),
                        models.Index(condition=models.Q(('problem__isnull', False)), fields=['problem'], name='cases_case_problem'),
                        models.Index(condition=models.Q(('incident__isnull', False)), fields=['incident'], name='cases_case_incident'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None), ('outcome', '')), _connector='OR'), name='cases_case_closed_iff_outcome'),
                        models.CheckConstraint(condition=models.Q(models.Q(('resume_by__isnull', False), ('state', 'waiting'), models.Q(('waiting_reason', ''), _negated=True)), models.Q(models.Q(('state', 'waiting'), _negated=True), ('resume_by', None), ('waiting_reason', '')), _connector='OR'), name='cases_case_waiting_iff_reason'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('resolved', 'verifying')), _negated=True), models.Q(('resolved_at__isnull', False), ('resolver__isnull', False)), _connector='OR'), name='cases_case_solved_has_resolver'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('in_progress', 'waiting')), _negated=True), ('owner__isnull', False), _connector='OR'), name='cases_case_in_progress_has_owner'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CaseText',
                fields=[
                    ('case', models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name='text', serialize=False, to='cases.case')),
                    ('terms', django.contrib.postgres.search.SearchVectorField()),
                ],
                options={
                    'indexes': [
                        django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['terms'], name='cases_text_terms'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CaseEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seq', models.PositiveIntegerField()),
                    ('kind', models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('split', 'a second matter was split off'), ('unsplit', 'splitting was undone'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('policy_changed', 'time limits changed'), ('correction', 'correction'), ('traced', 'machine or lot noted'), ('problem_linked', 'linked to a recurring problem'), ('problem_unlinked', 'taken out of a recurring problem'), ('incident_joined', 'joined to an incident'), ('incident_left', 'taken out of an incident'), ('incident_told', 'told with all others of an incident'), ('order_made', 'work order given'), ('order_moved', 'work order moved'), ('consulted', 'experts were asked'), ('opinion_given', "an expert's opinion"), ('opinions_decided', 'decided after consultation')], max_length=20, verbose_name='what happened')),
                    ('came_from', models.CharField(blank=True, choices=[('received', 'received'), ('triaged', 'looked at'), ('in_progress', 'in progress'), ('waiting', 'waiting'), ('resolved', 'resolved'), ('verifying', 'to verify'), ('closed', 'closed'), ('merged', 'merged'), ('duplicate', 'duplicate'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn')], max_length=12, verbose_name='from')),
                    ('went_to', models.CharField(blank=True, choices=[('received', 'received'), ('triaged', 'looked at'), ('in_progress', 'in progress'), ('waiting', 'waiting'), ('resolved', 'resolved'), ('verifying', 'to verify'), ('closed', 'closed'), ('merged', 'merged'), ('duplicate', 'duplicate'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn')], max_length=12, verbose_name='to')),
                    ('by_customer', models.BooleanField(default=False)),
                    ('facts', models.JSONField(default=dict, verbose_name='facts')),
                    ('happened_at', models.DateTimeField(verbose_name='happened at')),
                    ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                    ('actor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='events', to='cases.case')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='channels.message')),
                ],
                options={
                    'verbose_name': 'case event',
                    'verbose_name_plural': 'case events',
                    'ordering': ('seq',),
                    'indexes': [
                        models.Index(fields=['kind', 'happened_at'], name='cases_event_kind'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('case', 'seq'), name='cases_event_seq'),
                    ],
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='65b17c5dc231aae95e4a5d286bcd92a634f3ebd3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_320b9', table='cases_caseevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CaseLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('follow_up_of', 'follow-up of'), ('repeat_of', 'repeat of'), ('duplicate_of', 'duplicate of'), ('merged_into', 'merged into'), ('split_from', 'split off from')], max_length=12, verbose_name='kind')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                    ('made_by', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('source', models.ForeignKey(on_delete=models.PROTECT, related_name='links', to='cases.case')),
                    ('target', models.ForeignKey(on_delete=models.PROTECT, related_name='linked_from', to='cases.case')),
                ],
                options={
                    'verbose_name': 'link between cases',
                    'verbose_name_plural': 'links between cases',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='cases_link_not_itself'),
                        models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('source', 'target', 'kind'), name='cases_link_once'),
                    ],
                },
            ),
        ]),
    ]
