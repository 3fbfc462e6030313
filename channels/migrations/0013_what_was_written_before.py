"""Say why what is held is held, and hold what an older dump brings along.

A dump from before lives were known, loaded and migrated at once, has taken this life for its own; the
ledger's last epoch tells whether its messages were written on this cluster.
"""

from django.db import migrations

FORWARDS = """
UPDATE channels_outgoing SET hold_reason = 'flood' WHERE state = 'held';
UPDATE channels_outgoing SET life = 0
WHERE state = 'pending' AND (SELECT system_identifier FROM pg_control_system()) <>
      (SELECT system_identifier FROM ledger_epoch ORDER BY number DESC LIMIT 1);
"""


class Migration(migrations.Migration):
    dependencies = [("channels", "0012_lives_of_the_database"), ("ledger", "0001_ledger")]
    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
