"""A new system starts with the shipped checklists, none of them laid on cases by itself."""

from django.db import migrations
from django.utils import timezone

from cases.rules.founding import found_checklists


def forwards(apps, schema_editor):
    found_checklists(
        lists=apps.get_model("cases", "CaseList"),
        steps=apps.get_model("cases", "CaseListStep"),
        categories=apps.get_model("cases", "Category"),
        now=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_checklists")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
