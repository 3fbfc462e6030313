"""Reviews out of files and feeds, and what is kept as an insight without a case."""

import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0018_watched_channels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='case_asked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='case asked for at'),
        ),
        migrations.AddField(
            model_name='submission',
            name='is_insight',
            field=models.BooleanField(db_default=False, default=False, verbose_name='kept as insight'),
        ),
        migrations.AlterField(
            model_name='rawintake',
            name='disposition',
            field=models.CharField(blank=True, choices=[('opened', 'opened a case'), ('appended', 'message on a case'), ('kept', 'kept as insight, without a case'), ('duplicate', 'duplicate of an item we have'), ('spam', 'spam, reviewed by a person'), ('rejected', 'rejected with a reason')], max_length=10, verbose_name='disposition'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='review', serialize=False, to='channels.submission')),
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
                'indexes': [models.Index(condition=models.Q(('is_answered', False)), fields=['submission'], name='channels_review_unanswered')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stars', None), models.Q(('stars__gte', Decimal('0.5')), ('stars__lte', Decimal('5'))), _connector='OR'), name='channels_review_stars')],
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
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='channels.channel', verbose_name='channel')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'file of reviews',
                'verbose_name_plural': 'files of reviews',
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
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='public_reply', to='channels.message')),
                ('posted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='channels.review')),
            ],
            options={
                'verbose_name': 'public reply',
                'verbose_name_plural': 'public replies',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('posted_at', None), ('posted_where', '')), models.Q(('message__isnull', False), ('posted_at__isnull', False)), _connector='OR'), name='channels_reply_posted_is_said')],
            },
        ),
        migrations.CreateModel(
            name='WrongRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('why', models.JSONField(default=list)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wrong_rows', to='channels.reviewimport')),
            ],
            options={
                'verbose_name': 'wrong row',
                'verbose_name_plural': 'wrong rows',
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='channels_wrong_row_once')],
            },
        ),
    ]
