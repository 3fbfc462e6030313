"""Trees of questions for customers, their steps, and what became of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_what_every_site_starts_with'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Diagnosis',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                    ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                    ('code', models.SlugField(max_length=40, verbose_name='code')),
                    ('number', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                    ('position', models.PositiveSmallIntegerField(default=50, verbose_name='position')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('retired', 'taken back')], default='draft', max_length=9, verbose_name='state')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                    ('category', models.ForeignKey(help_text='Filled into the form where the remedy did not help.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category', verbose_name='category')),
                    ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'diagnosis',
                    'verbose_name_plural': 'diagnoses',
                    'ordering': ('position', 'code', 'number'),
                    'abstract': False,
                    'constraints': [
                        models.UniqueConstraint(fields=('code', 'number'), name='cases_diagnosis_number'),
                        models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='cases_diagnosis_one_published'),
                        models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('code',), name='cases_diagnosis_one_draft'),
                        models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('published_at__isnull', False)), _connector='OR'), name='cases_diagnosis_published_at'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DiagnosisStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, verbose_name='code')),
                    ('position', models.PositiveSmallIntegerField(default=10, verbose_name='position')),
                    ('answer_zh_hant', models.CharField(blank=True, max_length=120, verbose_name='answer (Traditional Chinese)')),
                    ('answer_zh_hans', models.CharField(blank=True, max_length=120, verbose_name='answer (Simplified Chinese)')),
                    ('answer_en', models.CharField(blank=True, max_length=120, verbose_name='answer (English)')),
                    ('words_zh_hant', models.CharField(blank=True, max_length=160, verbose_name='question or cause (Traditional Chinese)')),
                    ('words_zh_hans', models.CharField(blank=True, max_length=160, verbose_name='question or cause (Simplified Chinese)')),
                    ('words_en', models.CharField(blank=True, max_length=160, verbose_name='question or cause (English)')),
                    ('advice_zh_hant', models.TextField(blank=True, verbose_name='advice (Traditional Chinese)')),
                    ('advice_zh_hans', models.TextField(blank=True, verbose_name='advice (Simplified Chinese)')),
                    ('advice_en', models.TextField(blank=True, verbose_name='advice (English)')),
                    ('above', models.ForeignKey(blank=True, help_text='The question above; none for the first.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='below', to='cases.diagnosisstep', verbose_name='follows')),
                    ('diagnosis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cases.diagnosis')),
                    ('solution', models.ForeignKey(blank=True, help_text='To read on at the end of a branch.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.solution', verbose_name='standard solution')),
                ],
                options={
                    'verbose_name': 'step of a diagnosis',
                    'verbose_name_plural': 'steps of a diagnosis',
                    'ordering': ('position', 'pk'),
                    'constraints': [
                        models.UniqueConstraint(fields=('diagnosis', 'code'), name='cases_step_code'),
                        models.UniqueConstraint(condition=models.Q(('above', None)), fields=('diagnosis',), name='cases_step_one_first'),
                        models.CheckConstraint(condition=models.Q(('above', None), models.Q(('above', models.F('id')), _negated=True), _connector='OR'), name='cases_step_not_above_itself'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DiagnosisOutcome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('has_helped', models.BooleanField(verbose_name='helped')),
                    ('given_at', models.DateTimeField(verbose_name='given at')),
                    ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='cases.diagnosisstep')),
                ],
                options={
                    'verbose_name': 'outcome of a diagnosis',
                    'verbose_name_plural': 'outcomes of diagnoses',
                },
            ),
        ]),
    ]
