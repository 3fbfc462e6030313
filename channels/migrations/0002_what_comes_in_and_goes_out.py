"""What comes in, byte for byte and as it was read, and the outbox.

A database has a new life wherever a dump of it is loaded: in another cluster, or in another database of
the same one. Each message of the outbox knows in which of them it was written.
"""

from django.conf import settings
from django.db import migrations, models

import channels.models.attachment
import channels.models.outbox
from feedback_site.tables_at_once import MakeTables


# PL/pgSQL keeps its plan, so that it costs each message half of what a function in SQL would.
LIFE = """
CREATE FUNCTION channels_life() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN hashtextextended(
        (SELECT system_identifier::text FROM pg_control_system()) || ':' ||
        (SELECT oid::text FROM pg_database WHERE datname = current_database()), 0);
END $$
"""


class Migration(migrations.Migration):
    replaces = [
        ('channels', '0012_lives_of_the_database'),
    ]
    dependencies = [
        ('channels', '0001_customers_and_partners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunSQL(LIFE, 'DROP FUNCTION channels_life()'),
        MakeTables([
            migrations.CreateModel(
                name='Conversation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference')),
                    ('language', models.CharField(default='zh-hant', max_length=8, verbose_name='language')),
                    ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                    ('opened_at', models.DateTimeField(verbose_name='opened at')),
                    ('access_digest', models.BinaryField(max_length=32)),
                    ('access_version', models.PositiveSmallIntegerField(default=1)),
                    ('access_expires_at', models.DateTimeField(blank=True, null=True, verbose_name='access code valid until')),
                    ('channel', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='conversations', to='channels.channel')),
                    ('customer', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='conversations', to='channels.customer')),
                    ('partner', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='conversations', to='channels.partner')),
                    ('contact_point', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='conversations', to='channels.contactpoint')),
                ],
                options={
                    'verbose_name': 'conversation',
                    'verbose_name_plural': 'conversations',
                    'indexes': [
                        models.Index(condition=models.Q(('contact_point__isnull', False)), fields=['contact_point', 'opened_at'], name='channels_conversation_point'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RawIntake',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seq', models.BigIntegerField(verbose_name='number on the channel')),
                    ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference')),
                    ('external_id', models.CharField(blank=True, max_length=255, null=True, verbose_name='id at the source')),
                    ('received_at', models.DateTimeField(verbose_name='received at')),
                    ('captured_at', models.DateTimeField(blank=True, null=True, verbose_name='captured at')),
                    ('content_type', models.CharField(max_length=255, verbose_name='content type')),
                    ('context', models.JSONField(default=dict, verbose_name='context')),
                    ('sha256', models.BinaryField(max_length=32, verbose_name='SHA-256')),
                    ('size', models.PositiveIntegerField(verbose_name='bytes')),
                    ('wrapped_key', models.BinaryField(null=True)),
                    ('body', models.BinaryField(null=True)),
                    ('state', models.CharField(choices=[('stored', 'stored, not read yet'), ('done', 'accounted for'), ('failed', 'could not be read')], default='stored', max_length=8, verbose_name='state')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('error', models.TextField(blank=True, verbose_name='what went wrong')),
                    ('disposition', models.CharField(blank=True, choices=[('opened', 'opened a case'), ('appended', 'message on a case'), ('logged', 'entry in the call log'), ('kept', 'kept as insight, without a case'), ('duplicate', 'duplicate of an item we have'), ('spam', 'spam, reviewed by a person'), ('rejected', 'rejected with a reason')], max_length=10, verbose_name='disposition')),
                    ('disposition_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('accounted_at', models.DateTimeField(blank=True, null=True, verbose_name='accounted for at')),
                    ('channel', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='intakes', to='channels.channel')),
                    ('conversation', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='intakes', to='channels.conversation')),
                    ('reviewer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'raw item',
                    'verbose_name_plural': 'raw items',
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'done'), _negated=True), fields=['received_at'], name='channels_intake_open'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('channel', 'seq'), name='channels_intake_seq'),
                        models.UniqueConstraint(fields=('channel', 'external_id'), name='channels_intake_external'),
                        models.CheckConstraint(condition=models.Q(models.Q(('accounted_at__isnull', False), ('state', 'done'), models.Q(('disposition', ''), _negated=True)), models.Q(models.Q(('state', 'done'), _negated=True), ('accounted_at', None), ('disposition', '')), _connector='OR'), name='channels_intake_done_iff_disposed'),
                        models.CheckConstraint(condition=models.Q(models.Q(('disposition__in', ('rejected', 'spam')), _negated=True), models.Q(('disposition_reason', ''), _negated=True), _connector='OR'), name='channels_intake_reason_given'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('direction', models.CharField(choices=[('inbound', 'from the customer'), ('outbound', 'to the customer')], max_length=8, verbose_name='direction')),
                    ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                    ('text', models.TextField(verbose_name='text')),
                    ('full_text', models.TextField(blank=True)),
                    ('html', models.TextField(blank=True)),
                    ('is_automatic', models.BooleanField(default=False, verbose_name='automatic')),
                    ('is_bounce', models.BooleanField(default=False, verbose_name='bounce')),
                    ('mail_message_id', models.CharField(blank=True, db_index=True, max_length=255)),
                    ('happened_at', models.DateTimeField(verbose_name='happened at')),
                    ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                    ('author', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('channel', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to='channels.channel')),
                    ('conversation', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='messages', to='channels.conversation')),
                    ('raw', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='messages', to='channels.rawintake')),
                    ('taken_back_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                ],
                options={
                    'verbose_name': 'message',
                    'verbose_name_plural': 'messages',
                    'indexes': [
                        models.Index(fields=['conversation', 'happened_at'], name='channels_message_thread'),
                        models.Index(condition=models.Q(('taken_back_at__isnull', False)), fields=['taken_back_at'], name='channels_message_taken_back'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.FileField(upload_to=channels.models.attachment._random_path)),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('mime', models.CharField(max_length=100, verbose_name='type')),
                    ('size', models.PositiveIntegerField(verbose_name='bytes')),
                    ('sha256', models.BinaryField(max_length=32)),
                    ('is_inline', models.BooleanField(default=False)),
                    ('is_safe_picture', models.BooleanField(default=False)),
                    ('problem', models.CharField(blank=True, max_length=120, verbose_name='problem')),
                    ('message', models.ForeignKey(on_delete=models.PROTECT, related_name='attachments', to='channels.message')),
                    ('is_sealed', models.BooleanField(default=False)),
                    ('is_playable', models.BooleanField(db_default=False, default=False)),
                    ('seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='length in seconds')),
                ],
                options={
                    'verbose_name': 'attachment',
                    'verbose_name_plural': 'attachments',
                },
            ),
            migrations.CreateModel(
                name='Submission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('text', models.TextField(verbose_name="in the customer's words")),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('order_number', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='order number')),
                    ('category_hint', models.CharField(blank=True, max_length=40, verbose_name='category chosen')),
                    ('remedy_sought', models.CharField(choices=[('none_stated', 'none stated'), ('answer', 'an answer'), ('apology', 'an apology'), ('reprint', 'reprint'), ('refund', 'refund'), ('exchange', 'exchange'), ('voucher', 'voucher'), ('repair', 'repair')], default='none_stated', max_length=12, verbose_name='remedy sought')),
                    ('is_anonymous', models.BooleanField(default=False, verbose_name='anonymous')),
                    ('no_contact_reason', models.CharField(blank=True, max_length=80, verbose_name='why there is no contact')),
                    ('notice_version', models.CharField(max_length=16, verbose_name='notice version')),
                    ('captured_at', models.DateTimeField(verbose_name='captured at')),
                    ('received_at', models.DateTimeField(verbose_name='received at')),
                    ('captured_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('channel', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='submissions', to='channels.channel')),
                    ('conversation', models.OneToOneField(on_delete=models.PROTECT, related_name='submission', to='channels.conversation')),
                    ('customer', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='submissions', to='channels.customer')),
                    ('raw', models.OneToOneField(on_delete=models.PROTECT, related_name='submission', to='channels.rawintake')),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store')),
                    ('case_asked_at', models.DateTimeField(blank=True, null=True, verbose_name='case asked for at')),
                    ('is_insight', models.BooleanField(db_default=False, default=False, verbose_name='kept as insight')),
                ],
                options={
                    'verbose_name': 'feedback',
                    'verbose_name_plural': 'feedback',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('customer__isnull', False), models.Q(('no_contact_reason', ''), _negated=True), _connector='OR'), name='channels_submission_contact_or_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('handle_feedback', 'handling this feedback'), ('survey', 'asking about satisfaction'), ('publish', 'publishing the outcome without names')], max_length=20, verbose_name='purpose')),
                    ('notice_version', models.CharField(max_length=16, verbose_name='notice version')),
                    ('given_at', models.DateTimeField(verbose_name='given at')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                    ('customer', models.ForeignKey(on_delete=models.PROTECT, related_name='consents', to='channels.customer')),
                    ('submission', models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='consents', to='channels.submission')),
                ],
                options={
                    'verbose_name': 'consent',
                    'verbose_name_plural': 'consents',
                },
            ),
            migrations.CreateModel(
                name='IdempotencyRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=255)),
                    ('fingerprint', models.BinaryField(max_length=32)),
                    ('created_at', models.DateTimeField()),
                    ('partner', models.ForeignKey(on_delete=models.CASCADE, related_name='+', to='channels.partner')),
                    ('raw', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='channels.rawintake')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('partner', 'key'), name='channels_idempotency_key'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Outgoing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('email', 'e-mail'), ('phone', 'phone'), ('wechat', 'WeChat'), ('line', 'LINE'), ('webhook', 'another messenger')], default='email', max_length=8, verbose_name='kind')),
                    ('template', models.CharField(max_length=60, verbose_name='template')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('context', models.JSONField(default=dict)),
                    ('dedup_key', models.CharField(max_length=120, unique=True)),
                    ('state', models.CharField(choices=[('pending', 'waiting to be sent'), ('sent', 'sent'), ('dead', 'could not be delivered'), ('held', 'held back'), ('recalled', 'recalled before it went out')], default='pending', max_length=8, verbose_name='state')),
                    ('created_at', models.DateTimeField(verbose_name='created at')),
                    ('due_at', models.DateTimeField(verbose_name='due at')),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('last_error', models.TextField(blank=True, verbose_name='last error')),
                    ('receipt', models.CharField(blank=True, max_length=255, verbose_name='receipt')),
                    ('mail_message_id', models.CharField(blank=True, db_index=True, max_length=255)),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                    ('contact_point', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='outgoing', to='channels.contactpoint')),
                    ('conversation', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='outgoing', to='channels.conversation')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='outgoing', to='channels.message')),
                    ('recipient', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('source', models.CharField(blank=True, max_length=32)),
                    ('instead_of', models.CharField(blank=True, choices=[('email', 'e-mail'), ('phone', 'phone'), ('wechat', 'WeChat'), ('line', 'LINE'), ('webhook', 'another messenger')], db_default='', default='', max_length=8)),
                    ('life', models.BigIntegerField(db_default=channels.models.outbox.CurrentLife())),
                    ('hold_reason', models.CharField(blank=True, choices=[('flood', 'too many to one address'), ('restored', 'written before the database was restored')], max_length=8, verbose_name='held back because')),
                    ('victim', models.CharField(blank=True, db_default='', default='', max_length=32)),
                ],
                options={
                    'verbose_name': 'outgoing message',
                    'verbose_name_plural': 'outgoing messages',
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'pending')), fields=['due_at'], name='channels_outgoing_due'),
                        models.Index(condition=models.Q(('source', ''), _negated=True), fields=['source', 'sent_at'], name='channels_outgoing_source'),
                        models.Index(condition=models.Q(('contact_point__isnull', False)), fields=['contact_point', 'sent_at'], name='channels_outgoing_person'),
                        models.Index(condition=models.Q(('state__in', ('dead', 'held'))), fields=['state', 'id'], name='channels_outgoing_stuck'),
                        models.Index(condition=models.Q(('victim', ''), _negated=True), fields=['victim', 'sent_at'], name='channels_outgoing_victim'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('contact_point__isnull', False), ('recipient', None)), models.Q(('contact_point', None), ('recipient__isnull', False)), _connector='OR'), name='channels_outgoing_one_recipient'),
                        models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='channels_outgoing_sent_iff_at'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='KeptMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('to', models.CharField(max_length=254, verbose_name='to')),
                    ('subject', models.CharField(max_length=255, verbose_name='subject')),
                    ('mail_message_id', models.CharField(max_length=255, unique=True)),
                    ('raw', models.BinaryField()),
                    ('kept_at', models.DateTimeField(db_index=True, verbose_name='kept at')),
                ],
                options={
                    'verbose_name': 'outgoing mail',
                    'verbose_name_plural': 'outgoing mail',
                    'ordering': ('-kept_at',),
                },
            ),
        ]),
    ]
