"""What customers bought, and files of it; mail goes out by a connection of its own kind."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables

_KINDS = [
    ('imap', 'mailbox (IMAP)'), ('smtp', 'mail server for outgoing mail (SMTP)'), ('mail_webhook', 'mail service (webhook)'),
    ('wechat', 'WeChat official account'), ('line', 'LINE official account'),
    ('sms', 'text messages (SMS)'), ('webhook', 'signed webhook'),
    ('call_centre', 'call centre (events)'), ('feed', 'feed (RSS, Atom, JSON)'), ('widget', 'feedback button on websites'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('channels', "0016_texts"),
        ('organisation', '0004_brand'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='channelaccount',
            name='kind',
            field=models.CharField(choices=_KINDS, max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='channelaccountevent',
            name='kind',
            field=models.CharField(choices=_KINDS, max_length=12, verbose_name='kind'),
        ),
        MakeTables([
            migrations.CreateModel(
                name='PurchaseFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200, verbose_name='file')),
                    ('kind', models.CharField(max_length=5)),
                    ('sha256', models.BinaryField(max_length=32)),
                    ('size', models.PositiveIntegerField(verbose_name='bytes')),
                    ('wrapped_key', models.BinaryField(null=True)),
                    ('body', models.BinaryField(null=True)),
                    ('mapping', models.JSONField(default=dict)),
                    ('new', models.PositiveIntegerField(default=0, verbose_name='new')),
                    ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                    ('known', models.PositiveIntegerField(default=0, verbose_name='known already')),
                    ('wrong', models.JSONField(default=list)),
                    ('made_at', models.DateTimeField(verbose_name='uploaded at')),
                    ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read in at')),
                    ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'file of purchases',
                    'verbose_name_plural': 'files of purchases',
                    'constraints': [models.CheckConstraint(condition=models.Q(('read_at', None), models.Q(('body', None), ('wrapped_key', None)), _connector='OR'), name='channels_purchase_file_read_is_gone')],
                },
            ),
            migrations.CreateModel(
                name='Purchase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order_number', models.CharField(max_length=40, verbose_name='order number')),
                    ('order_key', models.CharField(max_length=40)),
                    ('bought_at', models.DateTimeField(verbose_name='bought at')),
                    ('amount_minor', models.BigIntegerField(blank=True, null=True, verbose_name='amount')),
                    ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                    ('lot', models.CharField(blank=True, max_length=80, verbose_name='machine or lot')),
                    ('warranty_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='months of warranty')),
                    ('wrapped_key', models.BinaryField(null=True)),
                    ('details_sealed', models.BinaryField(null=True)),
                    ('phone_index', models.BinaryField(max_length=32, null=True)),
                    ('email_index', models.BinaryField(max_length=32, null=True)),
                    ('says', models.BinaryField(max_length=32)),
                    ('kept_at', models.DateTimeField(verbose_name='kept since')),
                    ('changed_at', models.DateTimeField(blank=True, null=True, verbose_name='changed at')),
                    ('partner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.partner')),
                    ('store', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store')),
                ],
                options={
                    'verbose_name': 'purchase',
                    'verbose_name_plural': 'purchases',
                    'indexes': [models.Index(condition=models.Q(('phone_index__isnull', False)), fields=['phone_index'], name='channels_purchase_phone'), models.Index(condition=models.Q(('email_index__isnull', False)), fields=['email_index'], name='channels_purchase_email')],
                    'constraints': [models.UniqueConstraint(fields=('order_key', 'partner'), name='channels_purchase_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('amount_minor', None), models.Q(('currency', ''), _negated=True), _connector='OR'), name='channels_purchase_amount_has_currency')],
                },
            ),
        ]),
    ]
