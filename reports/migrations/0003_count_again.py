"""Count those cases again of which reports knew too little: visits, decisions, and what agreed time leaves out."""

from django.db import migrations

# No case has this version, so that the next pass takes them.
_COUNT_AGAIN = """
UPDATE reports_casefact SET version = 0 WHERE case_id IN (
    SELECT case_id FROM cases_clockcycle WHERE clock IN ('visit', 'review')
    UNION SELECT case_id FROM cases_caseevent WHERE kind IN ('correction', 'reopened')
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_first_diagnoses'),
        ('reports', '0002_read_marks'),
    ]

    operations = [migrations.RunSQL(_COUNT_AGAIN, migrations.RunSQL.noop)]
