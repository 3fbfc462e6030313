"""Work that one department asks of another, and the opinions of experts."""

import django.core.validators
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('cases', '0025_work_orders'),
    ]
    dependencies = [
        ('cases', '0005_reading_and_solutions'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='WorkOrder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('investigate', 'find the cause'), ('reprint', 'print again'), ('repair', 'look at or repair a device'), ('parts', 'parts or materials'), ('refund', 'refund or credit'), ('delivery', 'delivery or carrier'), ('data', 'order or picture data'), ('coaching', 'talk with staff'), ('other', 'something else')], max_length=12, verbose_name='kind of work')),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('asked', models.TextField(verbose_name='what is asked')),
                    ('state', models.CharField(choices=[('open', 'to accept'), ('accepted', 'accepted'), ('in_progress', 'in progress'), ('done', 'done'), ('refused', 'turned down'), ('withdrawn', 'withdrawn')], default='open', max_length=12, verbose_name='state')),
                    ('asked_at', models.DateTimeField(verbose_name='asked at')),
                    ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                    ('alarm_at', models.DateTimeField(blank=True, null=True)),
                    ('result', models.TextField(blank=True, verbose_name='result')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('hops', models.PositiveSmallIntegerField(default=0, verbose_name='hops')),
                    ('returns', models.PositiveSmallIntegerField(default=0, verbose_name='returns')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('last_event_seq', models.PositiveIntegerField(default=0)),
                    ('asked_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='work_orders', to='cases.case')),
                    ('department', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                    ('from_department', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='asked by department')),
                    ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ],
                options={
                    'verbose_name': 'work order',
                    'verbose_name_plural': 'work orders',
                    'indexes': [
                        models.Index(condition=models.Q(('state__in', ['accepted', 'in_progress', 'open'])), fields=['department', 'due_at', 'id'], name='cases_order_due'),
                        models.Index(condition=models.Q(('state__in', ['accepted', 'in_progress', 'open'])), fields=['owner', 'due_at', 'id'], name='cases_order_owner'),
                        models.Index(condition=models.Q(('alarm_at__isnull', False)), fields=['alarm_at'], name='cases_order_alarm'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('accepted', 'in_progress')), _negated=True), ('owner__isnull', False), _connector='OR'), name='cases_order_begun_has_owner'),
                        models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ['accepted', 'in_progress', 'open'])), models.Q(models.Q(('state__in', ['accepted', 'in_progress', 'open']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='cases_order_ended_iff_moment'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('result', ''), _negated=True), _connector='OR'), name='cases_order_done_has_result'),
                        models.CheckConstraint(condition=models.Q(('returns__lte', models.F('hops'))), name='cases_order_returns_are_hops'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OrderStay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                    ('is_return', models.BooleanField(default=False, verbose_name='had it before')),
                    ('arrived_at', models.DateTimeField(verbose_name='arrived at')),
                    ('target_seconds', models.PositiveIntegerField(blank=True, null=True)),
                    ('calendar', models.CharField(blank=True, max_length=50)),
                    ('calendar_version', models.PositiveIntegerField(default=0)),
                    ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                    ('breached_at', models.DateTimeField(blank=True, null=True, verbose_name='missed at')),
                    ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left at')),
                    ('left_by', models.CharField(blank=True, choices=[('done', 'done'), ('refused', 'turned down'), ('sent_on', 'sent on'), ('withdrawn', 'withdrawn')], max_length=10, verbose_name='left by')),
                    ('department', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                    ('order', models.ForeignKey(on_delete=models.PROTECT, related_name='stays', to='cases.workorder')),
                ],
                options={
                    'verbose_name': 'stay of a work order',
                    'verbose_name_plural': 'stays of work orders',
                    'ordering': ('number',),
                    'indexes': [
                        models.Index(fields=['left_at'], name='cases_stay_left'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('order', 'number'), name='cases_stay_number'),
                        models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('order',), name='cases_stay_one_current'),
                        models.CheckConstraint(condition=models.Q(models.Q(('left_at', None), ('left_by', '')), models.Q(('left_at__isnull', False), models.Q(('left_by', ''), _negated=True)), _connector='OR'), name='cases_stay_left_somehow'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OrderEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seq', models.PositiveIntegerField()),
                    ('kind', models.CharField(choices=[('made', 'given'), ('accepted', 'accepted'), ('assigned', 'given to somebody'), ('started', 'begun'), ('noted', 'progress'), ('sent_on', 'sent on'), ('refused', 'turned down'), ('done', 'done'), ('asked_again', 'asked again'), ('withdrawn', 'withdrawn'), ('warned', 'limit is near'), ('breached', 'limit missed'), ('ping_pong', 'sent to and fro: the heads were told')], max_length=12, verbose_name='what happened')),
                    ('text', models.TextField(blank=True, verbose_name='what was said')),
                    ('happened_at', models.DateTimeField(verbose_name='happened at')),
                    ('actor', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('department', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.department')),
                    ('person', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('order', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='events', to='cases.workorder')),
                ],
                options={
                    'verbose_name': 'event of a work order',
                    'verbose_name_plural': 'events of work orders',
                    'ordering': ('seq',),
                    'constraints': [
                        models.UniqueConstraint(fields=('order', 'seq'), name='cases_orderevent_seq'),
                    ],
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ae53dccbc40e49b9f3616e413162c904922e7fd6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1b7fc', table='cases_orderevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WorkRoute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(blank=True, choices=[('investigate', 'find the cause'), ('reprint', 'print again'), ('repair', 'look at or repair a device'), ('parts', 'parts or materials'), ('refund', 'refund or credit'), ('delivery', 'delivery or carrier'), ('data', 'order or picture data'), ('coaching', 'talk with staff'), ('other', 'something else')], help_text='Empty: any.', max_length=12, verbose_name='kind of work')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('category', models.ForeignKey(blank=True, help_text='Of the case. Empty: any.', null=True, on_delete=models.PROTECT, related_name='+', to='cases.category', verbose_name='category')),
                    ('department', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='goes to')),
                ],
                options={
                    'verbose_name': 'route of work orders',
                    'verbose_name_plural': 'routes of work orders',
                    'ordering': ('kind', 'category'),
                    'constraints': [
                        models.UniqueConstraint(fields=('kind', 'category'), name='cases_route_once', nulls_distinct=False),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_workrouteevent" ("category_id", "department_id", "id", "is_active", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."category_id", NEW."department_id", NEW."id", NEW."is_active", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='4451726ec82a558cb0e6e2267f39392bb99c3a59', operation='INSERT', pgid='pgtrigger_insert_insert_a3705', table='cases_workroute', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_workrouteevent" ("category_id", "department_id", "id", "is_active", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."category_id", NEW."department_id", NEW."id", NEW."is_active", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='d8fca897b82c2a9af5321b4c3ab4ea95ada66c82', operation='UPDATE', pgid='pgtrigger_update_update_2eb7b', table='cases_workroute', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WorkRouteEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(blank=True, choices=[('investigate', 'find the cause'), ('reprint', 'print again'), ('repair', 'look at or repair a device'), ('parts', 'parts or materials'), ('refund', 'refund or credit'), ('delivery', 'delivery or carrier'), ('data', 'order or picture data'), ('coaching', 'talk with staff'), ('other', 'something else')], help_text='Empty: any.', max_length=12, verbose_name='kind of work')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('category', models.ForeignKey(blank=True, db_constraint=False, help_text='Of the case. Empty: any.', null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='cases.category', verbose_name='category')),
                    ('department', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.department', verbose_name='goes to')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.workroute')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aba04dda17ac4d2d48064e9a68222aa6f5324f2b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aa035', table='cases_workrouteevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WorkLimit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(blank=True, choices=[('investigate', 'find the cause'), ('reprint', 'print again'), ('repair', 'look at or repair a device'), ('parts', 'parts or materials'), ('refund', 'refund or credit'), ('delivery', 'delivery or carrier'), ('data', 'order or picture data'), ('coaching', 'talk with staff'), ('other', 'something else')], help_text='Empty: any.', max_length=12, verbose_name='kind of work')),
                    ('minutes', models.PositiveIntegerField(help_text='Of the working time below: 480 are eight hours.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='minutes')),
                    ('warn_at', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='warn at (per cent)')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('calendar', models.ForeignKey(blank=True, help_text='Empty: round the clock.', null=True, on_delete=models.PROTECT, related_name='+', to='organisation.businesscalendar', verbose_name='working times')),
                    ('department', models.ForeignKey(blank=True, help_text='Empty: any.', null=True, on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                ],
                options={
                    'verbose_name': 'limit of a department',
                    'verbose_name_plural': 'limits of departments',
                    'ordering': ('department', 'kind'),
                    'constraints': [
                        models.UniqueConstraint(fields=('department', 'kind'), name='cases_worklimit_once', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='cases_worklimit_positive'),
                        models.CheckConstraint(condition=models.Q(('warn_at__gt', 0), ('warn_at__lt', 100)), name='cases_worklimit_warns_before'),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_worklimitevent" ("calendar_id", "department_id", "id", "is_active", "kind", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "warn_at") VALUES (NEW."calendar_id", NEW."department_id", NEW."id", NEW."is_active", NEW."kind", NEW."minutes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."warn_at"); RETURN NULL;', hash='4c8051b7d34c2c3b370464fe1219ec7a418a55d7', operation='INSERT', pgid='pgtrigger_insert_insert_6d407', table='cases_worklimit', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_worklimitevent" ("calendar_id", "department_id", "id", "is_active", "kind", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "warn_at") VALUES (NEW."calendar_id", NEW."department_id", NEW."id", NEW."is_active", NEW."kind", NEW."minutes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."warn_at"); RETURN NULL;', hash='1ff0ddb0d6d9067139b60c0f5b0dd15beee51710', operation='UPDATE', pgid='pgtrigger_update_update_fbc5b', table='cases_worklimit', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WorkLimitEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(blank=True, choices=[('investigate', 'find the cause'), ('reprint', 'print again'), ('repair', 'look at or repair a device'), ('parts', 'parts or materials'), ('refund', 'refund or credit'), ('delivery', 'delivery or carrier'), ('data', 'order or picture data'), ('coaching', 'talk with staff'), ('other', 'something else')], help_text='Empty: any.', max_length=12, verbose_name='kind of work')),
                    ('minutes', models.PositiveIntegerField(help_text='Of the working time below: 480 are eight hours.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='minutes')),
                    ('warn_at', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='warn at (per cent)')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('calendar', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: round the clock.', null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.businesscalendar', verbose_name='working times')),
                    ('department', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: any.', null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.department', verbose_name='department')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.worklimit')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e94d280d1903589ed94fbfcb7c0199f1411ece3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_393ab', table='cases_worklimitevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Consultation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('question', models.TextField(verbose_name='question')),
                    ('asked_at', models.DateTimeField(verbose_name='asked at')),
                    ('due_at', models.DateTimeField(verbose_name='due')),
                    ('alarm_at', models.DateTimeField(blank=True, null=True)),
                    ('decision', models.TextField(blank=True, verbose_name='decision')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                    ('asked_by', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='consultations', to='cases.case')),
                    ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'consultation',
                    'verbose_name_plural': 'consultations',
                    'ordering': ('-asked_at', '-pk'),
                    'indexes': [
                        models.Index(condition=models.Q(('alarm_at__isnull', False)), fields=['alarm_at'], name='cases_consultation_alarm'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(('decided_at__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='cases_consultation_decided_in_words'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Opinion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('technical_expert', 'technical expert'), ('service_manager', 'service manager'), ('product_owner', 'product owner')], max_length=20, verbose_name='role')),
                    ('recommendation', models.TextField(blank=True, verbose_name='recommendation')),
                    ('confidence', models.CharField(blank=True, choices=[('low', 'a guess'), ('medium', 'fairly sure'), ('high', 'sure')], max_length=6, verbose_name='how sure')),
                    ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                    ('given_at', models.DateTimeField(blank=True, null=True, verbose_name='opinion given at')),
                    ('is_followed', models.BooleanField(default=False, verbose_name='followed')),
                    ('consultation', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='opinions', to='cases.consultation')),
                    ('person', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ],
                options={
                    'verbose_name': 'opinion',
                    'verbose_name_plural': 'opinions',
                    'ordering': ('consultation', 'pk'),
                    'indexes': [
                        models.Index(condition=models.Q(('given_at', None)), fields=['person'], name='cases_opinion_awaited'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'role'), name='cases_opinion_role'),
                        models.CheckConstraint(condition=models.Q(models.Q(('confidence', ''), ('given_at', None), ('reasons', ''), ('recommendation', '')), models.Q(('given_at__isnull', False), models.Q(('recommendation', ''), _negated=True), models.Q(('confidence', ''), _negated=True), models.Q(('reasons', ''), _negated=True)), _connector='OR'), name='cases_opinion_given_whole'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ExpertSeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('technical_expert', 'technical expert'), ('service_manager', 'service manager'), ('product_owner', 'product owner')], max_length=20, verbose_name='role')),
                    ('position', models.PositiveSmallIntegerField(default=1, help_text='1 is asked first, 2 next.', verbose_name='in line')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('department', models.ForeignKey(blank=True, help_text='Of the case. Empty: any.', null=True, on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                    ('person', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ],
                options={
                    'verbose_name': 'expert',
                    'verbose_name_plural': 'experts',
                    'ordering': ('role', 'position'),
                    'constraints': [
                        models.UniqueConstraint(fields=('role', 'person', 'department'), name='cases_seat_once', nulls_distinct=False),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_expertseatevent" ("department_id", "id", "is_active", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role") VALUES (NEW."department_id", NEW."id", NEW."is_active", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."role"); RETURN NULL;', hash='4e2a904cc982521d0ee36786fe247d2d5e360fde', operation='INSERT', pgid='pgtrigger_insert_insert_c1884', table='cases_expertseat', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_expertseatevent" ("department_id", "id", "is_active", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role") VALUES (NEW."department_id", NEW."id", NEW."is_active", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."role"); RETURN NULL;', hash='820a9e1a37f780ec69397038af031224dd98c36e', operation='UPDATE', pgid='pgtrigger_update_update_6d107', table='cases_expertseat', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ExpertSeatEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('role', models.CharField(choices=[('technical_expert', 'technical expert'), ('service_manager', 'service manager'), ('product_owner', 'product owner')], max_length=20, verbose_name='role')),
                    ('position', models.PositiveSmallIntegerField(default=1, help_text='1 is asked first, 2 next.', verbose_name='in line')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('department', models.ForeignKey(blank=True, db_constraint=False, help_text='Of the case. Empty: any.', null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.department', verbose_name='department')),
                    ('person', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.expertseat')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b566687c07c84f87c21d0f0812617d77a0463a47', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e02cf', table='cases_expertseatevent', when='BEFORE')),
                    ],
                },
            ),
        ]),
    ]
