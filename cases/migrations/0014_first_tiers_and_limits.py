"""A system starts with tiers, the tiered response scheme, and the after-sales limits, and edits them as rows."""

from django.db import migrations
from django.utils import timezone

from cases.rules.founding import found_more


def forwards(apps, schema_editor):
    has_cases = apps.get_model("cases", "Case").objects.exists()
    found_more(
        policies=apps.get_model("cases", "Policy"),
        schemes=apps.get_model("cases", "ResponseScheme"),
        tiers=apps.get_model("channels", "ServiceTier"),
        calendars=apps.get_model("organisation", "BusinessCalendar"),
        hours=apps.get_model("organisation", "CalendarHours"),
        editions=apps.get_model("organisation", "CalendarEdition"),
        since=timezone.now() if has_cases else None,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_tiers_and_schemes"),
        ("channels", "0030_service_tiers"),
        ("organisation", "0003_sign_in_counts"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
