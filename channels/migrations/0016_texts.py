"""Texts (SMS): a kind of channel and connection, a consent of its own, and the numbers that get none."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from feedback_site.tables_at_once import AtOnce

_CHANNELS = [
    ('web', 'web form'), ('email', 'e-mail'), ('counter', 'counter'), ('phone', 'phone'),
    ('box', 'suggestion box'), ('chat', 'live chat'), ('wechat', 'WeChat'), ('line', 'LINE'), ('sms', 'SMS'),
    ('social', 'social media'), ('partner', 'partner API'), ('webhook', 'another messenger'),
    ('interview', 'interview'),
]
_ACCOUNTS = [
    ('imap', 'mailbox (IMAP)'), ('mail_webhook', 'mail service (webhook)'),
    ('wechat', 'WeChat official account'), ('line', 'LINE official account'),
    ('sms', 'text messages (SMS)'), ('webhook', 'signed webhook'), ('call_centre', 'call centre (events)'),
    ('feed', 'feed (RSS, Atom, JSON)'), ('widget', 'feedback button on websites'),
]
_PURPOSES = [
    ('handle_feedback', 'handling this feedback'), ('survey', 'asking about satisfaction'),
    ('publish', 'publishing the outcome without names'), ('texts', 'being told of each step by SMS'),
]


def refuse_what_would_be_lost(apps, schema_editor):
    """Go back only where nobody is texted: the version before knows neither the connections nor the wishes."""
    connections = apps.get_model('channels', 'ChannelAccount').objects.filter(kind='sms').count()
    stopped = apps.get_model('channels', 'StoppedNumber').objects.count()
    if connections or stopped:
        raise IrreversibleError(
            f'{connections} connections for texts and {stopped} numbers without texts are kept; the version before '
            'cannot hold them. Nothing was changed. Restore the backup of before the update instead.'
        )


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0015_answers_held'),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='StoppedNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number_index', models.BinaryField(max_length=32, unique=True)),
                ('reason', models.CharField(choices=[('asked', 'asked for no more texts'), ('unreachable', 'takes no texts')], max_length=11, verbose_name='reason')),
                ('stopped_at', models.DateTimeField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'number without texts',
                'verbose_name_plural': 'numbers without texts',
            },
        ),
        migrations.AlterField(
            model_name='channel',
            name='kind',
            field=models.CharField(choices=_CHANNELS, max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='channelevent',
            name='kind',
            field=models.CharField(choices=_CHANNELS, max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='channelaccount',
            name='kind',
            field=models.CharField(choices=_ACCOUNTS, max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='channelaccountevent',
            name='kind',
            field=models.CharField(choices=_ACCOUNTS, max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.CharField(choices=_PURPOSES, max_length=20, verbose_name='purpose'),
        ),
        ]),
        # The first step on the way back.
        migrations.RunPython(migrations.RunPython.noop, refuse_what_would_be_lost),
    ]
