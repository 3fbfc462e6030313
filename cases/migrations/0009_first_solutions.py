"""A new system starts with the shipped solutions, and edits them as rows."""

from django.db import migrations
from django.utils import timezone

from cases.rules.founding import found_solutions


def forwards(apps, schema_editor):
    found_solutions(
        solutions=apps.get_model("cases", "Solution"),
        versions=apps.get_model("cases", "SolutionVersion"),
        texts=apps.get_model("cases", "SolutionText"),
        categories=apps.get_model("cases", "Category"),
        now=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_standard_solutions")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
