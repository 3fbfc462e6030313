"""A supervisor's round by keys and mouse: what was escalated, who has it, and many cases at once."""

import pytest
from django.utils import timezone

from cases.models import Case, Escalation
from cases.rules.assignment import assigning
from cases.rules.desk import noting
from cases.rules.escalation import escalating
from feedback_site.organisation.roles import Role
from tests.factories.incidents import problem_in
from tests.factories.opened import customer_called, opened
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import assert_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def open_first(page):
    """By keys, beside the list; gives the reference of the case."""
    press(page, "j", "Enter")
    frame = page.locator(".case-frame[data-case]")
    frame.wait_for()
    return frame.get_attribute("data-case")


def acknowledge_and_step_down(page, case):
    """From the first page to the case that waits for somebody to say that they have seen it."""
    page.goto("/admin/")
    with page.expect_navigation():
        page.locator("a[href$='/queue/to_acknowledge/']").first.click()
    assert open_first(page) == case.reference
    page.locator("form[action*='/acknowledge/'] button").click()
    page.locator("form[action*='/acknowledge/']").wait_for(state="detached")
    page.locator("a[href*='/step_down/']").click()
    page.locator("#desk-dialog [name=reason]").wait_for()
    page.keyboard.type("已與顧客談妥")
    press(page, "Control+Enter")
    page.get_by_text("已與顧客談妥").first.wait_for()


def give_on(page, case, to):
    """To somebody else, by one key."""
    page.goto(f"/admin/cases/case/{case.reference}/")
    press(page, "a")
    page.locator("#desk-dialog [name=owner]").select_option(str(to.pk))
    with page.expect_navigation():
        press(page, "Control+Enter")


def give_two_at_once(page, refused, to):
    """One of them was changed meanwhile: that is told with its reason, and tried again by a button."""
    page.goto("/admin/cases/queue/unassigned/")
    press(page, "j", "x", "j", "x")
    noting.note(refused.pk, text="x", actor=posted(Role.AGENT), now=timezone.now())
    press(page, "a")
    page.locator(".dialog-page [name=owner]:focus").wait_for()
    page.locator("[name=owner]").select_option(str(to.pk))
    with page.expect_navigation():
        press(page, "Control+Enter")
    told = page.locator("tbody tr").all_inner_texts()
    assert_good(page)
    with page.expect_navigation():
        page.get_by_role("button", name="重試").click()
    return told


def test_a_supervisors_round(site, sit_down):
    supervisor, colleague, now = posted(Role.SUPERVISOR), posted(Role.AGENT), timezone.now()
    store = StoreFactory()
    raised, *free = (
        opened(customer=customer_called(f"客人{n}", f"c{n}@example.com"), store=store)
        for n in range(3)
    )
    assigning.claim_case(raised.pk, actor=posted(Role.AGENT), now=now)
    escalating.escalate(
        raised.pk, reason="顧客要求主管", actor=Case.objects.get(pk=raised.pk).owner, now=now
    )
    page = sit_down(supervisor, width=1440, height=900)

    acknowledge_and_step_down(page, raised)
    give_on(page, raised, colleague)
    told = give_two_at_once(page, free[0], colleague)

    escalation = Escalation.objects.get()
    assert escalation.acknowledged_at is not None
    assert (escalation.step_down_reason, Case.objects.get(pk=raised.pk).level) == (
        "已與顧客談妥",
        0,
    )
    done = {
        one.reference: "完成" in next(line for line in told if one.reference in line)
        for one in free
    }
    assert done == {free[0].reference: False, free[1].reference: True}
    assert set(Case.objects.values_list("owner", flat=True)) == {colleague.pk}
    assert page.complaints == []


def test_links_of_a_problem_look_like_links_and_its_name_like_a_heading(sit_down):
    target = problem_in("open", title="Banding")
    merged = problem_in("merged", title="Stripes", merged_into=target)
    page = sit_down(posted(Role.SUPERVISOR), language="en")

    page.goto(f"/admin/problems/{merged.pk}/")

    lines = "links => links.map(link => getComputedStyle(link).textDecorationLine)"
    links = page.locator(".desk a[href^='/admin/problems/']")
    assert links.evaluate_all(lines) == ["underline"] * 3
    sizes = "parts => parts.map(part => parseFloat(getComputedStyle(part).fontSize))"
    heading, card = page.locator(".desk h1, #cases-title").evaluate_all(sizes)
    assert heading >= card
    assert_good(page)
