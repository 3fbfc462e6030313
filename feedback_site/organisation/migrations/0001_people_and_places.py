"""Who works here, in what part, and where."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('organisation', '0001_staff_and_places'),
        ('organisation', '0003_sign_in_counts'),
        ('organisation', '0004_store_closures'),
    ]
    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
        # Not needed, but it alters models, which is done sooner while there are few.
        ('rest_framework_api_key', '0005_auto_20220110_1102'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                    ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('display_name', models.CharField(blank=True, max_length=80, verbose_name='display name')),
                    ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                    ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'member of staff',
                    'verbose_name_plural': 'staff',
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='Department',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('giving', models.CharField(choices=[('off', 'people take cases themselves'), ('suggest', 'people take cases, and are shown whom they fit'), ('automatic', 'cases are given out at once')], db_default='suggest', default='suggest', max_length=10, verbose_name='who gets its cases')),
                ],
                options={
                    'verbose_name': 'department',
                    'verbose_name_plural': 'departments',
                    'ordering': ('code',),
                },
            ),
            migrations.CreateModel(
                name='Region',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                ],
                options={
                    'verbose_name': 'region',
                    'verbose_name_plural': 'regions',
                    'ordering': ('code',),
                },
            ),
            migrations.CreateModel(
                name='BusinessCalendar',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('time_zone', models.CharField(default='Asia/Taipei', max_length=64, verbose_name='time zone')),
                    ('holiday_country', models.CharField(blank=True, help_text='CN, TW, HK or empty', max_length=2, verbose_name='country of public holidays')),
                    ('version', models.PositiveIntegerField(default=0, verbose_name='version')),
                ],
                options={
                    'verbose_name': 'working-time calendar',
                    'verbose_name_plural': 'working-time calendars',
                },
            ),
            migrations.CreateModel(
                name='Store',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                    ('phone', models.CharField(blank=True, max_length=32, verbose_name='phone')),
                    ('is_open', models.BooleanField(default=True, verbose_name='open for business')),
                    ('calendar', models.ForeignKey(on_delete=models.PROTECT, related_name='stores', to='organisation.businesscalendar', verbose_name='calendar')),
                    ('region', models.ForeignKey(on_delete=models.PROTECT, related_name='stores', to='organisation.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'store',
                    'verbose_name_plural': 'stores',
                    'ordering': ('code',),
                },
            ),
            migrations.CreateModel(
                name='Posting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('clerk', 'clerk'), ('agent', 'agent'), ('specialist', 'specialist'), ('supervisor', 'supervisor'), ('department_head', 'department head'), ('manager', 'manager'), ('experience_officer', 'experience officer'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20, verbose_name='role')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='postings', to='organisation.department')),
                    ('user', models.ForeignKey(on_delete=models.CASCADE, related_name='postings', to=settings.AUTH_USER_MODEL)),
                    ('region', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='postings', to='organisation.region')),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='postings', to='organisation.store')),
                ],
                options={
                    'verbose_name': 'posting',
                    'verbose_name_plural': 'postings',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('region', None), ('store', None)), models.Q(('department', None), ('store', None)), models.Q(('department', None), ('region', None)), _connector='OR'), name='organisation_posting_one_place'),
                    ],
                    'triggers': [
                        Trigger(name='insert_insert', sql=UpsertTriggerSql(func='INSERT INTO "organisation_postingevent" ("department_id", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "role", "store_id", "user_id") VALUES (NEW."department_id", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."role", NEW."store_id", NEW."user_id"); RETURN NULL;', hash='8b5d790e81cf6e0330650ce4f04350235756f099', operation='INSERT', pgid='pgtrigger_insert_insert_977b4', table='organisation_posting', when='AFTER')),
                        Trigger(name='update_update', sql=UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisation_postingevent" ("department_id", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "role", "store_id", "user_id") VALUES (NEW."department_id", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."role", NEW."store_id", NEW."user_id"); RETURN NULL;', hash='0aed64c91acd5c0baafd5bc6fba1f4d5ce3ebe28', operation='UPDATE', pgid='pgtrigger_update_update_2b8df', table='organisation_posting', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PostingEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('role', models.CharField(choices=[('clerk', 'clerk'), ('agent', 'agent'), ('specialist', 'specialist'), ('supervisor', 'supervisor'), ('department_head', 'department head'), ('manager', 'manager'), ('experience_officer', 'experience officer'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20, verbose_name='role')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.department')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='events', to='organisation.posting')),
                    ('user', models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.region')),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.store')),
                ],
                options={
                    'triggers': [
                        Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='07356cdf9b305fac1ca796e6da6bee0f98daeee4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6dcf9', table='organisation_postingevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SignInCount',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('tries', models.PositiveIntegerField()),
                    ('began_at', models.DateTimeField(db_index=True)),
                    ('locked_until', models.DateTimeField(null=True)),
                ],
            ),
        ]),
    ]
