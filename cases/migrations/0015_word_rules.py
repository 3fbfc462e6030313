"""Word rules of a site's own, in versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_what_is_coming'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        MakeTables([
            migrations.CreateModel(
                name='WordRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='number')),
                    ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                    ('shipped', models.CharField(blank=True, max_length=16, verbose_name='switches off')),
                    ('urgency', models.CharField(blank=True, choices=[('safety', "somebody's safety"), ('privacy', 'personal data'), ('legal', 'law, press or regulator'), ('lost_photos', 'pictures lost'), ('pressing_words', 'pressing words')], max_length=16, verbose_name='urgency')),
                    ('points', models.DecimalField(decimal_places=1, default=0, max_digits=4, verbose_name='points')),
                    ('words', models.JSONField(default=list, verbose_name='words')),
                    ('near', models.JSONField(default=list, verbose_name='only beside')),
                    ('unless', models.JSONField(default=list, verbose_name='never beside')),
                    ('example', models.CharField(blank=True, max_length=500, verbose_name='example')),
                    ('reason', models.CharField(max_length=200, verbose_name='reason')),
                    ('since', models.DateTimeField(verbose_name='in force since')),
                    ('until', models.DateTimeField(blank=True, null=True, verbose_name='in force until')),
                    ('category', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category', verbose_name='category')),
                    ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                    ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ],
                options={
                    'verbose_name': 'word rule',
                    'verbose_name_plural': 'word rules',
                    'ordering': ('number', '-version'),
                    'constraints': [models.UniqueConstraint(fields=('number', 'version'), name='cases_word_rule_version'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('number',), name='cases_word_rule_one_in_force'), models.UniqueConstraint(condition=models.Q(('until', None), models.Q(('shipped', ''), _negated=True)), fields=('shipped',), name='cases_word_rule_off_once'), models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', False), ('shipped', ''), ('urgency', '')), models.Q(('category', None), ('shipped', ''), models.Q(('urgency', ''), _negated=True)), models.Q(('category', None), ('urgency', ''), models.Q(('shipped', ''), _negated=True)), _connector='OR'), name='cases_word_rule_speaks_for_one')],
                },
            ),
        ]),
    ]
