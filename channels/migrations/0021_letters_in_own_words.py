"""Letters in our own words, in versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0020_channel_of_reviews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel', verbose_name='channel')),
                ('live_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'text of a letter',
                'verbose_name_plural': 'texts of letters',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('template', 'language', 'channel', 'category'), name='channels_letter_one_live', nulls_distinct=False), models.UniqueConstraint(fields=('template', 'language', 'channel', 'category', 'version'), name='channels_letter_version', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('state', 'live'), _negated=True), models.Q(('live_at__isnull', False), ('live_by__isnull', False)), _connector='OR'), name='channels_letter_live_by')],
            },
        ),
    ]
