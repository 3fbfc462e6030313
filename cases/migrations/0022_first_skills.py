"""A system starts with some skills and with how much each role usually has, and edits them as rows."""

from django.db import migrations

from cases.rules.founding import found_sharing


def forwards(apps, schema_editor):
    found_sharing(
        skills=apps.get_model("organisation", "Skill"),
        capacities=apps.get_model("organisation", "RoleCapacity"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_who_gets_cases"),
        ("organisation", "0005_skills_and_absences"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
