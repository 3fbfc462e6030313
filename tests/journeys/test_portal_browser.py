"""Customers and a clerk, in a real browser, through the doors they use."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from cases.rules.assignment import assigning
from cases.rules.lifecycle import moving
from cases.rules.triage import triaging
from cases.states import CaseState
from channels.models import Submission
from feedback_site.organisation.roles import Role
from tests.doors import PNG
from tests.factories.cases import case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import assert_good, until

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)
WORDS = "婚紗照整批偏黃，膚色很不自然，請重印。"
PHOTO = {"name": "print.png", "mimeType": "image/png", "buffer": PNG}
SORTED = {
    "category": "print_colour", "severity": "normal", "concerns": "ZS-77", "is_safety": False,
    "is_privacy": False, "duplicates_checked": True,
}  # fmt: skip
SOLUTION = {
    "root_cause": "machine_setting", "action_taken": "recalibrated", "remedy": "reprint",
    "remedy_cost": "120", "decision_text": "已重新校色並重印，請到中山店領取。", "told_how": "message",
}  # fmt: skip


def tell(page, take_time, **fields):
    """Fill in the public form and send it; a person needs longer than two seconds for that."""
    page.goto("/feedback/")
    page.fill("[name=text]", WORDS)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    take_time(seconds=3)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")


def solve(case):
    """Bring a case to where its customer is asked."""
    agent, now = posted(Role.AGENT), timezone.now()
    case.refresh_from_db()
    if case.state == CaseState.RECEIVED:
        triaging.triage_case(case.pk, facts=SORTED, actor=agent, now=now)
    assigning.claim_case(case.pk, actor=agent, now=now)
    moving.resolve_case(case.pk, facts=SOLUTION, actor=agent, now=now + timedelta(minutes=1))
    # The bell has made the follow-up by now, so the customer is being asked.
    case.refresh_from_db()
    assert case.state == CaseState.VERIFYING


@pytest.mark.parametrize("width", WIDTHS)
def test_a_customer_tells_us_follows_it_and_says_that_it_is_solved(visit, take_time, width):
    StoreFactory()
    page = visit(width=width)

    page.goto("/feedback/")
    assert_good(page)
    page.locator("form.feedback button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert_good(page)
    page.fill("[name=text]", WORDS)
    page.get_by_label("色偏").check(force=True)
    page.fill("[name=email]", "mei@example.com")
    page.set_input_files("[name=photos]", PHOTO)
    page.locator(".photo-list canvas, .photo-list svg").first.wait_for()
    take_time(seconds=3)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")
    assert_good(page)
    case = Case.objects.get()
    assert page.inner_text("#reference-value") == case.reference

    page.locator(f"a[href='/case/{case.reference}/']").click()
    page.get_by_text(WORDS).wait_for()
    assert_good(page)
    page.locator(".file").wait_for()
    page.fill(".reply [name=text]", "請盡快，謝謝")
    page.locator(".reply button[type=submit]").click()
    page.locator(".event-text", has_text="請盡快，謝謝").wait_for()

    solve(case)
    page.reload()
    page.locator(".event-text", has_text="已重新校色並重印").wait_for()
    assert_good(page)
    page.locator("button[form=confirm-solved]").click()
    page.locator(".notice.tone-good").wait_for()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "confirmed")
    assert_good(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_customer_who_objects_is_taken_on_by_somebody_higher(visit, take_time, width):
    page = visit(width=width)
    tell(page, take_time, email="mei@example.com")
    case = Case.objects.get()
    solve(case)

    page.goto(f"/case/{case.reference}/")
    page.locator("a[href$='/object/']").click()
    page.locator("[name=text]").wait_for()
    assert_good(page)
    page.locator("form[action$='/answer/'] button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert_good(page)
    page.fill("[name=text]", "還是偏黃")
    page.locator("form[action$='/answer/'] button[type=submit]").click()
    page.locator(".event-text", has_text="還是偏黃").wait_for()

    case.refresh_from_db()
    assert (case.state, case.level) == ("in_progress", 1)


def test_everything_works_without_javascript(visit, take_time):
    store = StoreFactory()
    page = visit(scripts=False)
    page.goto("/feedback/")
    page.fill("[name=text]", WORDS)
    page.check("[name=is_anonymous]")
    page.select_option("[name=store]", store.code)
    page.set_input_files("[name=photos]", PHOTO)
    take_time(seconds=3)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")
    reference, code = page.inner_text("#reference-value"), page.inner_text("#access-code-value")
    assert Submission.objects.get().is_anonymous

    other = visit(scripts=False)
    other.goto("/case/")
    other.fill("[name=reference]", reference.lower().replace("-", " "))
    other.fill("[name=code]", code.lower())
    other.locator("form[action='/case/'] button[type=submit]").click()
    other.wait_for_url(f"**/case/{reference}/")
    other.fill("[name=text]", "補一張照片")
    other.set_input_files("[name=photos]", PHOTO)
    other.locator(".reply button[type=submit]").click()
    other.locator(".event-text", has_text="補一張照片").wait_for()
    other.locator("a[href$='/withdraw/']").click()
    other.fill("[name=reason]", "已經處理好了")
    other.locator("form[action$='/withdraw/'] button[type=submit]").click()
    other.locator(".notice.tone-good").wait_for()
    assert Case.objects.get().state == "withdrawn"


def test_a_language_switch_keeps_the_page_and_what_was_typed(visit):
    page = visit()
    page.goto("/feedback/?order_number=ZS-9")
    page.fill("[name=text]", WORDS)

    page.locator(".languages button[lang=en]").click()
    page.wait_for_url("**/feedback/?order_number=ZS-9")

    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.input_value("[name=text]") == WORDS


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/case/", "/help/", "/privacy/"])
def test_the_other_pages_are_good(visit, path, width):
    page = visit(width=width)
    page.goto(path)

    assert_good(page)


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_the_counter_takes_a_complaint_by_keyboard_alone_on_one_screen(
    visit, site, client, language
):
    clerk = posted(Role.CLERK, store=StoreFactory())
    client.force_login(clerk)
    page = visit(width=1024, height=768, language=language)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.goto("/counter/")
    assert_good(page)
    assert page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.pane')]"
        ".every(part => part.scrollHeight <= part.clientHeight)"
    )

    keyboard = page.keyboard
    keyboard.type("0912345678")
    keyboard.press("Enter")
    keyboard.type("陳美玲")
    keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.press("1")
    keyboard.type("相片偏黃")
    keyboard.press("Control+Enter")
    page.wait_for_url("**/counter/slip/**")

    submission = Submission.objects.get()
    assert (submission.text, submission.category_hint) == ("相片偏黃", "print_colour")
    until(page, "window.printed === 1")
    assert_good(page)
    keyboard.press("n")
    page.wait_for_url("**/counter/")
    keyboard.press("Escape")
    keyboard.press("/")
    keyboard.type("345678")
    keyboard.press("Enter")
    page.locator(".known", has_text=submission.conversation.reference).wait_for()
    assert_good(page)


def test_a_slip_is_scanned_wherever_the_cursor_stands(sit_down):
    store = StoreFactory()
    clerk = posted(Role.CLERK, store=store)
    case = case_in("in_progress", owner=clerk, store=store, opened_at=timezone.now())
    submission = case.submission
    customer = customer_with(phone="0912345678", name="陳美玲")
    Submission.objects.filter(pk=submission.pk).update(
        order_number="4711220033445", customer=customer, store=store
    )
    Case.objects.filter(pk=case.pk).update(customer=customer)
    page = sit_down(clerk, width=1024, height=768, language="en")
    scanner = page.context.new_cdp_session(page)
    slip = f"https://feedback.example.com/c/{case.reference}/ABCDEFGHJKMNPQRSTUVWXYZ234"

    def scan(text):
        page.evaluate("document.querySelector('[data-found]').replaceChildren()")
        # By the scanner's own clock: on a busy machine the keys would arrive too slowly to be one.
        began = time.time()
        for number, key in enumerate(text):
            press = {"type": "keyDown", "key": key, "text": key, "timestamp": began + number / 200}
            scanner.send("Input.dispatchKeyEvent", press)
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        enter |= {"type": "keyDown", "timestamp": began + len(text) / 200}
        scanner.send("Input.dispatchKeyEvent", enter)
        page.locator(".known", has_text=case.reference).wait_for()

    page.goto("/counter/")
    page.locator(".store-day", has_text=case.reference).wait_for()
    assert_good(page)
    scan(slip)
    assert (page.input_value("[name=phone]"), page.input_value("#find-query")) == (
        "",
        case.reference,
    )
    assert page.evaluate("document.activeElement.name") == "phone"
    page.fill("[data-entry] [name=text]", "Too yellow, said on ")
    page.focus("[data-entry] [name=text]")
    scan(slip)
    assert page.input_value("[data-entry] [name=text]") == "Too yellow, said on "
    page.keyboard.press("Escape")
    scan("4711220033445")
    assert page.locator("[data-kinds] input:checked").count() == 0
    assert page.input_value("[data-entry] [name=text]") == "Too yellow, said on "
    assert page.input_value("#find-query") == "4711220033445"

    # As it is typed, without Enter: a number, a name; half a name finds nobody and takes nobody away.
    page.fill("#find-query", "")
    page.locator(".store-day").wait_for()
    for field, typed in (("phone", "0912345678"), ("name", "陳美玲")):
        page.locator(f"[data-entry] [name={field}]").press_sequentially(typed, delay=10)
        page.locator(".known", has_text="陳○○").wait_for()
        page.fill(f"[data-entry] [name={field}]", "")
        page.evaluate("document.querySelector('[data-found]').replaceChildren()")
    page.locator("#find-query").press_sequentially(case.reference, delay=10)
    page.locator(".known", has_text=case.reference).wait_for()
    assert_good(page)
    page.get_by_role("link", name="Note what they like").click()
    assert_good(page)
    page.fill("[name=words]", "matte, white border")
    page.get_by_role("button", name="Save").click()
    page.locator(".known-likes", has_text="matte, white border").wait_for()
    page.locator(".known").get_by_role(
        "link", name=f"Add what they say to {case.reference}"
    ).click()
    page.fill("[name=text]", "It still is not ready.")
    assert_good(page)
    page.get_by_role("button", name="Add it").click()
    page.locator(".messages", has_text=case.reference).wait_for()
    assert submission.conversation.messages.latest("pk").text == "It still is not ready."
