"""A manager sees how well categories are read, and goes back to an earlier version."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import ReadingModel
from feedback_site.organisation.roles import Role
from tests.cases.admin.triage.test_learning_page import FOUND
from tests.cases.rules.triage.test_learning import label, version
from tests.factories.organisation import posted
from tests.journeys.conftest import assert_good, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_figures_then_one_click_back(sit_down):
    agent, now = posted(Role.AGENT), timezone.now()
    for number, guessed in enumerate(("print_colour", "print_colour", "print_banding")):
        more = {"guessed": guessed, "decided_at": now - timedelta(days=number)}
        label(f"相片偏黃{number}", "print_colour", actor=agent, **more)
    for number in (1, 2, 3):
        version(number, is_in_use=number == 3, up_to=number)
    ReadingModel.objects.update(metrics={"found": FOUND, "met": FOUND}, labels=120)
    ReadingModel.objects.filter(number=2).update(in_use_since=now - timedelta(days=9))
    page = sit_down(posted(Role.MANAGER), width=1440, height=900)

    page.goto("/admin/")
    page.goto("/admin/cases/learned/")
    assert_good(page)
    take_pictures(page, "learning")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_good(page)
    page.get_by_role("button", name="改回這個版本 2").click()

    assert "即刻起由這個版本判讀" in page.locator("main, body").first.inner_text()
    assert ReadingModel.objects.get(is_in_use=True).number == 2
