"""Standard solutions in versions, their uses, and readers' words on them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_who_stands_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category', verbose_name='category')),
                ('solution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='cases.solution')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version of a solution',
                'verbose_name_plural': 'versions of solutions',
                'ordering': ('solution', 'number'),
            },
        ),
        migrations.CreateModel(
            name='SolutionUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('used_at', models.DateTimeField(verbose_name='used at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='solution_uses', to='cases.case')),
                ('used_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='cases.solutionversion')),
            ],
            options={
                'verbose_name': 'use of a solution',
                'verbose_name_plural': 'uses of solutions',
                'ordering': ('used_at',),
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
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='cases.solutionversion')),
            ],
            options={
                'verbose_name': 'text of a solution',
                'verbose_name_plural': 'texts of solutions',
                'ordering': ('version', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SolutionVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('has_helped', models.BooleanField(verbose_name='helped')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='cases.solutionversion')),
            ],
            options={
                'verbose_name': "reader's word on a solution",
                'verbose_name_plural': "readers' words on solutions",
            },
        ),
        migrations.AddConstraint(
            model_name='solutionversion',
            constraint=models.UniqueConstraint(fields=('solution', 'number'), name='cases_solution_number'),
        ),
        migrations.AddConstraint(
            model_name='solutionversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('solution',), name='cases_solution_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='solutionversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'in_review'))), fields=('solution',), name='cases_solution_one_open'),
        ),
        migrations.AddConstraint(
            model_name='solutionversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='cases_solution_approved_at'),
        ),
        migrations.AddConstraint(
            model_name='solutionversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('written_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_by', models.F('written_by')), _negated=True)), _connector='OR'), name='cases_solution_second_person'),
        ),
        migrations.AddConstraint(
            model_name='solutionuse',
            constraint=models.UniqueConstraint(fields=('case', 'version'), name='cases_solution_use_once'),
        ),
        migrations.AddConstraint(
            model_name='solutiontext',
            constraint=models.UniqueConstraint(fields=('version', 'language'), name='cases_solution_text'),
        ),
    ]
