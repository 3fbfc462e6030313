"""Calls that nobody but a colleague tells of, and calls that a colleague promised."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from feedback_site.tables_at_once import AtOnce


def refuse_what_would_be_lost(apps, schema_editor):
    """Go back only where nobody wrote a call down by hand or promised one: before, these had no place."""
    by_hand = apps.get_model('channels', 'Call').objects.filter(
        models.Q(account=None) | models.Q(is_wait_known=False)
    )
    promised = apps.get_model('channels', 'CallBack').objects.exclude(promised_by=None)
    if by_hand.exists() or promised.exists():
        raise IrreversibleError(
            f'{by_hand.count()} calls were written down by hand and {promised.count()} were promised; the version '
            'before cannot hold them. Nothing was changed. Restore the backup of before the update instead.'
        )


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0009_reviews_by_their_source'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
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
        ]),
        # The first step on the way back.
        migrations.RunPython(migrations.RunPython.noop, refuse_what_would_be_lost),
    ]
