"""Chats, and who takes them."""

from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ('channels', '0028_live_chat'),
    ]
    dependencies = [
        ('channels', '0005_paper_and_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='ChatPresence',
                fields=[
                    ('user', models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('is_available', models.BooleanField(default=False, verbose_name='takes chats')),
                    ('at_once', models.PositiveSmallIntegerField(default=3, verbose_name='chats at once')),
                    ('since', models.DateTimeField(verbose_name='since')),
                    ('seen_at', models.DateTimeField(verbose_name='last heard of at')),
                ],
                options={
                    'verbose_name': 'presence in chats',
                    'verbose_name_plural': 'presences in chats',
                },
            ),
            migrations.CreateModel(
                name='Chat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_digest', models.BinaryField(max_length=32, unique=True)),
                    ('language', models.CharField(max_length=8, verbose_name='language')),
                    ('page', models.CharField(blank=True, max_length=200, verbose_name='page it came from')),
                    ('state', models.CharField(choices=[('assistant', 'with the assistant'), ('waiting', 'waiting for a person'), ('with_person', 'with a person'), ('ended', 'ended')], default='assistant', max_length=11, verbose_name='state')),
                    ('ending', models.CharField(blank=True, choices=[('helped', 'solved by the assistant, says the customer'), ('closed', 'ended by us'), ('left', 'the customer left')], max_length=6, verbose_name='how it ended')),
                    ('asked_why', models.CharField(blank=True, choices=[('wished', 'the customer asked for a person'), ('unsure', 'the assistant was not sure'), ('not_solved', 'the answer did not solve it'), ('worry', 'safety, privacy or law: always a person'), ('staff', 'a colleague asked for a case')], max_length=10, verbose_name='why a person')),
                    ('started_at', models.DateTimeField(db_index=True, verbose_name='began at')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered by the assistant at')),
                    ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='person asked for at')),
                    ('was_staffed', models.BooleanField(blank=True, null=True, verbose_name='somebody was there')),
                    ('waiting_since', models.DateTimeField(blank=True, null=True, verbose_name='waiting since')),
                    ('first_human_at', models.DateTimeField(blank=True, null=True, verbose_name='answered by a person at')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('owes_since', models.DateTimeField(blank=True, null=True)),
                    ('heard_id', models.BigIntegerField(default=0)),
                    ('last_line_at', models.DateTimeField(blank=True, null=True)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('seen_id', models.BigIntegerField(default=0)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('agent', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
                    ('channel', models.ForeignKey(on_delete=models.PROTECT, related_name='chats', to='channels.channel')),
                    ('conversation', models.OneToOneField(blank=True, null=True, on_delete=models.PROTECT, related_name='chat', to='channels.conversation')),
                    ('store', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to='organisation.store')),
                    ('customer_types_until', models.DateTimeField(blank=True, null=True)),
                    ('agent_types_until', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'chat',
                    'verbose_name_plural': 'chats',
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'waiting')), fields=['waiting_since'], name='channels_chat_waiting'),
                        models.Index(condition=models.Q(('state', 'ended'), _negated=True), fields=['agent'], name='channels_chat_open'),
                        models.Index(condition=models.Q(('owes_since__isnull', False)), fields=['owes_since'], name='channels_chat_owing'),
                        models.Index(condition=models.Q(('state', 'ended')), fields=['ended_at'], name='channels_chat_ended'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended'), models.Q(('ending', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at', None), ('ending', '')), _connector='OR'), name='channels_chat_ended_iff_at'),
                        models.CheckConstraint(condition=models.Q(models.Q(('asked_at', None), ('asked_why', ''), ('was_staffed', None)), models.Q(('asked_at__isnull', False), ('was_staffed__isnull', False), models.Q(('asked_why', ''), _negated=True)), _connector='OR'), name='channels_chat_asked_iff_why'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('waiting', 'with_person')), _negated=True), models.Q(('asked_at__isnull', False), ('waiting_since__isnull', False)), _connector='OR'), name='channels_chat_person_was_asked_for'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'with_person'), _negated=True), ('agent__isnull', False), _connector='OR'), name='channels_chat_with_somebody'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ChatAnswer',
                fields=[
                    ('message', models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name='chat_answer', serialize=False, to='channels.message')),
                    ('solution_id', models.BigIntegerField(verbose_name='solution')),
                    ('version_id', models.BigIntegerField(verbose_name='version')),
                    ('url', models.CharField(blank=True, max_length=500, verbose_name='address')),
                    ('score', models.FloatField(verbose_name='score')),
                    ('has_helped', models.BooleanField(blank=True, null=True, verbose_name='helped')),
                    ('chat', models.ForeignKey(on_delete=models.PROTECT, related_name='answers', to='channels.chat')),
                ],
                options={
                    'verbose_name': 'answer of the assistant',
                    'verbose_name_plural': 'answers of the assistant',
                },
            ),
            migrations.CreateModel(
                name='ChatEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('started', 'chat began'), ('prompted', 'the assistant asked what happened'), ('asked', 'a person was asked for'), ('claimed', 'taken on by a person'), ('handed_back', 'handed back to those who wait'), ('transferred', 'handed to a colleague'), ('named', 'the customer left a contact'), ('ended', 'chat ended')], max_length=12, verbose_name='what happened')),
                    ('facts', models.JSONField(default=dict)),
                    ('happened_at', models.DateTimeField(verbose_name='happened at')),
                    ('actor', models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('chat', models.ForeignKey(on_delete=models.PROTECT, related_name='events', to='channels.chat')),
                ],
                options={
                    'verbose_name': 'event of a chat',
                    'verbose_name_plural': 'events of chats',
                    'ordering': ('pk',),
                },
            ),
        ]),
    ]
