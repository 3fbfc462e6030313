"""Standard solutions, near duplicates, and what is learned from how people sort."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('cases', '0008_standard_solutions'),
    ]
    dependencies = [
        ('cases', '0004_incidents_and_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Solution',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                ],
                options={
                    'verbose_name': 'standard solution',
                    'verbose_name_plural': 'standard solutions',
                },
            ),
            migrations.CreateModel(
                name='SolutionVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='version')),
                    ('is_public', models.BooleanField(default=True, verbose_name='for customers to read')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'to be approved'), ('approved', 'in force'), ('retired', 'taken back')], default='draft', max_length=9, verbose_name='state')),
                    ('change', models.CharField(blank=True, max_length=200, verbose_name='what has changed')),
                    ('remark', models.CharField(blank=True, max_length=500, verbose_name='why it was sent back')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('proposed_at', models.DateTimeField(blank=True, null=True, verbose_name='proposed at')),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                    ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('category', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='cases.category', verbose_name='category')),
                    ('solution', models.ForeignKey(on_delete=models.PROTECT, related_name='versions', to='cases.solution')),
                    ('written_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'version of a solution',
                    'verbose_name_plural': 'versions of solutions',
                    'ordering': ('solution', 'number'),
                    'constraints': [
                        models.UniqueConstraint(fields=('solution', 'number'), name='cases_solution_number'),
                        models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('solution',), name='cases_solution_one_in_force'),
                        models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'in_review'))), fields=('solution',), name='cases_solution_one_open'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='cases_solution_approved_at'),
                        models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('written_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_by', models.F('written_by')), _negated=True)), _connector='OR'), name='cases_solution_second_person'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SolutionText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('problem', models.TextField(blank=True, verbose_name='how customers put it')),
                    ('answer', models.TextField(blank=True, verbose_name='answer for customers')),
                    ('steps', models.TextField(blank=True, verbose_name='steps for colleagues')),
                    ('version', models.ForeignKey(on_delete=models.CASCADE, related_name='texts', to='cases.solutionversion')),
                ],
                options={
                    'verbose_name': 'text of a solution',
                    'verbose_name_plural': 'texts of solutions',
                    'ordering': ('version', 'pk'),
                    'constraints': [
                        models.UniqueConstraint(fields=('version', 'language'), name='cases_solution_text'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SolutionUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('used_at', models.DateTimeField(verbose_name='used at')),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='solution_uses', to='cases.case')),
                    ('used_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.ForeignKey(on_delete=models.PROTECT, related_name='uses', to='cases.solutionversion')),
                ],
                options={
                    'verbose_name': 'use of a solution',
                    'verbose_name_plural': 'uses of solutions',
                    'ordering': ('used_at',),
                    'constraints': [
                        models.UniqueConstraint(fields=('case', 'version'), name='cases_solution_use_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SolutionVote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('has_helped', models.BooleanField(verbose_name='helped')),
                    ('given_at', models.DateTimeField(verbose_name='given at')),
                    ('version', models.ForeignKey(on_delete=models.PROTECT, related_name='votes', to='cases.solutionversion')),
                ],
                options={
                    'verbose_name': "reader's word on a solution",
                    'verbose_name_plural': "readers' words on solutions",
                },
            ),
            migrations.CreateModel(
                name='NearWeights',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('made_at', models.DateTimeField()),
                    ('texts', models.PositiveIntegerField()),
                    ('counts', models.BinaryField()),
                ],
                options={
                    'get_latest_by': 'pk',
                },
            ),
            migrations.CreateModel(
                name='NearText',
                fields=[
                    ('case', models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name='+', serialize=False, to='cases.case')),
                    ('opened_at', models.DateTimeField()),
                    ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ],
                options={
                    'indexes': [
                        django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='cases_near_keys'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='NearDuplicate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('similarity', models.PositiveSmallIntegerField(verbose_name='similarity')),
                    ('words', models.JSONField(default=list, verbose_name='shared words')),
                    ('state', models.CharField(choices=[('open', 'to decide'), ('accepted', 'one matter'), ('declined', 'not a duplicate')], default='open', max_length=8, verbose_name='state')),
                    ('found_at', models.DateTimeField(verbose_name='found at')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='near_duplicates', to='cases.case')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('other', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='cases.case')),
                ],
                options={
                    'verbose_name': 'possible duplicate',
                    'verbose_name_plural': 'possible duplicates',
                    'constraints': [
                        models.UniqueConstraint(fields=('case', 'other'), name='cases_near_once'),
                        models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='cases_near_not_itself'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='cases_near_decided_iff_at'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CaseQuality',
                fields=[
                    ('case', models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name='quality', serialize=False, to='cases.case')),
                    ('version', models.PositiveSmallIntegerField()),
                    ('completeness', models.PositiveSmallIntegerField(verbose_name='completeness')),
                    ('specificity', models.PositiveSmallIntegerField(verbose_name='specificity')),
                    ('evidence', models.PositiveSmallIntegerField(verbose_name='evidence')),
                    ('whole', models.PositiveSmallIntegerField(verbose_name='quality')),
                    ('missing', models.JSONField(default=list)),
                    ('graded_at', models.DateTimeField(verbose_name='graded at')),
                ],
                options={
                    'verbose_name': 'quality of feedback',
                    'verbose_name_plural': 'quality of feedback',
                },
            ),
            migrations.CreateModel(
                name='CategoryLabel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('confirmed', 'confirmed'), ('corrected', 'corrected'), ('kept', 'sorted without a person, and kept')], max_length=9, verbose_name='kind')),
                    ('guessed', models.CharField(blank=True, max_length=50, verbose_name='guessed')),
                    ('confidence', models.FloatField(default=0.0, verbose_name='confidence')),
                    ('was_sorted', models.BooleanField(default=False, verbose_name='sorted without a person')),
                    ('version', models.PositiveIntegerField(null=True, verbose_name='version')),
                    ('decided_at', models.DateTimeField(verbose_name='decided at')),
                    ('case', models.ForeignKey(on_delete=models.PROTECT, related_name='labels', to='cases.case')),
                    ('category', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='cases.category')),
                    ('decided_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'category label',
                    'verbose_name_plural': 'category labels',
                    'ordering': ('-pk',),
                    'indexes': [
                        models.Index(fields=['case', '-id'], name='cases_label_case'),
                        models.Index(fields=['decided_at'], name='cases_label_decided'),
                    ],
                },
            ),
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
                    ('case', models.OneToOneField(on_delete=models.PROTECT, related_name='+', to='cases.case')),
                    ('decided', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to='cases.category')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('first', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='cases.category')),
                    ('first_coder', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sample', models.ForeignKey(on_delete=models.PROTECT, related_name='codings', to='cases.codingsample')),
                    ('second', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to='cases.category')),
                    ('second_coder', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'case coded twice',
                    'verbose_name_plural': 'cases coded twice',
                    'ordering': ('sample', 'position'),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('second', None), ('second_at', None), ('second_coder', None)), models.Q(('second__isnull', False), ('second_at__isnull', False), ('second_coder__isnull', False), models.Q(('second_coder', models.F('first_coder')), _negated=True)), _connector='OR'), name='cases_coding_second_is_another'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided', None), ('decided_at', None), ('decided_by', None)), models.Q(('decided__isnull', False), ('decided_at__isnull', False), ('second__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('first_coder')), _negated=True), models.Q(('decided_by', models.F('second_coder')), _negated=True)), _connector='OR'), name='cases_coding_third_is_another'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReadingModel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                    ('numbers', models.BinaryField()),
                    ('words', models.BinaryField()),
                    ('labels', models.PositiveIntegerField(verbose_name='labels')),
                    ('up_to_label', models.PositiveBigIntegerField()),
                    ('metrics', models.JSONField(default=dict, verbose_name='figures')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('is_in_use', models.BooleanField(default=False, verbose_name='in use')),
                    ('in_use_since', models.DateTimeField(blank=True, null=True, verbose_name='in use since')),
                    ('put_in_use_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'version of the reading',
                    'verbose_name_plural': 'versions of the reading',
                    'ordering': ('-number',),
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('is_in_use', True)), fields=('is_in_use',), name='cases_reading_model_one_in_use'),
                    ],
                },
            ),
        ]),
    ]
