"""How good each piece of feedback is to work with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_near_duplicates'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseQuality',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='quality', serialize=False, to='cases.case')),
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
    ]
