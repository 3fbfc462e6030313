"""A customer who gives no name and runs no scripts, and a clerk who touches no mouse."""

import re

import pytest

from cases.models import Case
from channels.models import ContactPoint, Outgoing, Submission
from feedback_site.organisation.roles import Role
from surveys.models import FollowUp
from tests.doors import PNG
from tests.factories.organisation import StoreFactory
from tests.journeys.conftest import until
from tests.journeys.walking import PASSWORD, CallSheet, Customer, Desk, case_of, person, words

pytestmark = pytest.mark.browser
PHOTO = {"name": "print.png", "mimeType": "image/png", "buffer": PNG}
STILL = "還是偏黃，請再看一次。"


def tell_without_a_name(walk, store):
    """Fill in the plain form; the page that follows is the only place where the code is ever shown."""
    page = walk.window(scripts=False)
    page.goto("/feedback/")
    walk.wait(seconds=30)
    page.locator("form.feedback button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    page.fill("[name=text]", "婚紗照整批偏黃，膚色很不自然，請重印。")
    page.check("[name=is_anonymous]")
    page.select_option("[name=store]", store.code)
    page.set_input_files("[name=photos]", PHOTO)
    walk.wait(seconds=30)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")
    return page.inner_text("#reference-value"), page.inner_text("#access-code-value")


def come_back(walk, reference, code):
    """Look in from another browser, hours later, with what was written down."""
    page = walk.window(scripts=False)
    page.goto("/case/")
    page.fill("[name=reference]", reference)
    page.fill("[name=code]", code)
    page.locator("form[action='/case/'] button[type=submit]").click()
    page.wait_for_url(f"**/case/{reference}/")
    return Customer(walk, page, reference)


def test_an_anonymous_customer_without_scripts_is_asked_and_heard_too(walk):
    desk = Desk(walk, person(Role.AGENT, "張雅婷"))
    calls = CallSheet(walk, person(Role.AGENT, "吳志明"))
    reference, code = tell_without_a_name(walk, StoreFactory(code="zhongshan"))
    assert Submission.objects.get().is_anonymous
    assert not ContactPoint.objects.exists()

    desk.claim(case_of(reference))
    desk.solve("已重新校色並重印，請到中山店領取。")
    walk.wait(minutes=70)
    nobody_can_be_asked(calls, case_of(reference))

    customer = come_back(walk, reference, code)
    customer.sees("Closed")
    customer.page.locator("a[href$='/object/']").click()
    customer.page.fill("form[action$='/answer/'] [name=text]", STILL)
    customer.page.locator("form[action$='/answer/'] button[type=submit]").click()
    customer.reads(STILL)
    assert (case_of(reference).state, case_of(reference).level) == ("in_progress", 1)

    desk.open(case_of(reference))
    desk.solve("已由專家調整膚色並再次重印。")
    walk.wait(minutes=10)
    customer.sees("We think it is solved")
    customer.page.locator("[name=score][value='4']").check()
    customer.page.locator("button[form=confirm-solved]").click()
    customer.page.locator(".notice.tone-good").wait_for()
    customer.sees("Solved, and confirmed by you")
    case = case_of(reference)
    assert (case.state, case.outcome) == ("closed", "confirmed")
    assert FollowUp.objects.get(case=case, resolution_number=2).score == 4
    assert not Outgoing.objects.filter(conversation__isnull=False).exists()


def nobody_can_be_asked(calls, case):
    """The sheet shows no number, and ends with what shows that there is nobody to ask."""
    calls.open(case)
    page = calls.page
    assert words("No number and no address was given.") in page.inner_text(".call-numbers")
    assert page.locator("button[formaction$='/message/']").count() == 0
    page.locator("summary", has_text=words("There is nobody to ask")).click()
    page.select_option("[name=end-outcome]", "no_contact")
    page.fill("[name=end-statement]", "匿名意見，沒有留下聯絡方式。")
    with page.expect_navigation():
        page.locator("form[action$='/end/'] button").click()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "no_contact")


class Keys:
    """A keyboard that counts: what is typed as words, and every other key."""

    def __init__(self, page):
        self._page, self._keyboard = page, page.keyboard
        self.pressed = self.typed = 0

    def press(self, *keys):
        for key in keys:
            self._keyboard.press(key)
            self.pressed += 1

    def reach(self, name):
        """Go on by Tab until a field has the focus; none is needed where the page gave it already."""
        for _ in range(12):
            if self._page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(name)

    def type(self, text):
        self._keyboard.type(text)
        self.typed += len(text)


def test_a_clerk_takes_two_complaints_and_finds_the_first_without_a_mouse(walk, capsys):
    clerk = person(Role.CLERK, "林小芳", store=StoreFactory(code="zhongshan"))
    page = walk.window(width=1024, height=768, shares_clock=False)
    keys = Keys(page)

    page.goto("/counter/")
    page.locator("[name=username]").wait_for()
    keys.reach("username")
    keys.type(clerk.username)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.locator("[name=phone]").wait_for()
    signing_in = keys.pressed

    first = take(walk, page, keys, "0912345678", "陳美玲", kind="1", said="相片偏黃")
    one_complaint = keys.pressed - signing_in
    keys.press("n")
    page.wait_for_url("**/counter/")
    second = take(
        walk, page, keys, "0922333444", "王大明", kind="5", said="說好昨天可以取件，還沒好"
    )
    keys.press("n")
    page.wait_for_url("**/counter/")
    assert [one.reference for one in Case.objects.order_by("pk")] == [first, second]

    keys.press("Escape", "/")
    keys.type("陳美玲")
    keys.press("Enter")
    page.locator(".known", has_text=first).wait_for()
    walk.look(page, "counter-known")
    with capsys.disabled():
        print(f"\nkeys beside words: one complaint {one_complaint}, all {keys.pressed}")  # noqa: T201
    assert one_complaint <= 6


def take(walk, page, keys, phone, name, *, kind, said):
    """Phone, name, kind, words, save: the slip prints itself."""
    until(page, "document.activeElement.name === 'phone'")
    keys.type(phone)
    keys.press("Enter")
    keys.type(name)
    keys.press("Enter", "Enter", kind)
    keys.type(said)
    walk.wait(seconds=30)
    keys.press("Control+Enter")
    page.wait_for_url("**/counter/slip/**")
    until(page, "window.printed === 1")
    walk.look(page, "slip")
    return re.search(r"FB-\w{4}-\w{4}", page.inner_text(".slip-reference"))[0]
