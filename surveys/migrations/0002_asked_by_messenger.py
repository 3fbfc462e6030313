"""Whether it is solved can be asked by a messenger."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0001_follow_up'),
    ]

    operations = [
        migrations.AlterField(
            model_name='callattempt',
            name='channel',
            field=models.CharField(choices=[('phone', 'phone'), ('email', 'e-mail'), ('messenger', 'messenger'), ('link', "the customer's own link"), ('in_person', 'in person')], max_length=10, verbose_name='by'),
        ),
    ]
