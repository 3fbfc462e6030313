"""By which ways one can write to us, who does, and for whom."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('channels', '0001_intake_and_outbox'),
        ('channels', '0002_outbox_holds_back'),
        ('channels', '0004_outbox_stuck'),
        ('channels', '0006_mailboxes'),
        ('channels', '0007_messengers'),
        ('channels', '0008_messengers_look_ups'),
        ('channels', '0013_what_was_written_before'),
        ('channels', '0014_files_are_sealed'),
        ('channels', '0015_recordings'),
        ('channels', '0016_feedback_widget'),
        ('channels', '0017_victims_of_letters'),
        ('channels', '0018_watched_channels'),
        ('channels', '0019_reviews_and_insights'),
        ('channels', '0021_letters_in_own_words'),
        ('channels', '0022_talks'),
        ('channels', '0023_dispositions_of_all'),
        ('channels', '0024_sealed_scans'),
        ('channels', '0025_counter_devices'),
        ('channels', '0026_one_person'),
        ('channels', '0027_day_accounts'),
        ('channels', '0030_service_tiers'),
        ('channels', '0031_fewer_indexes'),
        ('channels', '0033_ended_chats'),
    ]
    dependencies = [
        ('organisation', '0002_times_and_skills'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Channel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('kind', models.CharField(choices=[('web', 'web form'), ('email', 'e-mail'), ('counter', 'counter'), ('phone', 'phone'), ('box', 'suggestion box'), ('chat', 'live chat'), ('wechat', 'WeChat'), ('line', 'LINE'), ('social', 'social media'), ('partner', 'partner API'), ('webhook', 'another messenger'), ('interview', 'interview')], max_length=10, verbose_name='kind')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ],
                options={
                    'verbose_name': 'channel',
                    'verbose_name_plural': 'channels',
                    'ordering': ('code',),
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "channels_channelevent" ("code", "id", "is_active", "kind", "name_en", "name_zh_hans", "name_zh_hant", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."kind", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='b7235c79f1dd6dfdcc8a5c415c430bfb97438e3a', operation='INSERT', pgid='pgtrigger_insert_insert_b7417', table='channels_channel', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "channels_channelevent" ("code", "id", "is_active", "kind", "name_en", "name_zh_hans", "name_zh_hant", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."kind", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='cd4f1ac930e829679ef6cfc1f0cda9bbfc4b2c7f', operation='UPDATE', pgid='pgtrigger_update_update_54642', table='channels_channel', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ChannelEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(db_index=False, verbose_name='code')),
                    ('kind', models.CharField(choices=[('web', 'web form'), ('email', 'e-mail'), ('counter', 'counter'), ('phone', 'phone'), ('box', 'suggestion box'), ('chat', 'live chat'), ('wechat', 'WeChat'), ('line', 'LINE'), ('social', 'social media'), ('partner', 'partner API'), ('webhook', 'another messenger'), ('interview', 'interview')], max_length=10, verbose_name='kind')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='channels.channel')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a070e2b88c364e3d76fd4091e2b442eaba775a7c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a624d', table='channels_channelevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ChannelCounter',
                fields=[
                    ('channel', models.OneToOneField(on_delete=models.CASCADE, primary_key=True, related_name='counter', serialize=False, to='channels.channel')),
                    ('last_seq', models.BigIntegerField(default=0)),
                    ('last_received_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='ServiceTier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('rank', models.PositiveSmallIntegerField(default=100, help_text='The lowest is served first; 1 is the top tier.', verbose_name='rank')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ],
                options={
                    'verbose_name': 'service tier',
                    'verbose_name_plural': 'service tiers',
                    'ordering': ('rank', 'code'),
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "channels_servicetierevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank"); RETURN NULL;', hash='fdc1e7196edcde750e6e0f1a6f5c481e7164f016', operation='INSERT', pgid='pgtrigger_insert_insert_09d22', table='channels_servicetier', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "channels_servicetierevent" ("code", "id", "is_active", "name_en", "name_zh_hans", "name_zh_hant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh_hans", NEW."name_zh_hant", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank"); RETURN NULL;', hash='2ca29f6ddb981684be8ee4ed7d5b0039d5f97226', operation='UPDATE', pgid='pgtrigger_update_update_82623', table='channels_servicetier', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ServiceTierEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(db_index=False, verbose_name='code')),
                    ('rank', models.PositiveSmallIntegerField(default=100, help_text='The lowest is served first; 1 is the top tier.', verbose_name='rank')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='channels.servicetier')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='656b2fc21dffd83a6b530c5ee08ba6724400e41f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_09c16', table='channels_servicetierevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Customer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wrapped_key', models.BinaryField(null=True)),
                    ('name_sealed', models.BinaryField(null=True)),
                    ('name_masked', models.CharField(blank=True, max_length=80, verbose_name='name')),
                    ('name_index', models.BinaryField(db_index=True, max_length=32, null=True)),
                    ('language', models.CharField(default='zh-hant', max_length=8, verbose_name='language')),
                    ('first_seen_at', models.DateTimeField(verbose_name='first seen at')),
                    ('merged_into', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='merged_from', to='channels.customer')),
                    ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='also_known', to='channels.customer')),
                    ('tier', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='channels.servicetier', verbose_name='service tier')),
                ],
                options={
                    'verbose_name': 'customer',
                    'verbose_name_plural': 'customers',
                    'indexes': [
                        models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='channels_customer_person'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('merged_into', None), ('person', None)), models.Q(('merged_into__isnull', False), ('person__isnull', False), models.Q(('person', models.F('id')), _negated=True), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='channels_customer_merged_iff_person'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ContactPoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('email', 'e-mail'), ('phone', 'phone'), ('wechat', 'WeChat'), ('line', 'LINE'), ('webhook', 'another messenger')], max_length=8, verbose_name='kind')),
                    ('value_sealed', models.BinaryField(null=True)),
                    ('value_masked', models.CharField(max_length=120, verbose_name='value')),
                    ('value_index', models.BinaryField(max_length=32, null=True)),
                    ('tail_index', models.BinaryField(db_index=True, max_length=32, null=True)),
                    ('bounced_at', models.DateTimeField(blank=True, null=True, verbose_name='bounced at')),
                    ('created_at', models.DateTimeField(verbose_name='first seen at')),
                    ('customer', models.ForeignKey(on_delete=models.PROTECT, related_name='contact_points', to='channels.customer')),
                ],
                options={
                    'verbose_name': 'contact point',
                    'verbose_name_plural': 'contact points',
                    'constraints': [
                        models.UniqueConstraint(fields=('kind', 'value_index'), name='channels_contact_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CustomerSigns',
                fields=[
                    ('customer', models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name='signs', serialize=False, to='channels.customer')),
                    ('signs', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('compared_up_to', models.BigIntegerField(db_default=0, default=0)),
                ],
                options={
                    'indexes': [
                        django.contrib.postgres.indexes.GinIndex(fields=['signs'], name='channels_customer_signs'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CustomerPair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('open', 'to decide'), ('merged', 'merged'), ('declined', 'not the same person')], default='open', max_length=8, verbose_name='state')),
                    ('score', models.PositiveSmallIntegerField(verbose_name='likeness')),
                    ('reasons', models.JSONField(default=list, verbose_name='reasons')),
                    ('found_at', models.DateTimeField(verbose_name='found at')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('high', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='channels.customer')),
                    ('joined', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to='channels.customer')),
                    ('low', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='channels.customer')),
                ],
                options={
                    'verbose_name': 'possible match',
                    'verbose_name_plural': 'possible matches',
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'open')), fields=['-score', '-id'], name='channels_pair_open'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('low', 'high'), name='channels_pair_once'),
                        models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='channels_pair_in_order'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='channels_pair_decided_iff_at'),
                        models.CheckConstraint(condition=models.Q(models.Q(('joined__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('joined', None)), _connector='OR'), name='channels_pair_merged_iff_joined'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Partner',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='partners', to='channels.channel')),
                ],
                options={
                    'verbose_name': 'partner',
                    'verbose_name_plural': 'partners',
                    'ordering': ('name',),
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "channels_partnerevent" ("channel_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."channel_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='c9e3cde8bdb4d85397a04d284fbc1cc94a44ea35', operation='INSERT', pgid='pgtrigger_insert_insert_5597d', table='channels_partner', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "channels_partnerevent" ("channel_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."channel_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='9fddc5671ca2d06cd51e0fa2d13ef6e93d5f235e', operation='UPDATE', pgid='pgtrigger_update_update_21cfc', table='channels_partner', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PartnerEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('channel', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='channels.channel')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='channels.partner')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f8f971d11ad82f10725f850dbeae03f8063106cf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d9a8e', table='channels_partnerevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PartnerKey',
                fields=[
                    ('id', models.CharField(editable=False, max_length=150, primary_key=True, serialize=False, unique=True)),
                    ('prefix', models.CharField(editable=False, max_length=8, unique=True)),
                    ('hashed_key', models.CharField(editable=False, max_length=150)),
                    ('created', models.DateTimeField(auto_now_add=True, db_index=True)),
                    ('name', models.CharField(default=None, help_text='A free-form name for the API key. Need not be unique. 50 characters max.', max_length=50)),
                    ('revoked', models.BooleanField(blank=True, default=False, help_text='If the API key is revoked, clients cannot use it anymore. (This cannot be undone.)')),
                    ('expiry_date', models.DateTimeField(blank=True, help_text='Once API key expires, clients cannot use it anymore.', null=True, verbose_name='Expires')),
                    ('partner', models.ForeignKey(on_delete=models.CASCADE, related_name='keys', to='channels.partner')),
                ],
                options={
                    'verbose_name': 'partner key',
                    'verbose_name_plural': 'partner keys',
                    'ordering': ('-created',),
                },
            ),
        ]),
    ]
