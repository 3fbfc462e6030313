"""Work between departments in figures: shares with n and interval, medians, and to and fro."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.rules.work_orders import ordering, steps
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from reports.measures.orders import figures_by_department, hops_median, passings
from tests.factories.cases import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def manager():
    return posted(Role.MANAGER)


@pytest.fixture
def lived(manager):
    """One done in a day, one done late, one passed on in time, one passed on late, one open."""
    care = str(Department.objects.get(code="customer_care").pk)

    def lives(days, *verbs):
        order = ordering.order_work(kind="reprint", title="a", asked="b", actor=manager, now=NOW)
        for verb in verbs:
            steps.take_step(
                order.pk, verb, actor=manager, now=NOW + days * DAY,
                facts={"result": "x", "reason": "x", "department": care},
            )  # fmt: skip

    lives(0.5, "accept", "finish")
    lives(3, "accept", "finish")
    lives(0.5, "send_on")
    lives(3, "send_on")
    lives(0)


def test_the_figures_of_departments(manager, lived, client):
    span = {"since": NOW - DAY, "until": NOW + 10 * DAY}
    found = {one.department.code: one for one in figures_by_department(manager, **span)}

    quality, care = found["print_quality"], found["customer_care"]
    assert (quality.answered, quality.in_time, quality.done, quality.passed_on) == (3, 1, 2, 2)
    assert quality.median == 1.75 * DAY
    assert (quality.open, quality.overdue, quality.came_back) == (1, 1, 0)
    assert round(quality.share.share, 2) == 0.33
    assert (care.open, care.done, care.share) == (2, 0, None)
    (passing,) = passings(manager, **span)
    assert (passing.came_from.code, passing.went_to.code, passing.times) == (
        "print_quality", "customer_care", 2,
    )  # fmt: skip
    assert hops_median(manager, **span) == 0
    stranger = posted(Role.MANAGER, department=Department.objects.get(code="camera_repair"))
    assert figures_by_department(stranger, **span) == []


@pytest.mark.parametrize("has_rows", [False, True])
def test_the_page_shows_them(has_rows, manager, client, request):
    if has_rows:
        request.getfixturevalue("lived")
    client.force_login(manager)
    client.cookies["django_language"] = "en"

    text = client.get(reverse("admin:reports_orders"), {"days": "365"}).text

    words = "Done in time (95 % interval)" if has_rows else "No department was asked for anything"
    assert words in text
