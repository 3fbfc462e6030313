"""Calls that nobody but a colleague tells of, and calls that a colleague promised."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0009_reviews_by_their_source'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='call',
            name='account',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='channels.channelaccount'),
        ),
        migrations.AddField(
            model_name='call',
            name='logged_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written down by hand by'),
        ),
        migrations.AddField(
            model_name='call',
            name='is_wait_known',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='callback',
            name='promised_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who promised it'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(condition=models.Q(('account', None)), fields=('external_id',), name='channels_call_by_hand_once'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('logged_by', None)), models.Q(('account', None), ('logged_by__isnull', False)), _connector='OR'), name='channels_call_told_or_by_hand'),
        ),
        migrations.RemoveConstraint(
            model_name='callback',
            name='channels_call_back_one_open',
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(condition=models.Q(('promised_by', None), ('state', 'open')), fields=('number_index', 'store'), name='channels_call_back_one_open', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(condition=models.Q(('promised_by__isnull', False), ('state', 'open')), fields=('number_index', 'store'), name='channels_call_back_one_wish', nulls_distinct=False),
        ),
    ]
