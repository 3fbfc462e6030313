"""An item may be logged as a call or kept as insight; both came in side by side."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0022_talks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rawintake',
            name='disposition',
            field=models.CharField(blank=True, choices=[('opened', 'opened a case'), ('appended', 'message on a case'), ('logged', 'entry in the call log'), ('kept', 'kept as insight, without a case'), ('duplicate', 'duplicate of an item we have'), ('spam', 'spam, reviewed by a person'), ('rejected', 'rejected with a reason')], max_length=10, verbose_name='disposition'),
        ),
    ]
