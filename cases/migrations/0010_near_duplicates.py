"""Cases told in nearly the same words, and by what they are found."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_first_solutions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='cases.case')),
                ('opened_at', models.DateTimeField()),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='cases_near_keys')],
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
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='near_duplicates', to='cases.case')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'constraints': [models.UniqueConstraint(fields=('case', 'other'), name='cases_near_once'), models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='cases_near_not_itself'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='cases_near_decided_iff_at')],
            },
        ),
    ]
