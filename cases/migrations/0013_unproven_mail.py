"""Mail from anybody: what only names a case is linked to it, and spam is put aside and brought back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_quotes")]
    operations = [
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
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('reviewed', 'the request was decided'), ('visited', 'somebody came on site'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('spam', 'put aside as spam; nothing was sent'), ('not_spam', 'no spam after all'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('split', 'a second matter was split off'), ('unsplit', 'splitting was undone'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('policy_changed', 'time limits changed'), ('correction', 'correction'), ('traced', 'machine or lot noted'), ('problem_linked', 'linked to a recurring problem'), ('problem_unlinked', 'taken out of a recurring problem'), ('incident_joined', 'joined to an incident'), ('incident_left', 'taken out of an incident'), ('incident_told', 'told with all others of an incident'), ('order_made', 'work order given'), ('order_moved', 'work order moved'), ('consulted', 'experts were asked'), ('opinion_given', "an expert's opinion"), ('opinions_decided', 'decided after consultation'), ('quote_sent', 'quote sent'), ('quote_approved', 'quote approved'), ('quote_declined', 'quote declined'), ('quote_withdrawn', 'quote taken back'), ('quote_begun', 'work on an answered quote began')], max_length=20, verbose_name='what happened'),
        ),
    ]
