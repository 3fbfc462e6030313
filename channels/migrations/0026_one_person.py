"""Customers who may be one person, the signs they are compared by, and the overlay that merges them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0025_counter_devices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'to decide'), ('merged', 'merged'), ('declined', 'not the same person')], default='open', max_length=8, verbose_name='state')),
                ('score', models.PositiveSmallIntegerField(verbose_name='likeness')),
                ('reasons', models.JSONField(default=list, verbose_name='reasons')),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'possible match',
                'verbose_name_plural': 'possible matches',
            },
        ),
        migrations.CreateModel(
            name='CustomerSigns',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='signs', serialize=False, to='channels.customer')),
                ('signs', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('compared_up_to', models.BigIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.AddField(
            model_name='customer',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='channels.customer'),
        ),
        migrations.AddField(
            model_name='customer',
            name='person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='also_known', to='channels.customer'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='channels_customer_person'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into', None), ('person', None)), models.Q(('merged_into__isnull', False), ('person__isnull', False), models.Q(('person', models.F('id')), _negated=True), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='channels_customer_merged_iff_person'),
        ),
        migrations.AddField(
            model_name='customerpair',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='customerpair',
            name='high',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.customer'),
        ),
        migrations.AddField(
            model_name='customerpair',
            name='joined',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.customer'),
        ),
        migrations.AddField(
            model_name='customerpair',
            name='low',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.customer'),
        ),
        migrations.AddIndex(
            model_name='customersigns',
            index=django.contrib.postgres.indexes.GinIndex(fields=['signs'], name='channels_customer_signs'),
        ),
        migrations.AddIndex(
            model_name='customerpair',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['-score', '-id'], name='channels_pair_open'),
        ),
        migrations.AddConstraint(
            model_name='customerpair',
            constraint=models.UniqueConstraint(fields=('low', 'high'), name='channels_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='customerpair',
            constraint=models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='channels_pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='customerpair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='channels_pair_decided_iff_at'),
        ),
        migrations.AddConstraint(
            model_name='customerpair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('joined__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('joined', None)), _connector='OR'), name='channels_pair_merged_iff_joined'),
        ),
    ]
