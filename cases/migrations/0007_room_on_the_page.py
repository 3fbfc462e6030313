"""A case is updated some ten times in its life: room on its page lets most of these touch no index.

Django gives each unique text a second index for LIKE; in the C.UTF-8 that we ask for, the first one serves.
"""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("cases", "0018_room_for_updates")]
    dependencies = [("cases", "0006_work_between_departments")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_case SET (fillfactor = 80)",
            "ALTER TABLE cases_case RESET (fillfactor)",
        ),
        migrations.RunSQL(
            "DROP INDEX IF EXISTS cases_case_reference_cb43aa34_like",
            "CREATE INDEX IF NOT EXISTS cases_case_reference_cb43aa34_like"
            " ON cases_case (reference varchar_pattern_ops)",
        ),
    ]
