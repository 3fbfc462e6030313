"""A new site starts with categories, limits, solutions, skills, plans and routes, and edits them as rows."""

from django.db import migrations
from django.utils import timezone

from cases.rules import founding


def found(apps, schema_editor):
    """Make the first rows, each after what it names."""
    departments = apps.get_model("organisation", "Department")
    calendars = apps.get_model("organisation", "BusinessCalendar")
    categories = apps.get_model("cases", "Category")
    policies = apps.get_model("cases", "Policy")
    founding.found(departments=departments, categories=categories, policies=policies)
    founding.found_solutions(
        solutions=apps.get_model("cases", "Solution"),
        versions=apps.get_model("cases", "SolutionVersion"),
        texts=apps.get_model("cases", "SolutionText"),
        categories=categories,
        now=timezone.now(),
    )
    founding.found_more(
        policies=policies,
        schemes=apps.get_model("cases", "ResponseScheme"),
        tiers=apps.get_model("channels", "ServiceTier"),
        calendars=calendars,
        hours=apps.get_model("organisation", "CalendarHours"),
        editions=apps.get_model("organisation", "CalendarEdition"),
    )
    founding.found_sharing(
        skills=apps.get_model("organisation", "Skill"),
        capacities=apps.get_model("organisation", "RoleCapacity"),
    )
    founding.found_plans(items=apps.get_model("cases", "ChecklistItem"))
    founding.found_orders(
        routes=apps.get_model("cases", "WorkRoute"),
        limits=apps.get_model("cases", "WorkLimit"),
        departments=departments,
        categories=categories,
        calendars=calendars,
    )


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0002_first_categories_and_limits"),
        ("cases", "0009_first_solutions"),
        ("cases", "0014_first_tiers_and_limits"),
        ("cases", "0022_first_skills"),
        ("cases", "0024_first_emergency_plans"),
        ("cases", "0026_first_routes"),
        ("cases", "0030_categories_left_out"),
    ]
    dependencies = [("cases", "0007_room_on_the_page")]
    operations = [migrations.RunPython(found, migrations.RunPython.noop)]
