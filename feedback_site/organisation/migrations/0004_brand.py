"""The chain's name, colour and logo: one row, and none until somebody changes them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0003_hours_of_teams'),
    ]

    operations = [
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh_hant', models.CharField(max_length=120, verbose_name='name (Traditional Chinese)')),
                ('name_zh_hans', models.CharField(max_length=120, verbose_name='name (Simplified Chinese)')),
                ('name_en', models.CharField(max_length=120, verbose_name='name (English)')),
                ('colour', models.CharField(help_text='Of buttons and links; dark enough to be read. Dark pages get a lighter one of its hue.', max_length=7, verbose_name='colour')),
                ('logo', models.BinaryField(blank=True, null=True, verbose_name='logo')),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
            ],
            options={
                'verbose_name': 'brand',
                'verbose_name_plural': 'brand',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='organisation_one_brand'), models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9a-f]{6}$')), name='organisation_brand_colour')],
            },
        ),
    ]
