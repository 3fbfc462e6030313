"""Each message of the outbox knows in which life of the database it was written.

A database has a new life wherever a dump of it is loaded: in another cluster, or in another database of
the same one.
"""

from django.db import migrations, models

import channels.models.outbox

# PL/pgSQL keeps its plan, so that it costs each message half of what a function in SQL would.
LIFE = """
CREATE FUNCTION channels_life() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN hashtextextended(
        (SELECT system_identifier::text FROM pg_control_system()) || ':' ||
        (SELECT oid::text FROM pg_database WHERE datname = current_database()), 0);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("channels", "0011_box_channels")]
    operations = [
        migrations.RunSQL(LIFE, "DROP FUNCTION channels_life()"),
        migrations.AddField(
            model_name="outgoing",
            name="life",
            field=models.BigIntegerField(db_default=channels.models.outbox.CurrentLife()),
        ),
        migrations.AddField(
            model_name="outgoing",
            name="hold_reason",
            field=models.CharField(
                blank=True, default="", max_length=8, verbose_name="held back because",
                choices=[
                    ("flood", "too many to one address"),
                    ("restored", "written before the database was restored"),
                ],
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="outgoing",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "waiting to be sent"), ("sent", "sent"),
                    ("dead", "could not be delivered"), ("held", "held back"),
                    ("recalled", "recalled before it went out"),
                ],
                default="pending", max_length=8, verbose_name="state",
            ),
        ),
    ]
