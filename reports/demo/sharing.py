"""What the demonstration shows of sharing work: skills, a rota, people who are away, cases handed over."""

from datetime import datetime, timedelta

from django.utils import timezone

from cases.models import Category, DutyShift
from cases.rules.assignment import giving, handing_over
from feedback_site.organisation.models import BusinessCalendar, Department, Skill, User
from feedback_site.organisation.rules import absenting, profiling, setting_up

# category: the skill that it asks for
NEEDS = {
    "camera_repair": "cameras", "equipment_failure": "equipment", "print_colour": "print_colour",
    "price_dispute": "refunds", "staff_attitude": "difficult_talks",
}  # fmt: skip
# who: skills, languages beside Traditional Chinese, points where not as usual
CAN = {
    "agent": (("print_colour", "difficult_talks"), ("en", "nan"), None),
    "agent2": (("refunds", "difficult_talks"), ("zh-hans",), None),
    "agent3": (("refunds",), ("ja", "en"), 30),
    "agent4": (("print_colour", "equipment"), ("nan",), None),
    "agent5": (("difficult_talks",), ("yue", "zh-hans"), 20),
    "agent6": (("cameras", "refunds"), ("en",), None),
    "agent7": (("print_colour", "refunds"), ("zh-hans",), None),
    "agent.print": (("print_colour",), (), None),
    "agent.equipment": (("equipment",), (), None),
    "agent.camera": (("cameras",), ("ja",), None),
    "agent.online": (("refunds",), ("zh-hans",), None),
    "specialist": (("print_colour", "equipment"), ("en",), None),
    "specialist.camera": (("cameras",), ("en", "ja"), None),
}
# The first line by day: from how many hours after nine, for how many, and who.
FIRST_LINE = (
    (0, 12, ("agent", "agent3")), (0, 6, ("agent6",)), (6, 6, ("agent2", "agent5", "agent7")),
)  # fmt: skip
DAYS = 7
# who: from, until (hours from now), why, who stands in
AWAY = (
    ("agent4", -2, 46, "sick", "agent"),
    ("agent3", 7 * 24, 12 * 24, "leave", "agent6"),
    ("agent.online", 30, 34, "training", None),
)
AT_ONCE = "online_orders"
# Those of workshops go home when the office does; stores' people keep the hours of their store.
BY_OFFICE_HOURS = ("camera_repair", "equipment_service")


def live_sharing(*, until: datetime) -> None:
    """When all cases lived: what people can do, this week's first line, and who is away."""
    people = {user.username: user for user in User.objects.all()}
    supervisor = people["supervisor"]
    skills = {skill.code: skill for skill in Skill.objects.all()}
    for code, skill in NEEDS.items():
        Category.objects.filter(code=code).update(skill=skills[skill])
    for name, (can, tongues, capacity) in CAN.items():
        profiling.write_profile(
            people[name].pk, skills=can, languages=("zh-hant", *tongues), capacity=capacity,
            actor=supervisor, now=until,
        )  # fmt: skip
    department = Department.objects.get(code=AT_ONCE)
    department.giving = "automatic"
    setting_up.save_department(department, actor=people["admin"], now=until)
    office = BusinessCalendar.objects.get(code="tw-office")
    Department.objects.filter(code__in=BY_OFFICE_HOURS).update(calendar=office)
    _post_first_line(people, until)
    for name, start, end, kind, stand_in in AWAY:
        absenting.enter_absence(
            people[name].pk, begins_at=until + timedelta(hours=start),
            ends_at=until + timedelta(hours=end), kind=kind, actor=supervisor, now=until,
            stand_in=people[stand_in] if stand_in else None, hands_over=kind != "training",
        )  # fmt: skip
    handing_over.sweep_handovers(now=until)
    giving.sweep_unowned(now=until, limit=3)


def _post_first_line(people: dict[str, User], until: datetime) -> None:
    morning = timezone.localtime(until).replace(hour=9, minute=0, second=0, microsecond=0)
    DutyShift.objects.bulk_create(
        DutyShift(
            level=0, person=people[name], position=1,
            starts_at=morning + timedelta(days=day, hours=start),
            ends_at=morning + timedelta(days=day, hours=start + hours),
        )
        for day in range(DAYS)
        for start, hours, names in FIRST_LINE
        for name in names
    )  # fmt: skip
