"""Asking the customer whether it is solved."""

from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('surveys', '0001_follow_up'),
        ('surveys', '0002_asked_by_messenger'),
        ('surveys', '0003_fewer_indexes'),
    ]
    dependencies = [
        ('cases', '0008_what_every_site_starts_with'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='FollowUp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('resolution_number', models.PositiveSmallIntegerField(verbose_name='resolution')),
                    ('state', models.CharField(choices=[('open', 'to do'), ('solved', 'solved, says the customer'), ('not_solved', 'not solved, says the customer'), ('unreachable', 'could not be reached'), ('given_up', 'ended without asking')], default='open', max_length=12, verbose_name='state')),
                    ('due_at', models.DateTimeField(verbose_name='next attempt')),
                    ('created_at', models.DateTimeField(verbose_name='created at')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                    ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='score, 1 to 5')),
                    ('case', models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name='+', to='cases.case')),
                ],
                options={
                    'verbose_name': 'follow-up',
                    'verbose_name_plural': 'follow-ups',
                    'ordering': ('due_at',),
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='surveys_follow_up_due'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('case', 'resolution_number'), name='surveys_follow_up_once'),
                        models.CheckConstraint(condition=models.Q(('score', None), models.Q(('score__gte', 1), ('score__lte', 5)), _connector='OR'), name='surveys_follow_up_score'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CallAttempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(choices=[('phone', 'phone'), ('email', 'e-mail'), ('messenger', 'messenger'), ('link', "the customer's own link"), ('in_person', 'in person')], max_length=10, verbose_name='by')),
                    ('outcome', models.CharField(choices=[('solved', 'solved'), ('not_solved', 'not solved'), ('no_answer', 'no answer'), ('busy', 'busy'), ('call_later', 'call later'), ('wrong_number', 'wrong number'), ('sent', 'message sent'), ('declined', 'does not want to be asked')], max_length=12, verbose_name='outcome')),
                    ('day_part', models.CharField(choices=[('morning', 'morning'), ('afternoon', 'afternoon'), ('evening', 'evening')], max_length=10, verbose_name='part of the day')),
                    ('carried_link', models.BooleanField(default=False, verbose_name='carried a re-open link')),
                    ('remark', models.TextField(blank=True, verbose_name='remark')),
                    ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='score')),
                    ('tried_at', models.DateTimeField(verbose_name='tried at')),
                    ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('follow_up', models.ForeignKey(on_delete=models.PROTECT, related_name='attempts', to='surveys.followup')),
                ],
                options={
                    'verbose_name': 'attempt',
                    'verbose_name_plural': 'attempts',
                    'ordering': ('tried_at',),
                },
            ),
        ]),
    ]
