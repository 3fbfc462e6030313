"""What a case may be about, and what times it is promised."""

from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('cases', '0001_the_work'),
        ('cases', '0003_recently_closed'),
        ('cases', '0004_wrote_again'),
        ('cases', '0005_find_duplicates'),
        ('cases', '0006_customer_took_back'),
        ('cases', '0007_who_stands_in'),
        ('cases', '0010_near_duplicates'),
        ('cases', '0011_quality_of_feedback'),
        ('cases', '0012_learned_reading'),
        ('cases', '0013_tiers_and_schemes'),
        ('cases', '0015_recalculations'),
        ('cases', '0017_fewer_indexes'),
        ('cases', '0019_old_escalations_rest'),
        ('cases', '0021_who_gets_cases'),
        ('cases', '0027_the_desk'),
        ('cases', '0028_look_ups_of_cases'),
        ('cases', '0029_look_ups_of_assignments'),
    ]
    dependencies = [
        ('channels', '0008_channels_of_every_site'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Category',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('klass', models.CharField(choices=[('technical', 'technical'), ('service', 'service'), ('product', 'product')], max_length=10, verbose_name='class')),
                    ('default_severity', models.CharField(choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('critical', 'critical')], default='normal', max_length=8, verbose_name='usual severity')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('department', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='organisation.department', verbose_name='department')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='children', to='cases.category', verbose_name='parent')),
                    ('default_priority', models.CharField(blank=True, choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('urgent', 'urgent')], db_default='', default='', max_length=6, verbose_name='least priority')),
                    ('required_facts', models.JSONField(blank=True, db_default=[], default=list, verbose_name='asked for when sorting')),
                    ('successor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='cases.category', verbose_name='successor')),
                    ('skill', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.skill', verbose_name='skill needed')),
                ],
                options={
                    'verbose_name': 'category',
                    'verbose_name_plural': 'categories',
                    'ordering': ('klass', 'position', 'code'),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('is_active', False), models.Q(('successor', models.F('id')), _negated=True)), _connector='OR'), name='cases_category_retired_for_another'),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_categoryevent" ("code", "default_priority", "default_severity", "department_id", "id", "is_active", "klass", "name_en", "name_zh_hans", "name_zh_hant", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required_facts", "skill_id", "successor_id") VALUES (NEW."code", NEW."default_priority", NEW."default_severity", NEW."department_id", NEW."id", NEW."is_active", NEW."klass", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."required_facts", NEW."skill_id", NEW."successor_id"); RETURN NULL;', hash='1ed2362f8acbb2ae83ac4ccf4dc3de935c95c7e9', operation='INSERT', pgid='pgtrigger_insert_insert_b8e27', table='cases_category', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_categoryevent" ("code", "default_priority", "default_severity", "department_id", "id", "is_active", "klass", "name_en", "name_zh_hans", "name_zh_hant", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required_facts", "skill_id", "successor_id") VALUES (NEW."code", NEW."default_priority", NEW."default_severity", NEW."department_id", NEW."id", NEW."is_active", NEW."klass", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."required_facts", NEW."skill_id", NEW."successor_id"); RETURN NULL;', hash='f00b32bd5ee0ea846f87ec89d1df638d6d36d333', operation='UPDATE', pgid='pgtrigger_update_update_d61bc', table='cases_category', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CategoryEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(db_index=False, verbose_name='code')),
                    ('klass', models.CharField(choices=[('technical', 'technical'), ('service', 'service'), ('product', 'product')], max_length=10, verbose_name='class')),
                    ('default_severity', models.CharField(choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('critical', 'critical')], default='normal', max_length=8, verbose_name='usual severity')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('department', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.department', verbose_name='department')),
                    ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='cases.category', verbose_name='parent')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.category')),
                    ('default_priority', models.CharField(blank=True, choices=[('low', 'low'), ('normal', 'normal'), ('high', 'high'), ('urgent', 'urgent')], db_default='', default='', max_length=6, verbose_name='least priority')),
                    ('required_facts', models.JSONField(blank=True, db_default=[], default=list, verbose_name='asked for when sorting')),
                    ('successor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='cases.category', verbose_name='successor')),
                    ('skill', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.skill', verbose_name='skill needed')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0f6f3b845c751e937042f7127926a0814265fbad', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aa147', table='cases_categoryevent', when='BEFORE')),
                    ],
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
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='editions', to='cases.category', verbose_name='category')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                    ('undoes', models.OneToOneField(blank=True, null=True, on_delete=models.PROTECT, related_name='undone_by', to='cases.treeedition')),
                ],
                options={
                    'verbose_name': 'edition of the categories',
                    'verbose_name_plural': 'editions of the categories',
                    'ordering': ('-number',),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('category', None), ('kind', 'begun')), models.Q(models.Q(('kind', 'begun'), _negated=True), models.Q(('reason', ''), _negated=True), ('made_by__isnull', False)), _connector='OR'), name='cases_edition_has_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Policy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(verbose_name='code')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('rank', models.PositiveSmallIntegerField(default=100, help_text='The lowest rank wins, clock by clock.', verbose_name='rank')),
                    ('match', models.JSONField(blank=True, default=dict, verbose_name='for which cases')),
                    ('targets', models.JSONField(default=list, verbose_name='targets')),
                    ('reopen_mode', models.CharField(default='new_cycle', max_length=10, verbose_name='on re-opening')),
                    ('on_disable', models.CharField(default='continue', max_length=10, verbose_name='when it ends')),
                    ('since', models.DateTimeField(blank=True, null=True, verbose_name='in force since')),
                    ('until', models.DateTimeField(blank=True, null=True, verbose_name='in force until')),
                    ('is_on', models.BooleanField(db_default=True, default=True, help_text='Off, no case gets its limits; it stays here for being turned on.', verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'time-limit policy',
                    'verbose_name_plural': 'time-limit policies',
                    'ordering': ('rank', 'code', '-version'),
                    'constraints': [
                        models.UniqueConstraint(fields=('code', 'version'), name='cases_policy_version'),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_policyevent" ("code", "id", "is_on", "match", "name", "on_disable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reopen_mode", "since", "targets", "until", "version") VALUES (NEW."code", NEW."id", NEW."is_on", NEW."match", NEW."name", NEW."on_disable", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."reopen_mode", NEW."since", NEW."targets", NEW."until", NEW."version"); RETURN NULL;', hash='f902423a9b50a9be0d74790c78704c09db53fbfc', operation='INSERT', pgid='pgtrigger_insert_insert_2b0ba', table='cases_policy', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_policyevent" ("code", "id", "is_on", "match", "name", "on_disable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reopen_mode", "since", "targets", "until", "version") VALUES (NEW."code", NEW."id", NEW."is_on", NEW."match", NEW."name", NEW."on_disable", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."reopen_mode", NEW."since", NEW."targets", NEW."until", NEW."version"); RETURN NULL;', hash='b986a7c2ff38195f2604c7f488fa30057bb2c741', operation='UPDATE', pgid='pgtrigger_update_update_31948', table='cases_policy', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PolicyEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.SlugField(db_index=False, verbose_name='code')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('rank', models.PositiveSmallIntegerField(default=100, help_text='The lowest rank wins, clock by clock.', verbose_name='rank')),
                    ('match', models.JSONField(blank=True, default=dict, verbose_name='for which cases')),
                    ('targets', models.JSONField(default=list, verbose_name='targets')),
                    ('reopen_mode', models.CharField(default='new_cycle', max_length=10, verbose_name='on re-opening')),
                    ('on_disable', models.CharField(default='continue', max_length=10, verbose_name='when it ends')),
                    ('since', models.DateTimeField(blank=True, null=True, verbose_name='in force since')),
                    ('until', models.DateTimeField(blank=True, null=True, verbose_name='in force until')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.policy')),
                    ('is_on', models.BooleanField(db_default=True, default=True, help_text='Off, no case gets its limits; it stays here for being turned on.', verbose_name='in use')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='62126693d0111bddf5f0ac0fbe7ae3496edd7c8e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_142e0', table='cases_policyevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ResponseScheme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'response scheme',
                    'verbose_name_plural': 'response schemes',
                    'ordering': ('code',),
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_responseschemeevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='b905e9f02f33026a2781bf97acf36e4be7d4fc44', operation='INSERT', pgid='pgtrigger_insert_insert_b8f2a', table='cases_responsescheme', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_responseschemeevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='38740a18e294b28dd52919c72cde3c1d5bdbc20d', operation='UPDATE', pgid='pgtrigger_update_update_ef35f', table='cases_responsescheme', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ResponseSchemeEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(db_index=False, verbose_name='code')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.responsescheme')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='54bdd2ff59ede48396cb053656909296a49c38d8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c9fac', table='cases_responseschemeevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SchemeUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('partner', models.OneToOneField(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='channels.partner', verbose_name='partner')),
                    ('scheme', models.ForeignKey(on_delete=models.PROTECT, related_name='uses', to='cases.responsescheme')),
                    ('store', models.OneToOneField(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'use of a response scheme',
                    'verbose_name_plural': 'uses of response schemes',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('partner__isnull', False), ('store', None)), models.Q(('partner', None), ('store__isnull', False)), _connector='OR'), name='cases_scheme_use_of_one'),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "cases_schemeuseevent" ("id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme_id", "store_id") VALUES (NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scheme_id", NEW."store_id"); RETURN NULL;', hash='84a2c97ea89828e70fa65baff36ef49e39956ae8', operation='INSERT', pgid='pgtrigger_insert_insert_50559', table='cases_schemeuse', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_schemeuseevent" ("id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme_id", "store_id") VALUES (NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scheme_id", NEW."store_id"); RETURN NULL;', hash='41e43f9240338f0bb7b9dbab833031733682d1b4', operation='UPDATE', pgid='pgtrigger_update_update_407a9', table='cases_schemeuse', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SchemeUseEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('partner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='channels.partner', verbose_name='partner')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='cases.schemeuse')),
                    ('scheme', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='cases.responsescheme')),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.store', verbose_name='store')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='693caaef2665cde2ee8352313cb3527f4e80f4c2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c518b', table='cases_schemeuseevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Recalculation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cause', models.CharField(choices=[('calendar', 'working times changed'), ('closure', 'a store was shut or opened again'), ('policy', 'time limits changed')], max_length=10, verbose_name='cause')),
                    ('subject', models.CharField(max_length=60, verbose_name='of what')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('asked_at', models.DateTimeField(verbose_name='asked at')),
                    ('cases', models.PositiveIntegerField(verbose_name='cases')),
                    ('remaining', models.JSONField(default=list)),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                    ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ],
                options={
                    'verbose_name': 'recalculation of limits',
                    'verbose_name_plural': 'recalculations of limits',
                    'ordering': ('-asked_at',),
                    'indexes': [
                        models.Index(condition=models.Q(('finished_at', None)), fields=['id'], name='cases_recalculating'),
                    ],
                },
            ),
        ]),
    ]
