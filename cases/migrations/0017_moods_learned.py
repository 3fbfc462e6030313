"""Moods of cases as people found them, and the versions of what learned from these.

The kinds of events are choices, of which the database knows nothing: they are told to Django alone.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from feedback_site.tables_at_once import MakeTables


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_answers_used"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='caseevent',
                name='kind',
                field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('spam', 'put aside as spam; nothing was sent'), ('not_spam', 'no spam after all'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('split', 'a second matter was split off'), ('unsplit', 'splitting was undone'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('policy_changed', 'time limits changed'), ('correction', 'correction'), ('traced', 'machine or lot noted'), ('mood_set', 'mood confirmed or corrected'), ('problem_linked', 'linked to a recurring problem'), ('problem_unlinked', 'taken out of a recurring problem'), ('incident_joined', 'joined to an incident'), ('incident_left', 'taken out of an incident'), ('incident_told', 'told with all others of an incident'), ('order_made', 'work order given'), ('order_moved', 'work order moved'), ('consulted', 'experts were asked'), ('opinion_given', "an expert's opinion"), ('opinions_decided', 'decided after consultation'), ('quote_sent', 'quote sent'), ('quote_approved', 'quote approved'), ('quote_declined', 'quote declined'), ('quote_withdrawn', 'quote taken back'), ('quote_begun', 'work on an answered quote began')], max_length=20, verbose_name='what happened'),
            ),
        ]),
        MakeTables([
            migrations.CreateModel(
                name="MoodLabel",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("mood", models.CharField(choices=[("positive", "positive"), ("neutral", "neutral"), ("negative", "negative")], max_length=8, verbose_name="mood")),
                    ("guessed", models.CharField(blank=True, max_length=8, verbose_name="guessed")),
                    ("decided_at", models.DateTimeField(verbose_name="decided at")),
                    ("case", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="mood_labels", to="cases.case")),
                    ("decided_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "verbose_name": "mood label",
                    "verbose_name_plural": "mood labels",
                    "ordering": ("-pk",),
                    "indexes": [models.Index(fields=["case", "-id"], name="cases_mood_label_case")],
                },
            ),
            migrations.CreateModel(
                name="MoodModel",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                    ("numbers", models.BinaryField()),
                    ("labels", models.PositiveIntegerField(verbose_name="labels")),
                    ("up_to_label", models.PositiveBigIntegerField()),
                    ("metrics", models.JSONField(default=dict, verbose_name="figures")),
                    ("made_at", models.DateTimeField(verbose_name="made at")),
                    ("is_in_use", models.BooleanField(default=False, verbose_name="in use")),
                    ("in_use_since", models.DateTimeField(blank=True, null=True, verbose_name="in use since")),
                    ("put_in_use_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "verbose_name": "version of the reading of moods",
                    "verbose_name_plural": "versions of the reading of moods",
                    "ordering": ("-number",),
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("is_in_use", True)), fields=("is_in_use",), name="cases_mood_model_one_in_use"),
                    ],
                },
            ),
        ]),
    ]
