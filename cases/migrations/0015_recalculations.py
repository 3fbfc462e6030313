"""Recalculations of limits are rows that people ask for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_first_tiers_and_limits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('policy_changed', 'time limits changed'), ('correction', 'correction')], max_length=20, verbose_name='what happened'),
        ),
        migrations.CreateModel(
            name='Recalculation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('calendar', 'working times changed'), ('closure', 'a store was shut or opened again'), ('policy', 'time limits changed')], max_length=10, verbose_name='cause')),
                ('subject', models.CharField(max_length=60, verbose_name='of what')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('cases', models.PositiveIntegerField(verbose_name='cases')),
                ('remaining', models.JSONField(default=list)),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ],
            options={
                'verbose_name': 'recalculation of limits',
                'verbose_name_plural': 'recalculations of limits',
                'ordering': ('-asked_at',),
                'indexes': [models.Index(condition=models.Q(('finished_at', None)), fields=['id'], name='cases_recalculating')],
            },
        ),
    ]
