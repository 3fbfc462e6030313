"""What tires somebody who lives at the desk: words that go, a place that is lost, a key that does nothing."""

import pytest
from playwright.sync_api import expect

from cases.models import Case
from cases.rules.assignment import assigning
from feedback_site.organisation.roles import Role
from tests.factories.channels import customer_with
from tests.factories.opened import NOW, customer_called, opened
from tests.factories.organisation import StoreFactory, posted
from tests.factories.surveys import FollowUpFactory, solved_case
from tests.journeys.conftest import assert_good, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Names of icons that stand as words where a style sheet puts them.
WRITTEN_OUT = """() => [...document.querySelectorAll("main *, .calendarbox *")].flatMap((one) =>
  ["::before", "::after"].map((part) => getComputedStyle(one, part).content)
).filter((content) => /^"[a-z_]{3,}"$/.test(content))"""


def three_cases_of(agent):
    store = StoreFactory()
    for number in range(3):
        case = opened(customer=customer_called(f"客人{number}", f"c{number}@e.org"), store=store)
        assigning.claim_case(case.pk, actor=agent, now=NOW)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_an_agent_loses_neither_words_nor_place_nor_what_was_done_elsewhere(
    sit_down, site, settings
):
    settings.ANSWER_HOLD_SECONDS = 60
    agent = posted(Role.AGENT)
    three_cases_of(agent)
    page = sit_down(agent, width=1100, height=800)  # each case a page of its own
    page.goto("/admin/cases/queue/mine/")
    order = page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)")

    # Back from a case one goes on from there.
    press(page, "j", "j", "Enter")
    page.wait_for_url(f"**/case/{order[1]}/")
    press(page, "u")
    page.wait_for_url("**/queue/mine/")
    until(page, f"() => document.activeElement.closest('[data-row]')?.dataset.row === '{order[1]}'")

    # What is open over the list is shut by Esc, and the focus is where it was opened.
    press(page, "f")
    expect(page.locator("#filter-ordering")).to_be_focused()
    press(page, "Escape", "Escape")
    expect(page.locator("details.queue-filters:not(.queue-look)")).not_to_have_attribute("open", "")
    expect(page.locator("details.queue-filters:not(.queue-look) summary")).to_be_focused()

    # A dialog that is shut by a slip has its words when it is opened again; what was sent has none left.
    page.goto(f"/admin/cases/case/{order[0]}/")
    press(page, "e")
    expect(page.locator("#desk-dialog textarea")).to_be_focused()
    page.keyboard.type("顧客要求主管")
    press(page, "Escape")
    expect(page.locator("#desk-dialog")).to_have_count(0)
    press(page, "e")
    expect(page.locator("#desk-dialog textarea")).to_have_value("顧客要求主管")
    expect(page.locator("#desk-dialog [role=status]")).to_have_text("您先前填寫的內容已放回這裡。")
    press(page, "Escape")

    # An answer that ends in waiting leads to the next case, which says of which it was, and undoes it by key.
    press(page, "r")
    page.keyboard.type("請問訂單編號？")
    page.select_option("[name=waits]", "3")
    press(page, "Control+Enter")
    page.wait_for_url(f"**/case/{order[1]}/")
    expect(page.locator(".messages a.code")).to_have_text(order[0])
    assert Case.objects.get(reference=order[0]).state == "waiting"
    press(page, "Z")
    page.wait_for_url(f"**/case/{order[0]}/#dialog-text-customer")
    expect(page.locator("#dialog-text-customer")).to_have_value("請問訂單編號？")
    assert Case.objects.get(reference=order[0]).state == "in_progress"
    assert page.complaints == []


def test_the_themes_own_pages_ask_for_no_font_and_have_their_icons(sit_down, site):
    page = sit_down(posted(Role.ADMINISTRATOR), width=1440, height=900)
    fonts = []
    page.on("request", lambda request: fonts.append(request.url) if "woff" in request.url else None)

    for address in (
        "organisation/user/",
        "organisation/store/",
        "cases/escalation/",
        "cases/diagnosis/",
    ):
        page.goto(f"/admin/{address}")
        until(page, "() => document.querySelectorAll('.material-symbols-outlined svg').length > 0")
        undrawn = page.locator(".material-symbols-outlined:not(:has(svg))").all_text_contents()
        assert [words for words in undrawn if words.strip()] == []
        assert_good(page)

    # Others are written by its style sheet; a date and its calendar have most of them.
    page.goto("/admin/cases/dutyshift/add/")
    page.locator(".date-icon").first.click()
    page.locator(".calendarnav-next").first.wait_for()
    assert page.evaluate(WRITTEN_OUT) == []
    assert (fonts, page.complaints) == ([], [])


def test_on_a_call_sheet_without_a_number_the_key_leads_to_the_message(sit_down, site):
    customer = customer_with(email="mei@example.com")
    follow_up = FollowUpFactory(case=solved_case(customer=customer, store=StoreFactory()))
    page = sit_down(posted(Role.SUPERVISOR), width=1440, height=900)

    page.goto(f"/admin/follow-up/{follow_up.pk}/")
    page.get_by_text("沒有電話號碼。").wait_for()
    press(page, "d")

    expect(page.locator("[data-ask-by-message]")).to_be_focused()
