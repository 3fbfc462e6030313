"""Let the seal that covers an event be found without reading all seals."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX ledger_seal_tx ON ledger_seal (epoch, from_tx)",
            "DROP INDEX ledger_seal_tx",
        ),
    ]
