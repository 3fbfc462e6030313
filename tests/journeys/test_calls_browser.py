"""A caller asks two customers by keyboard alone; a manager follows a figure to its cases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from reports.rules.refreshing import refresh_all
from surveys.models import CallAttempt
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.factories.surveys import FollowUpFactory, solved_case
from tests.journeys.conftest import assert_good, assert_good_everywhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# There is no telephone here: the browser would ask which program to open, and take the keys.
DIALLED = """
window.dialled = [];
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='tel:']");
  if (link) { event.preventDefault(); window.dialled.push(link.getAttribute("href")); }
}, true);
"""


@pytest.fixture
def two_to_ask(site):
    """Two solved cases whose customers are due, the first longer than the second."""
    now = timezone.now()
    return [
        FollowUpFactory(
            case=solved_case(
                customer=customer_with(phone=phone, email=f"{name}@example.com"),
                store=StoreFactory(), opened_at=now - timedelta(days=3),
                resolved_at=now - timedelta(days=1), decision_text="我們已重印。",
            ),
            due_at=now - timedelta(hours=hours),
        )
        for phone, name, hours in (("0912345678", "mei", 3), ("0987654321", "wang", 2))
    ]  # fmt: skip


def ends_at(page, address, key):
    with page.expect_navigation(url=f"**{address}"):
        page.keyboard.press(key)


def test_two_calls_by_keyboard(sit_down, two_to_ask):
    first, second = two_to_ask
    caller = posted(Role.AGENT)
    page = sit_down(caller, width=1440, height=900)
    page.add_init_script(DIALLED)
    page.goto("/admin/follow-up/")
    assert_good(page)

    page.keyboard.press("j")
    ends_at(page, f"/admin/follow-up/{first.pk}/", "Enter")
    assert_good(page)
    assert page.get_by_text("+886 912 345 678").count() == 0

    # One key shows the number, and dials.
    page.keyboard.press("d")
    page.locator("a.call-digits[href='tel:+886912345678']").wait_for()
    assert Reveal.objects.get().actor == caller
    assert page.evaluate("window.dialled") == ["tel:+886912345678"]
    assert_good(page)

    page.keyboard.press("2")
    assert page.locator("#div_id_score").is_visible()
    page.keyboard.press("2")
    page.keyboard.type("膚色還是偏黃，2 張")
    ends_at(page, f"/admin/follow-up/{second.pk}/", "Control+Enter")
    first.refresh_from_db()
    attempt = CallAttempt.objects.get(follow_up=first)
    assert (first.state, attempt.score, attempt.remark) == ("not_solved", 2, "膚色還是偏黃，2 張")

    page.keyboard.press("1")
    page.keyboard.press("5")
    ends_at(page, "/admin/follow-up/", "Enter")
    second.refresh_from_db()
    assert (second.state, second.score) == ("solved", 5)
    assert_good(page)


def test_call_later_offers_another_part_of_the_day(sit_down, two_to_ask):
    first, second = two_to_ask
    page = sit_down(posted(Role.AGENT))
    page.goto(f"/admin/follow-up/{first.pk}/")

    page.keyboard.press("5")
    assert page.locator("[name=call_at]").input_value()
    assert not page.locator("#div_id_score").is_visible()
    ends_at(page, f"/admin/follow-up/{second.pk}/", "Control+Enter")

    first.refresh_from_db()
    assert (first.state, first.due_at > timezone.now()) == ("open", True)


def test_a_call_without_javascript(sit_down, two_to_ask):
    first, second = two_to_ask
    page = sit_down(posted(Role.AGENT), scripts=False)
    page.goto(f"/admin/follow-up/{first.pk}/")

    page.fill("[name=remark]", "noisy line")
    page.locator("button[data-show-number]").click()
    page.locator("a.call-digits").wait_for()
    assert page.input_value("[name=remark]") == "noisy line"
    page.check("[name=outcome][value=no_answer]")
    page.locator(".call-buttons button").click()
    page.wait_for_url(f"**/admin/follow-up/{second.pk}/")

    assert CallAttempt.objects.get().remark == "noisy line"


def test_pages_are_good_for_everybody(sit_down, two_to_ask):
    first, _second = two_to_ask
    refresh_all(now=timezone.now())
    page = sit_down(posted(Role.MANAGER), width=1440, height=900)

    assert_good_everywhere(
        page, "/admin/follow-up/", f"/admin/follow-up/{first.pk}/", "/admin/reports/?period=12_months",
        "/admin/reports/cases/?measure=solve_felt",
    )  # fmt: skip


def test_a_figure_leads_to_its_cases(sit_down, two_to_ask):
    refresh_all(now=timezone.now())
    page = sit_down(posted(Role.MANAGER), width=1440, height=900)
    page.goto("/admin/reports/")
    card = page.locator(".report-tiles a").first
    assert "2" in card.inner_text()

    card.click()

    page.wait_for_url("**/admin/reports/cases/**")
    assert page.locator(".report-list tbody tr").count() == 2
