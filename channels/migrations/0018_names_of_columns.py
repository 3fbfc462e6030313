"""Columns that people read are called something in each language; the database has nothing to do."""

import django.db.models.deletion
from django.db import migrations, models

from feedback_site.tables_at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [("channels", "0017_purchases_and_mail_out")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                AtOnce([
                migrations.AlterField(
                    model_name="partner",
                    name="channel",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="channels.channel",
                        verbose_name="channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="partnerevent",
                    name="channel",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="channels.channel",
                        verbose_name="channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="partnerkey",
                    name="partner",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="channels.partner",
                        verbose_name="partner",
                    ),
                ),
                ]),
            ]
        )
    ]
