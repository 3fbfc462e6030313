"""A new system starts with the shipped diagnoses, and edits them as rows."""

from django.db import migrations
from django.utils import timezone

from cases.rules.founding import found_diagnoses


def forwards(apps, schema_editor):
    found_diagnoses(
        diagnoses=apps.get_model("cases", "Diagnosis"),
        steps=apps.get_model("cases", "DiagnosisStep"),
        solutions=apps.get_model("cases", "Solution"),
        categories=apps.get_model("cases", "Category"),
        now=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_diagnoses")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
