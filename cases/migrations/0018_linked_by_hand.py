"""Links made by hand, promises changed or taken back, and escalations that a customer asked for."""

from django.db import migrations, models

from feedback_site.tables_at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_moods_learned")]

    operations = [
        AtOnce([
        migrations.AlterField(
            model_name="caselink",
            name="kind",
            field=models.CharField(
                choices=[
                    ("follow_up_of", "follow-up of"),
                    ("repeat_of", "repeat of"),
                    ("duplicate_of", "duplicate of"),
                    ("merged_into", "merged into"),
                    ("split_from", "split off from"),
                    ("names", "unproven answer to"),
                    ("related", "related to"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            "caselink",
            "reason",
            models.CharField(blank=True, db_default="", max_length=500, verbose_name="reason"),
        ),
        migrations.AddField(
            "promise", "times_changed", models.PositiveSmallIntegerField(db_default=0, default=0)
        ),
        migrations.AddField(
            "promise",
            "missed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="missed at"),
        ),
        migrations.AddField(
            "promise",
            "withdrawn_at",
            models.DateTimeField(blank=True, null=True, verbose_name="taken back at"),
        ),
        migrations.AddField(
            "promise",
            "withdrawn_reason",
            models.CharField(
                blank=True, db_default="", max_length=500, verbose_name="why it was taken back"
            ),
        ),
        migrations.AlterField(
            model_name="escalation",
            name="cause",
            field=models.CharField(
                choices=[
                    ("breach", "a limit was missed"),
                    ("long_breach", "a limit was missed for long"),
                    ("unanswered", "nobody acknowledged it in time"),
                    ("promise", "a promise was broken"),
                    ("contacts", "the customer came for the third time"),
                    ("safety", "somebody's safety is concerned"),
                    ("press", "press or a regulator"),
                    ("not_solved", "not solved, said the customer"),
                    ("request", "on request"),
                    ("customer", "the customer asked for it"),
                    ("severity", "severity"),
                ],
                max_length=12,
                verbose_name="cause",
            ),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "received"),
                    ("acknowledged", "receipt acknowledged"),
                    ("triaged", "looked at and sorted"),
                    ("retargeted", "category or priority changed"),
                    ("assigned", "given to somebody"),
                    ("started", "work began"),
                    ("noted", "internal note"),
                    ("answered", "answered by a person"),
                    ("customer_wrote", "the customer wrote"),
                    ("took_back", "the customer took a message back"),
                    ("auto_reply", "automatic reply came in"),
                    ("bounce", "a message came back"),
                    ("waiting_began", "waiting began"),
                    ("waiting_ended", "waiting ended"),
                    ("dispatched", "a specialist was sent"),
                    ("contacted", "the customer was contacted"),
                    ("remedied", "the remedy was carried out"),
                    ("reviewed", "the request was decided"),
                    ("visited", "somebody came on site"),
                    ("resolved", "solved"),
                    ("resolution_undone", "solving was undone"),
                    ("verifying_began", "follow-up began"),
                    ("closed", "closed"),
                    ("reopened", "re-opened"),
                    ("rejection_proposed", "rejection proposed"),
                    ("rejected", "rejected"),
                    ("spam", "put aside as spam; nothing was sent"),
                    ("not_spam", "no spam after all"),
                    ("duplicate", "marked as duplicate"),
                    ("withdrawn", "withdrawn by the customer"),
                    ("split", "a second matter was split off"),
                    ("unsplit", "splitting was undone"),
                    ("merged", "merged into another case"),
                    ("unmerged", "merging was undone"),
                    ("related", "linked with another case"),
                    ("unrelated", "link with another case removed"),
                    ("escalated", "escalated"),
                    ("asked_up", "the customer asked for somebody else"),
                    ("stepped_down", "escalation stepped down"),
                    ("warned", "warned before a limit"),
                    ("breached", "a limit was missed"),
                    ("promise_made", "promised"),
                    ("promise_kept", "promise kept"),
                    ("promise_changed", "promise changed"),
                    ("promise_withdrawn", "promise taken back"),
                    ("follow_up_tried", "follow-up attempt"),
                    ("calendar_changed", "working times changed"),
                    ("policy_changed", "time limits changed"),
                    ("correction", "correction"),
                    ("traced", "machine or lot noted"),
                    ("mood_set", "mood confirmed or corrected"),
                    ("problem_linked", "linked to a recurring problem"),
                    ("problem_unlinked", "taken out of a recurring problem"),
                    ("incident_joined", "joined to an incident"),
                    ("incident_left", "taken out of an incident"),
                    ("incident_told", "told with all others of an incident"),
                    ("order_made", "work order given"),
                    ("order_moved", "work order moved"),
                    ("consulted", "experts were asked"),
                    ("opinion_given", "an expert's opinion"),
                    ("opinions_decided", "decided after consultation"),
                    ("quote_sent", "quote sent"),
                    ("quote_approved", "quote approved"),
                    ("quote_declined", "quote declined"),
                    ("quote_withdrawn", "quote taken back"),
                    ("quote_begun", "work on an answered quote began"),
                ],
                max_length=20,
                verbose_name="what happened",
            ),
        ),
        ]),
    ]
