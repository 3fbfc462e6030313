"""Contacts that somebody merely states are used for the item in which they do; the others stay known."""

import django.contrib.postgres.operations
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

_PROOFS = [
    ('mail', 'a mail came from it'), ('code', 'a code sent to it was typed'), ('call', 'a call came from it'),
    ('clerk', 'given in person at a counter'), ('account', 'the messenger says so'),
    ('orders', 'from our own order data'), ('earlier', 'known since before contacts were confirmed'),
]


def refuse_what_would_be_known(apps, schema_editor):
    """Go back only where nothing is merely stated: the version before takes each contact for its customer's."""
    claims = apps.get_model('channels', 'ContactPoint').objects.exclude(claimed_in=None).exclude(
        value_sealed=None
    )
    if claims.exists():
        raise IrreversibleError(
            f'{claims.count()} contacts were merely stated; the version before would write to them of all cases '
            'of that customer. Nothing was changed. Restore the backup of before the update instead.'
        )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('channels', '0010_calls_by_hand'),
    ]

    operations = [
        # What is there is known as it was; no row is written for that, only the default of the moment.
        migrations.AddField(
            model_name='contactpoint',
            name='proof',
            field=models.CharField(blank=True, choices=_PROOFS, db_default='earlier', default='', max_length=8, verbose_name='proof'),
        ),
        migrations.AlterField(
            model_name='contactpoint',
            name='proof',
            field=models.CharField(blank=True, choices=_PROOFS, db_default='', default='', max_length=8, verbose_name='proof'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='claim_index',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='claimed_in',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.rawintake'),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim_index', None), ('claimed_in', None)), models.Q(('proof', ''), ('value_index', None)), _connector='OR'), name='channels_contact_known_or_claimed'),
        ),
        django.contrib.postgres.operations.ValidateConstraint(
            model_name='contactpoint',
            name='channels_contact_known_or_claimed',
        ),
        AddIndexConcurrently(
            model_name='contactpoint',
            index=models.Index(condition=models.Q(('claim_index__isnull', False)), fields=['claim_index'], name='channels_contact_claim'),
        ),
        # The first step on the way back.
        migrations.RunPython(migrations.RunPython.noop, refuse_what_would_be_known),
    ]
