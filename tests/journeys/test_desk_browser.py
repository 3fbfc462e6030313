"""An agent works one case in a real browser by keyboard and mouse; the desk is good for everybody."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.measures.queues import paging
from cases.models import Case
from cases.rules.desk import attending, noting
from channels.models import Message
from feedback_site.organisation.roles import Role
from tests.factories.opened import customer_called, opened, talk
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import assert_good, assert_good_everywhere, until
from tests.journeys.walking import press_step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agent(site):
    return posted(Role.AGENT)


@pytest.fixture
def case(agent):
    customer = customer_called("陳美玲", "mei@example.com", "0912345678")
    return opened(
        "在中山店沖印的相片整批偏黃，想請你們重印。", customer=customer, store=StoreFactory()
    )


def state_of(case):
    return Case.objects.values_list("state", flat=True).get(pk=case.pk)


def send_dialog(page):
    page.locator("#desk-dialog button[type=submit]").click()
    page.wait_for_load_state("load")


def test_one_case_from_the_queue_to_solved_by_keyboard_and_mouse(sit_down, agent, case):
    # Too narrow for a list beside it: the case is a page of its own.
    page = sit_down(agent, width=1100, height=900)
    page.goto("/admin/cases/queue/unassigned/")
    page.keyboard.press("j")
    assert page.locator("[data-row][aria-selected]").count() == 1
    with page.expect_navigation():
        page.keyboard.press("c")
    assert page.url.endswith("/admin/cases/queue/unassigned/")
    case.refresh_from_db()
    assert case.owner == agent

    page.goto("/admin/cases/queue/mine/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert case.reference in page.url
    assert state_of(case) == "in_progress"

    # Answering: the key puts the cursor where one writes.
    page.keyboard.press("r")
    page.keyboard.type("您好，我們今天就重印。")
    with page.expect_navigation():
        page.locator(".composer-customer button[type=submit]:not([data-solves])").click()
    assert Message.objects.filter(text="您好，我們今天就重印。", direction="outbound").exists()
    page.keyboard.press("n")
    page.keyboard.type("3 號機")
    with page.expect_navigation():
        page.locator(".composer-internal button[type=submit]").click()
    assert page.locator(".said-internal .said-text").inner_text() == "3 號機"

    # Waiting: the dialog comes back with what is missing, and with everything typed.
    page.keyboard.press("w")
    dialog = page.locator("#desk-dialog")
    dialog.locator("[name=asked_what]").fill("訂單編號？")
    dialog.locator("[name=asked_whom]").fill("顧客")
    dialog.locator("[name=resume_by]").fill("2035-01-15T10:00")
    dialog.locator("button[type=submit]").click()
    dialog.locator(".error-summary").wait_for()
    assert dialog.locator("[name=asked_what]").input_value() == "訂單編號？"
    # Shut by a slip then, it has them when it is opened again: what was missing is not all that is typed.
    page.keyboard.press("Escape")
    until(page, "!document.getElementById('desk-dialog')")
    page.keyboard.press("w")
    until(page, "document.querySelector('#desk-dialog [name=asked_what]')?.value === '訂單編號？'")
    assert dialog.locator("[name=resume_by]").input_value() == "2035-01-15T10:00"
    page.keyboard.press("Escape")
    until(page, "!document.getElementById('desk-dialog')")
    page.keyboard.press("w")
    until(page, "document.querySelector('#desk-dialog [name=asked_whom]')?.value === '顧客'")
    dialog.locator("[name=waiting_reason]").select_option("customer")
    with page.expect_navigation():
        dialog.locator("button[type=submit]").click()
    assert state_of(case) == "waiting"

    page.keyboard.press("w")
    page.locator("#desk-dialog [name=cause]").fill("顧客來電")
    with page.expect_navigation():
        page.locator("#desk-dialog button[type=submit]").click()
    assert state_of(case) == "in_progress"

    page.keyboard.press("s")
    dialog.locator("[name=root_cause]").select_option("machine_setting")
    dialog.locator("[name=action_taken]").fill("重新校色")
    dialog.locator("[name=remedy]").select_option("reprint")
    dialog.locator("[name=remedy_cost]").fill("120")
    dialog.locator("[name=decision_text]").fill("我們已重印。")
    dialog.locator("[name=told_how]").select_option("message")
    with page.expect_navigation():
        dialog.locator("button[type=submit]").click()
    assert state_of(case) in ("resolved", "verifying")
    assert page.locator("[data-act=undo]").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize("width", [1440, 390])
def test_what_comes_next_is_on_the_next_page_of_the_list(sit_down, agent, case, monkeypatch, width):
    """Beside the list and on pages of their own: the last row of a page is not the last of the list."""
    monkeypatch.setattr(paging, "PAGE", 1)
    other = opened(customer=case.customer, store=case.store)
    page = sit_down(agent, width=width, height=900)
    page.goto("/admin/cases/queue/all_open/")
    first = page.locator("[data-row]").get_attribute("data-row")
    (second,) = {case.reference, other.reference} - {first}
    page.locator("[data-open]").click()
    page.locator(f".case-frame[data-case='{first}']").wait_for()

    for key, reference in (("]", second), ("[", first), ("]", second)):
        page.keyboard.press(key)
        page.locator(f".case-frame[data-case='{reference}']").wait_for()
    page.keyboard.press("]")

    if width > 1000:
        page.get_by_text("這是清單中的最後一件").wait_for()
    else:
        assert page.locator("[data-list-next]").is_hidden()
    assert page.complaints == []


def test_a_value_is_revealed_in_its_place_and_typing_is_kept(sit_down, agent, case):
    page = sit_down(agent, width=1440, height=900)
    page.goto(f"/admin/cases/case/{case.reference}/")
    page.locator("#dialog-text-customer").fill("還在寫")

    page.locator("[data-reveal] button").first.click()

    page.get_by_text("陳美玲").wait_for()
    # The button that was pressed is gone; one goes on from what it showed.
    expect(page.locator(".masked-value", has_text="陳美玲")).to_be_focused()
    assert page.locator("#dialog-text-customer").input_value() == "還在寫"

    # What a colleague does meanwhile waits behind a line, and is shown around what is being typed.
    colleague = posted(Role.AGENT)
    noting.note(case.pk, text="機器已修好", actor=colleague, now=timezone.now())
    attending.look_in(case.pk, actor=colleague, now=timezone.now(), is_writing=True)
    page.locator("[data-live]").evaluate("part => part.dispatchEvent(new Event('feedback:ask'))")
    page.locator("[data-show-news]").click()
    page.locator(".said-internal.is-fresh", has_text="機器已修好").wait_for()
    assert page.locator("#dialog-text-customer").input_value() == "還在寫"
    assert page.locator(".case-fresh").count() == 0
    assert page.locator(".case-writing").count() == 1  # they write on, and so does whoever reads
    assert "writing=1" in page.locator("[data-live]").get_attribute("data-live")
    # And the answer goes out upon what was read.
    page.locator(".composer-customer button[type=submit]:not([data-solves])").click()
    page.locator(".said-staff", has_text="還在寫").wait_for()
    page.keyboard.press(".")
    assert page.locator("[data-more] [data-act=escalate]").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("[data-more] [data-act=escalate]").is_hidden()
    assert page.complaints == []


def test_new_rows_wait_while_some_are_ticked(sit_down, agent, case):
    page = sit_down(agent, width=1100, height=900)
    page.clock.install()
    page.goto("/admin/cases/queue/all_open/")
    page.locator("[data-tick]").check()
    new = opened(customer=customer_called("王大同"))
    page.clock.run_for(31_000)
    # The numbers of queues are true again, too.
    page.locator(".queue-views [aria-current] .queue-count", has_text="2").wait_for()
    page.locator("[data-list-news] button").click()
    page.locator(f"[data-row='{new.reference}'][data-fresh]").wait_for()
    assert page.complaints == []


def test_the_receipt_opens_over_the_case_and_escape_leads_back(sit_down, agent, case):
    page = sit_down(agent, width=1440, height=900)
    page.goto(f"/admin/cases/case/{case.reference}/")

    page.locator("#limits-title + a").click()
    page.locator("#desk-dialog .receipt").first.wait_for()
    page.keyboard.press("Escape")

    page.locator("#desk-dialog").wait_for(state="detached")


def test_without_javascript_a_step_is_a_page_of_its_own(sit_down, agent, case):
    page = sit_down(agent, width=1440, height=900, scripts=False)
    page.goto(f"/admin/cases/case/{case.reference}/")
    page.locator("[data-act=claim]").click()
    press_step(page, "escalate")
    page.locator("[name=reason]").fill("顧客要求主管")
    page.locator(".dialog-page button[type=submit]").click()

    case.refresh_from_db()
    assert (case.owner, case.level) == (agent, 1)


def test_the_desk_is_good_in_every_size_and_scheme(sit_down, agent, case):
    talk(case, agent, 2)
    for number in range(3):
        opened(customer=customer_called(f"客人{number}"))
    page = sit_down(agent, width=1440, height=900)
    assert_good_everywhere(
        page, "/admin/", "/admin/cases/queue/all_open/", "/admin/cases/queue/waiting/",
        f"/admin/cases/case/{case.reference}/", f"/admin/cases/case/{case.reference}/limits/",
        f"/admin/cases/case/{case.reference}/escalate/",
    )  # fmt: skip
    page.goto(f"/admin/cases/case/{case.reference}/")
    press_step(page, "promise")
    page.locator("#desk-dialog").wait_for()
    assert_good(page)
