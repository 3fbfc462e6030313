"""Editions of the tree of categories, what categories ask for, cases coded twice, negative first."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_old_escalations_rest'),
        ('channels', '0033_ended_chats'),
        ('organisation', '0004_store_closures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodingSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(unique=True, verbose_name='week from')),
                ('size', models.PositiveSmallIntegerField(verbose_name='wanted')),
                ('seed', models.BigIntegerField(verbose_name='seed')),
                ('strata', models.JSONField(default=dict, verbose_name='sorted that week, by class')),
                ('drawn_at', models.DateTimeField(verbose_name='drawn at')),
            ],
            options={
                'verbose_name': 'sample for coding twice',
                'verbose_name_plural': 'samples for coding twice',
                'ordering': ('-week',),
            },
        ),
        migrations.CreateModel(
            name='DoubleCoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('second_at', models.DateTimeField(null=True, verbose_name='coded at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'case coded twice',
                'verbose_name_plural': 'cases coded twice',
                'ordering': ('sample', 'position'),
            },
        ),
        migrations.CreateModel(
            name='TreeEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('begun', 'as it was before the first change'), ('added', 'category added'), ('changed', 'category changed'), ('moved', 'category moved'), ('retired', 'category taken out of use'), ('restored', 'category taken into use again'), ('undone', 'last change undone')], max_length=8, verbose_name='what was done')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('content', models.JSONField(verbose_name='tree')),
                ('open_cases', models.CharField(blank=True, choices=[('follow', 'they follow: each with an event in its history'), ('stay', 'they stay as they are until they are closed')], max_length=6, verbose_name='open cases')),
                ('is_carrying', models.BooleanField(db_default=False, default=False, verbose_name='open cases still follow')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
            ],
            options={
                'verbose_name': 'edition of the categories',
                'verbose_name_plural': 'editions of the categories',
                'ordering': ('-number',),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='update_update',
        ),
        migrations.AddField(
            model_name='category',
            name='default_priority',
            field=models.CharField(blank=True, choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('urgent', 'urgent')], db_default='', default='', max_length=6, verbose_name='least priority'),
        ),
        migrations.AddField(
            model_name='category',
            name='required_facts',
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name='asked for when sorting'),
        ),
        migrations.AddField(
            model_name='category',
            name='successor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category', verbose_name='successor'),
        ),
        migrations.AddField(
            model_name='categoryevent',
            name='default_priority',
            field=models.CharField(blank=True, choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('urgent', 'urgent')], db_default='', default='', max_length=6, verbose_name='least priority'),
        ),
        migrations.AddField(
            model_name='categoryevent',
            name='required_facts',
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name='asked for when sorting'),
        ),
        migrations.AddField(
            model_name='categoryevent',
            name='successor',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.category', verbose_name='successor'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('split', 'a second matter was split off'), ('unsplit', 'splitting was undone'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('policy_changed', 'time limits changed'), ('correction', 'correction')], max_length=20, verbose_name='what happened'),
        ),
        migrations.AlterField(
            model_name='caselink',
            name='kind',
            field=models.CharField(choices=[('follow_up_of', 'follow-up of'), ('repeat_of', 'repeat of'), ('duplicate_of', 'duplicate of'), ('merged_into', 'merged into'), ('split_from', 'split off from')], max_length=12, verbose_name='kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_categoryevent" ("code", "default_priority", "default_severity", "department_id", "id", "is_active", "klass", "name_en", "name_zh_hans", "name_zh_hant", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required_facts", "successor_id") VALUES (NEW."code", NEW."default_priority", NEW."default_severity", NEW."department_id", NEW."id", NEW."is_active", NEW."klass", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."required_facts", NEW."successor_id"); RETURN NULL;', hash='8ab9966c3f4070b22261d6004b5bf188e032db4e', operation='INSERT', pgid='pgtrigger_insert_insert_b8e27', table='cases_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_categoryevent" ("code", "default_priority", "default_severity", "department_id", "id", "is_active", "klass", "name_en", "name_zh_hans", "name_zh_hant", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required_facts", "successor_id") VALUES (NEW."code", NEW."default_priority", NEW."default_severity", NEW."department_id", NEW."id", NEW."is_active", NEW."klass", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."required_facts", NEW."successor_id"); RETURN NULL;', hash='1de6b7df5711664a6d97a00365155d53e59af542', operation='UPDATE', pgid='pgtrigger_update_update_d61bc', table='cases_category', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('is_active', False), models.Q(('successor', models.F('id')), _negated=True)), _connector='OR'), name='cases_category_retired_for_another'),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='case',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='decided',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category'),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category'),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='first_coder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='sample',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='cases.codingsample'),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='second',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category'),
        ),
        migrations.AddField(
            model_name='doublecoding',
            name='second_coder',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='treeedition',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='cases.category', verbose_name='category'),
        ),
        migrations.AddField(
            model_name='treeedition',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='treeedition',
            name='undoes',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='cases.treeedition'),
        ),
        migrations.AddConstraint(
            model_name='doublecoding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second', None), ('second_at', None), ('second_coder', None)), models.Q(('second__isnull', False), ('second_at__isnull', False), ('second_coder__isnull', False), models.Q(('second_coder', models.F('first_coder')), _negated=True)), _connector='OR'), name='cases_coding_second_is_another'),
        ),
        migrations.AddConstraint(
            model_name='doublecoding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided', None), ('decided_at', None), ('decided_by', None)), models.Q(('decided__isnull', False), ('decided_at__isnull', False), ('second__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('first_coder')), _negated=True), models.Q(('decided_by', models.F('second_coder')), _negated=True)), _connector='OR'), name='cases_coding_third_is_another'),
        ),
        migrations.AddConstraint(
            model_name='treeedition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category', None), ('kind', 'begun')), models.Q(models.Q(('kind', 'begun'), _negated=True), models.Q(('reason', ''), _negated=True), ('made_by__isnull', False)), _connector='OR'), name='cases_edition_has_reason'),
        ),
    ]
