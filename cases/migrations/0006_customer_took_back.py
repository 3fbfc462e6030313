"""A customer can take a message back, where the messenger lets them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0005_find_duplicates"),
    ]

    operations = [
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('received', 'received'), ('acknowledged', 'receipt acknowledged'), ('triaged', 'looked at and sorted'), ('retargeted', 'category or priority changed'), ('assigned', 'given to somebody'), ('started', 'work began'), ('noted', 'internal note'), ('answered', 'answered by a person'), ('customer_wrote', 'the customer wrote'), ('took_back', 'the customer took a message back'), ('auto_reply', 'automatic reply came in'), ('bounce', 'a message came back'), ('waiting_began', 'waiting began'), ('waiting_ended', 'waiting ended'), ('dispatched', 'a specialist was sent'), ('contacted', 'the customer was contacted'), ('remedied', 'the remedy was carried out'), ('resolved', 'solved'), ('resolution_undone', 'solving was undone'), ('verifying_began', 'follow-up began'), ('closed', 'closed'), ('reopened', 're-opened'), ('rejection_proposed', 'rejection proposed'), ('rejected', 'rejected'), ('duplicate', 'marked as duplicate'), ('withdrawn', 'withdrawn by the customer'), ('merged', 'merged into another case'), ('unmerged', 'merging was undone'), ('escalated', 'escalated'), ('stepped_down', 'escalation stepped down'), ('warned', 'warned before a limit'), ('breached', 'a limit was missed'), ('promise_made', 'promised'), ('promise_kept', 'promise kept'), ('follow_up_tried', 'follow-up attempt'), ('calendar_changed', 'working times changed'), ('correction', 'correction')], max_length=20, verbose_name='what happened'),
        ),
    ]
