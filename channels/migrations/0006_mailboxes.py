"""Mailboxes that we look into: whose turn it is, and which message was seen."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0005_connections'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mailbox', serialize=False, to='channels.channelaccount')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('leased_until', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'mailbox',
                'verbose_name_plural': 'mailboxes',
            },
        ),
        migrations.CreateModel(
            name='SeenMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=255, verbose_name='folder')),
                ('uid_validity', models.BigIntegerField()),
                ('uid', models.BigIntegerField()),
                ('seen_at', models.DateTimeField(verbose_name='seen at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.CharField(blank=True, max_length=250, verbose_name='what went wrong')),
                ('settled_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='channels.channelaccount')),
                ('raw', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.rawintake')),
            ],
            options={
                'verbose_name': 'message in a mailbox',
                'verbose_name_plural': 'messages in mailboxes',
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['account'], name='channels_seen_unsettled')],
                'constraints': [models.UniqueConstraint(fields=('account', 'folder', 'uid_validity', 'uid'), name='channels_seen_once')],
            },
        ),
    ]
