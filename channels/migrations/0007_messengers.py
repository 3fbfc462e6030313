"""Messengers: who speaks on a conversation, what is still to be fetched, tokens, ways that were closed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0006_mailboxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountToken',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='token', serialize=False, to='channels.channelaccount')),
                ('token_sealed', models.BinaryField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_index=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=250)),
            ],
        ),
        migrations.AddField(
            model_name='conversation',
            name='contact_point',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='channels.contactpoint'),
        ),
        migrations.AddField(
            model_name='message',
            name='taken_back_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='taken back at'),
        ),
        migrations.AddField(
            model_name='outgoing',
            name='instead_of',
            field=models.CharField(blank=True, choices=[('email', 'e-mail'), ('phone', 'phone'), ('wechat', 'WeChat'), ('line', 'LINE'), ('webhook', 'another messenger')], db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='errand',
            name='attachment',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='errand', to='channels.attachment'),
        ),
        migrations.AddField(
            model_name='errand',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to='channels.message'),
        ),
    ]
