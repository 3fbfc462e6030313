"""A new system starts with an emergency plan for each kind of incident, and edits them as rows."""

from django.db import migrations

from cases.rules.founding import found_plans


def forwards(apps, schema_editor):
    found_plans(items=apps.get_model("cases", "ChecklistItem"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_incidents")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
