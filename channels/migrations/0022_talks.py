"""Talks with customers, and what was said in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0021_letters_in_own_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('moderator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='moderator')),
            ],
            options={
                'verbose_name': 'talk',
                'verbose_name_plural': 'talks',
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('participant', models.CharField(max_length=80, verbose_name='who said it')),
                ('raw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='statement', to='channels.rawintake')),
                ('talk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='channels.talk')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
            },
        ),
        migrations.AddIndex(
            model_name='talk',
            index=models.Index(fields=['moderator', 'held_at'], name='channels_talk_held'),
        ),
        migrations.AddConstraint(
            model_name='talk',
            constraint=models.CheckConstraint(condition=models.Q(('participants', []), _negated=True), name='channels_talk_somebody_took_part'),
        ),
    ]
