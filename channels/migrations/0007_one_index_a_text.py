"""Django gives texts a second index for LIKE: in the C.UTF-8 that we ask for, the first one serves."""

from django.db import migrations

DOUBLED = {
    "channels_conversation_reference_6c4135af_like": ("channels_conversation", "reference"),
    "channels_message_mail_message_id_d7452826_like": ("channels_message", "mail_message_id"),
    "channels_outgoing_dedup_key_612a0b35_like": ("channels_outgoing", "dedup_key"),
    "channels_outgoing_mail_message_id_a16274aa_like": ("channels_outgoing", "mail_message_id"),
    "channels_rawintake_reference_47d469b3_like": ("channels_rawintake", "reference"),
    "channels_submission_order_number_e681c876_like": ("channels_submission", "order_number"),
}


class Migration(migrations.Migration):
    replaces = [("channels", "0032_no_pattern_indexes")]
    dependencies = [("channels", "0006_chats")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}",
            f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column} varchar_pattern_ops)",
        )
        for name, (table, column) in DOUBLED.items()
    ]
