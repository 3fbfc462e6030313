"""Work between departments starts with routes and limits, and edits them as rows."""

from django.db import migrations

from cases.rules.founding import found_orders


def forwards(apps, schema_editor):
    found_orders(
        routes=apps.get_model("cases", "WorkRoute"),
        limits=apps.get_model("cases", "WorkLimit"),
        departments=apps.get_model("organisation", "Department"),
        categories=apps.get_model("cases", "Category"),
        calendars=apps.get_model("organisation", "BusinessCalendar"),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_work_orders"), ("organisation", "0004_store_closures")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
