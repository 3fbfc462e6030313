"""Paper, interviews, letters, and what is said in public."""

from decimal import Decimal

import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import channels.models.batch_scan
from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('channels', '0010_batches'),
    ]
    dependencies = [
        ('channels', '0004_calls_and_counters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Batch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('collected_at', models.DateTimeField(verbose_name='collected at')),
                    ('sheets', models.PositiveSmallIntegerField(verbose_name='sheets counted')),
                    ('entered', models.PositiveSmallIntegerField(default=0, verbose_name='entered')),
                    ('set_aside', models.PositiveSmallIntegerField(default=0, verbose_name='set aside')),
                    ('state', models.CharField(choices=[('open', 'being entered'), ('entered', 'entered, the count differs'), ('reconciled', 'reconciled')], default='open', max_length=10, verbose_name='state')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('reconciled_at', models.DateTimeField(blank=True, null=True, verbose_name='reconciled at')),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='batches', to='channels.channel', verbose_name='channel')),
                    ('collected_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='collected by')),
                    ('store', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='organisation.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'batch of sheets',
                    'verbose_name_plural': 'batches of sheets',
                    'ordering': ('-pk',),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'reconciled'), _negated=True), ('sheets', django.db.models.expressions.CombinedExpression(models.F('entered'), '+', models.F('set_aside'))), _connector='OR'), name='channels_batch_reconciled_adds_up'),
                        models.CheckConstraint(condition=models.Q(models.Q(('reconciled_at__isnull', False), ('state', 'reconciled')), models.Q(models.Q(('state', 'reconciled'), _negated=True), ('reconciled_at', None)), _connector='OR'), name='channels_batch_reconciled_iff_at'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BatchEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('made', 'batch begun'), ('entered', 'sheet entered'), ('set_aside', 'sheet set aside'), ('corrected', 'sheet corrected'), ('scanned', 'scans added'), ('finished', 'entering finished'), ('resumed', 'entering resumed'), ('recounted', 'counted again by a second person'), ('reconciled', 'reconciled')], max_length=12, verbose_name='what was done')),
                    ('sheet', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sheet')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('facts', models.JSONField(default=dict)),
                    ('happened_at', models.DateTimeField(verbose_name='happened at')),
                    ('actor', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('batch', models.ForeignKey(on_delete=models.PROTECT, related_name='events', to='channels.batch')),
                ],
                options={
                    'verbose_name': 'event of a batch',
                    'verbose_name_plural': 'events of batches',
                    'ordering': ('pk',),
                },
            ),
            migrations.CreateModel(
                name='BatchScan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.FileField(upload_to=channels.models.batch_scan._random_path)),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('mime', models.CharField(max_length=100, verbose_name='type')),
                    ('size', models.PositiveIntegerField(verbose_name='bytes')),
                    ('sha256', models.BinaryField(max_length=32)),
                    ('is_safe_picture', models.BooleanField(default=False)),
                    ('added_at', models.DateTimeField(verbose_name='added at')),
                    ('added_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('batch', models.ForeignKey(on_delete=models.PROTECT, related_name='scans', to='channels.batch')),
                    ('is_sealed', models.BooleanField(db_default=False, default=False)),
                    ('wrapped_key', models.BinaryField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'scan',
                    'verbose_name_plural': 'scans',
                    'ordering': ('pk',),
                },
            ),
            migrations.CreateModel(
                name='BatchSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='sheet')),
                    ('state', models.CharField(choices=[('entered', 'entered'), ('empty', 'empty'), ('illegible', 'illegible')], max_length=10, verbose_name='what became of it')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('entered_at', models.DateTimeField(verbose_name='entered at')),
                    ('batch', models.ForeignKey(on_delete=models.PROTECT, related_name='pages', to='channels.batch')),
                    ('entered_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('raw', models.OneToOneField(blank=True, null=True, on_delete=models.PROTECT, related_name='sheet', to='channels.rawintake')),
                ],
                options={
                    'verbose_name': 'sheet',
                    'verbose_name_plural': 'sheets',
                    'ordering': ('number',),
                    'constraints': [
                        models.UniqueConstraint(fields=('batch', 'number'), name='channels_sheet_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('raw__isnull', False), ('state', 'entered')), models.Q(models.Q(('state', 'entered'), _negated=True), ('raw', None), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='channels_sheet_item_or_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Talk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('interview', 'interview'), ('focus_group', 'focus group'), ('hearing', 'hearing')], max_length=11, verbose_name='kind')),
                    ('held_at', models.DateTimeField(verbose_name='held at')),
                    ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                    ('subject', models.CharField(max_length=200, verbose_name='about')),
                    ('participants', models.JSONField(default=list, verbose_name='participants')),
                    ('has_consent', models.BooleanField(default=False, verbose_name='all agreed that it is written down')),
                    ('made_at', models.DateTimeField()),
                    ('moderator', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='moderator')),
                ],
                options={
                    'verbose_name': 'talk',
                    'verbose_name_plural': 'talks',
                    'indexes': [
                        models.Index(fields=['moderator', 'held_at'], name='channels_talk_held'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('participants', []), _negated=True), name='channels_talk_somebody_took_part'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('participant', models.CharField(max_length=80, verbose_name='who said it')),
                    ('raw', models.OneToOneField(on_delete=models.PROTECT, related_name='statement', to='channels.rawintake')),
                    ('talk', models.ForeignKey(on_delete=models.PROTECT, related_name='statements', to='channels.talk')),
                ],
                options={
                    'verbose_name': 'statement',
                    'verbose_name_plural': 'statements',
                },
            ),
            migrations.CreateModel(
                name='LetterText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('template', models.CharField(max_length=60, verbose_name='letter')),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('category', models.CharField(blank=True, max_length=40, verbose_name='category')),
                    ('version', models.PositiveIntegerField(verbose_name='version')),
                    ('subject', models.CharField(max_length=150, verbose_name='subject')),
                    ('body', models.TextField(verbose_name='text')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('live', 'goes out'), ('retired', 'taken back')], default='draft', max_length=8, verbose_name='state')),
                    ('made_at', models.DateTimeField(verbose_name='written at')),
                    ('live_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                    ('channel', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='channels.channel', verbose_name='channel')),
                    ('live_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_by', models.ForeignKey(on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'text of a letter',
                    'verbose_name_plural': 'texts of letters',
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('template', 'language', 'channel', 'category'), name='channels_letter_one_live', nulls_distinct=False),
                        models.UniqueConstraint(fields=('template', 'language', 'channel', 'category', 'version'), name='channels_letter_version', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'live'), _negated=True), models.Q(('live_at__isnull', False), ('live_by__isnull', False)), _connector='OR'), name='channels_letter_live_by'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Review',
                fields=[
                    ('submission', models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name='review', serialize=False, to='channels.submission')),
                    ('source', models.CharField(blank=True, max_length=60, verbose_name='where it stands')),
                    ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                    ('stars', models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True, verbose_name='stars')),
                    ('stars_given', models.CharField(blank=True, max_length=20, verbose_name='rating as given')),
                    ('posted_at', models.DateTimeField(blank=True, null=True, verbose_name='posted at')),
                    ('moderation', models.CharField(choices=[('shown', 'shown publicly'), ('reported', 'reported to the site'), ('hidden', 'hidden or removed')], default='shown', max_length=8, verbose_name='at the source')),
                    ('is_answered', models.BooleanField(default=False, verbose_name='answered in public')),
                ],
                options={
                    'verbose_name': 'review',
                    'verbose_name_plural': 'reviews',
                    'indexes': [
                        models.Index(condition=models.Q(('is_answered', False)), fields=['submission'], name='channels_review_unanswered'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('stars', None), models.Q(('stars__gte', Decimal('0.5')), ('stars__lte', Decimal('5'))), _connector='OR'), name='channels_review_stars'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReviewImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200, verbose_name='file')),
                    ('kind', models.CharField(max_length=5)),
                    ('sha256', models.BinaryField(max_length=32)),
                    ('size', models.PositiveIntegerField(verbose_name='bytes')),
                    ('wrapped_key', models.BinaryField()),
                    ('body', models.BinaryField()),
                    ('state', models.CharField(choices=[('mapping', 'columns to be confirmed'), ('queued', 'waiting to be read in'), ('running', 'being read in'), ('done', 'read in'), ('failed', 'could not be read in')], default='mapping', max_length=8, verbose_name='state')),
                    ('mapping', models.JSONField(default=dict)),
                    ('options', models.JSONField(default=dict)),
                    ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('new', models.PositiveIntegerField(default=0, verbose_name='new')),
                    ('known', models.PositiveIntegerField(default=0, verbose_name='known already')),
                    ('wrong', models.PositiveIntegerField(default=0, verbose_name='wrong')),
                    ('error', models.CharField(blank=True, max_length=250, verbose_name='what went wrong')),
                    ('made_at', models.DateTimeField(verbose_name='uploaded at')),
                    ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='imports', to='channels.channel', verbose_name='channel')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'file of reviews',
                    'verbose_name_plural': 'files of reviews',
                },
            ),
            migrations.CreateModel(
                name='WrongRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='row')),
                    ('why', models.JSONField(default=list)),
                    ('file', models.ForeignKey(on_delete=models.CASCADE, related_name='wrong_rows', to='channels.reviewimport')),
                ],
                options={
                    'verbose_name': 'wrong row',
                    'verbose_name_plural': 'wrong rows',
                    'constraints': [
                        models.UniqueConstraint(fields=('file', 'number'), name='channels_wrong_row_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PublicReply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='text')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('posted_at', models.DateTimeField(blank=True, null=True, verbose_name='posted at')),
                    ('posted_where', models.CharField(blank=True, max_length=500, verbose_name='where it was posted')),
                    ('author', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('message', models.OneToOneField(blank=True, null=True, on_delete=models.PROTECT, related_name='public_reply', to='channels.message')),
                    ('posted_by', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review', models.ForeignKey(on_delete=models.PROTECT, related_name='replies', to='channels.review')),
                ],
                options={
                    'verbose_name': 'public reply',
                    'verbose_name_plural': 'public replies',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('posted_at', None), ('posted_where', '')), models.Q(('message__isnull', False), ('posted_at__isnull', False)), _connector='OR'), name='channels_reply_posted_is_said'),
                    ],
                },
            ),
        ]),
    ]
