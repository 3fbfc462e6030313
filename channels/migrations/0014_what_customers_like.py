"""What a customer likes, noted beside them: one narrow table, filled as people are met."""

import django.db.models.deletion
from django.db import migrations, models

_WAYS = [
    ('phone', 'by phone'), ('email', 'by e-mail'), ('messenger', 'by message'), ('store', 'in the store'),
]
_TIMES = [
    ('morning', 'in the morning'), ('afternoon', 'in the afternoon'), ('evening', 'in the evening'),
    ('weekend', 'at the weekend'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0013_unsent_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerPreference',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='preference', serialize=False, to='channels.customer')),
                ('contact_way', models.CharField(blank=True, choices=_WAYS, max_length=9, verbose_name='likes to be reached')),
                ('contact_time', models.CharField(blank=True, choices=_TIMES, max_length=9, verbose_name='best time')),
                ('words_sealed', models.BinaryField(null=True)),
                ('updated_at', models.DateTimeField(verbose_name='noted at')),
            ],
            options={
                'verbose_name': 'customer preference',
                'verbose_name_plural': 'customer preferences',
            },
        ),
    ]
