"""What people can do and have room for, when they are away, and how a department gives out its cases."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0004_store_closures'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoleCapacity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('clerk', 'clerk'), ('agent', 'agent'), ('specialist', 'specialist'), ('supervisor', 'supervisor'), ('department_head', 'department head'), ('manager', 'manager'), ('experience_officer', 'experience officer'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20, unique=True, verbose_name='role')),
                ('points', models.PositiveSmallIntegerField(help_text='Open cases count 1 (low), 2 (normal), 3 (high) or 4 (urgent); one that waits counts 1.', verbose_name='points')),
            ],
            options={
                'verbose_name': 'usual capacity',
                'verbose_name_plural': 'usual capacities',
                'ordering': ('role',),
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'skill',
                'verbose_name_plural': 'skills',
                'ordering': ('code',),
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='department',
            name='giving',
            field=models.CharField(choices=[('off', 'people take cases themselves'), ('suggest', 'people take cases, and are shown whom they fit'), ('automatic', 'cases are given out at once')], db_default='suggest', default='suggest', max_length=10, verbose_name='who gets its cases'),
        ),
        migrations.CreateModel(
            name='WorkProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(), blank=True, default=list, size=None, verbose_name='skills')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('zh-hant', 'Chinese (Traditional)'), ('zh-hans', 'Chinese (Simplified)'), ('en', 'English'), ('yue', 'Cantonese'), ('nan', 'Taiwanese Hokkien'), ('ja', 'Japanese'), ('ko', 'Korean'), ('vi', 'Vietnamese'), ('id', 'Indonesian'), ('th', 'Thai')], max_length=8), blank=True, default=list, size=None, verbose_name='languages')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='capacity')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='work_profile', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'work profile',
                'verbose_name_plural': 'work profiles',
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(verbose_name='away from')),
                ('ends_at', models.DateTimeField(verbose_name='away until')),
                ('kind', models.CharField(choices=[('leave', 'leave'), ('sick', 'ill'), ('training', 'training'), ('trip', 'business trip'), ('other', 'other reason')], max_length=10, verbose_name='reason')),
                ('hands_over', models.BooleanField(default=True, help_text='Leave it out for some hours: then cases stay, and only new ones go elsewhere.', verbose_name='hand open cases over')),
                ('entered_at', models.DateTimeField(verbose_name='recorded at')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who stands in')),
            ],
            options={
                'verbose_name': 'away time',
                'verbose_name_plural': 'away times',
                'ordering': ('-begins_at', '-pk'),
                'indexes': [models.Index(fields=['ends_at'], name='organisation_absence_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at')), ('ended_by__isnull', False), _connector='OR'), name='organisation_absence_lasts'), models.CheckConstraint(condition=models.Q(('stand_in', None), models.Q(('stand_in', models.F('person')), _negated=True), _connector='OR'), name='organisation_absence_other_stands_in')],
            },
        ),
    ]
