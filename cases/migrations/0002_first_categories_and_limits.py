"""A new system starts with the shipped departments, categories and time limits, and edits them as rows."""

from django.db import migrations

from cases.rules.founding import found


def forwards(apps, schema_editor):
    found(
        departments=apps.get_model("organisation", "Department"),
        categories=apps.get_model("cases", "Category"),
        policies=apps.get_model("cases", "Policy"),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_the_work"), ("organisation", "0002_calendar_editions")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
