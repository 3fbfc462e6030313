"""An alarm for texts that wait because no connection carries any."""

from django.db import migrations, models

_ALARMS = [
    ('silent', 'silent for longer than chance explains'), ('failing', 'connection fails'),
    ('unread', 'items wait unread'), ('failed', 'items could not be read'),
    ('dead', 'answers could not be delivered'), ('gaps', "numbers of a counter's device are missing"),
    ('kept', "entries wait on a counter's device"), ('waiting', 'texts wait for a connection'),
    ('differs', 'what came in does not add up'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0019_notices_to_colleagues'),
    ]

    operations = [
        migrations.AlterField(
            model_name='channelalarm',
            name='kind',
            field=models.CharField(choices=_ALARMS, max_length=8, verbose_name='kind'),
        ),
    ]
