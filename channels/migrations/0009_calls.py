"""Calls are logged as the call centre tells of them, and calls in vain are owed a call-back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0008_messengers_look_ups"),
        ('organisation', '0002_calendar_editions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='rawintake',
            name='disposition',
            field=models.CharField(blank=True, choices=[('opened', 'opened a case'), ('appended', 'message on a case'), ('logged', 'entry in the call log'), ('duplicate', 'duplicate of an item we have'), ('spam', 'spam, reviewed by a person'), ('rejected', 'rejected with a reason')], max_length=10, verbose_name='disposition'),
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number_index', models.BinaryField(max_length=32)),
                ('number_masked', models.CharField(max_length=40, verbose_name='number')),
                ('state', models.CharField(choices=[('open', 'to call back'), ('done', 'called back'), ('failed', 'could not be reached'), ('not_needed', 'not needed any more')], default='open', max_length=10, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('promised_at', models.DateTimeField(verbose_name='promised by')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('late_told_at', models.DateTimeField(blank=True, null=True, verbose_name='told to be late at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
                ('finished_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store')),
            ],
            options={
                'verbose_name': 'call-back',
                'verbose_name_plural': 'call-backs',
                'ordering': ('due_at',),
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=120, verbose_name='id at the source')),
                ('direction', models.CharField(choices=[('inbound', 'from the customer'), ('outbound', 'to the customer')], max_length=8, verbose_name='direction')),
                ('wrapped_key', models.BinaryField(null=True)),
                ('number_sealed', models.BinaryField(null=True)),
                ('number_masked', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('number_index', models.BinaryField(db_index=True, max_length=32, null=True)),
                ('recording_sealed', models.BinaryField(null=True)),
                ('line', models.CharField(blank=True, max_length=80, verbose_name='line')),
                ('agent_code', models.CharField(blank=True, max_length=80, verbose_name='agent at the call centre')),
                ('rang_at', models.DateTimeField(db_index=True, verbose_name='rang at')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'answered'), ('missed', 'nobody answered'), ('abandoned', 'the caller hung up while waiting'), ('voicemail', 'left a voice message')], max_length=10, verbose_name='outcome')),
                ('note', models.TextField(blank=True, verbose_name='note on the call')),
                ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='written down at')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='channels.channelaccount')),
                ('agent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='channels.channel')),
                ('conversation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='channels.conversation')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='channels.customer')),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.store')),
                ('call_back', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='channels.callback')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
            },
        ),
        migrations.CreateModel(
            name='CallBackTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('reached', 'reached'), ('no_answer', 'no answer'), ('busy', 'busy'), ('call_later', 'call later'), ('wrong_number', 'wrong number')], max_length=12, verbose_name='outcome')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('tried_at', models.DateTimeField(verbose_name='tried at')),
                ('call_back', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tries', to='channels.callback')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'attempt to call back',
                'verbose_name_plural': 'attempts to call back',
                'ordering': ('tried_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ringing', 'rang'), ('answered', 'answered'), ('transferred', 'transferred'), ('missed', 'nobody answered'), ('voicemail', 'left a voice message'), ('ended', 'ended')], max_length=12, verbose_name='what happened')),
                ('happened_at', models.DateTimeField(verbose_name='happened at')),
                ('agent_code', models.CharField(blank=True, max_length=80, verbose_name='agent at the call centre')),
                ('facts_sealed', models.BinaryField(null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='channels.call')),
                ('raw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call_event', to='channels.rawintake')),
            ],
            options={
                'verbose_name': 'event of a call',
                'verbose_name_plural': 'events of calls',
                'ordering': ('happened_at', 'pk'),
            },
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='channels_call_back_due'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('number_index', 'store'), name='channels_call_back_one_open', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='channels_call_back_open_iff_unfinished'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['-rang_at'], name='channels_call_live'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(fields=('account', 'external_id'), name='channels_call_once'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('outcome', 'answered')), models.Q(models.Q(('outcome', 'answered'), _negated=True), ('answered_at', None)), _connector='OR'), name='channels_call_answered_iff_at'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('', 'answered')), ('ended_at__isnull', False), _connector='OR'), name='channels_call_unheard_has_ended'),
        ),
    ]
