"""A complaint that comes late, is not solved, and whose customer then cannot be reached."""

import pytest

from cases.models import ClockCycle, Escalation, Notice
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from surveys.models import CallAttempt, FollowUp
from tests.factories.organisation import StoreFactory
from tests.journeys.walking import (
    CallSheet,
    Customer,
    Desk,
    Post,
    case_of,
    link_in,
    person,
    text_of,
    words,
)

pytestmark = pytest.mark.browser
MEI = "mei@example.com"
STILL = "重印的還是偏黃，臉色發青。"
AGAIN = "剛才沒接到電話，相片還是不對。"


@pytest.fixture
def post(settings):
    """Mail as a copy without a relay keeps it."""
    settings.MAIL_TRANSPORT = "kept"
    return Post()


def tell(walk, store):
    page = walk.window()
    page.goto("/feedback/")
    page.fill("[name=text]", "婚紗照整批偏黃，膚色很不自然，請重印。")
    page.select_option("[name=store]", store.code)
    page.fill("[name=name]", "王大明")
    page.fill("[name=email]", MEI)
    page.fill("[name=phone]", "0912345678")
    walk.wait(minutes=1)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")
    walk.work()
    return Customer(walk, page, page.inner_text("#reference-value"))


def test_late_not_solved_and_out_of_reach(walk, post):
    quality = Department.objects.get(code="print_quality")
    agent, caller = person(Role.AGENT, "張雅婷"), person(Role.AGENT, "吳志明")
    head = person(Role.DEPARTMENT_HEAD, "許部長", department=quality)
    customer = tell(walk, StoreFactory(code="zhongshan"))

    it_comes_late(walk, post, customer, agent=agent, head=head)
    the_head_acknowledges(walk, customer, head)
    desk = Desk(walk, agent)
    desk.open(case_of(customer.reference))
    desk.solve("已重新校色並重印，請到中山店領取。")
    walk.wait(minutes=6)
    it_is_not_solved(walk, post, customer)
    desk.open(case_of(customer.reference))
    walk.look(desk.page, "case-reopened")
    desk.solve("已由專家調整膚色並再次重印。")
    walk.wait(minutes=75)
    nobody_answers(walk, CallSheet(walk, caller), post, customer)
    a_letter_is_read_in_the_back_office(walk, person(Role.ADMINISTRATOR, "系統管理員"))
    it_is_opened_again_by_the_link(walk, post, customer)


def it_comes_late(walk, post, customer, *, agent, head):
    """The owner is warned, then everybody who must know is told; the customer reads that it is late."""
    desk = Desk(walk, agent)
    desk.claim(case_of(customer.reference))
    desk.reply("我們已收到，正在查看色彩設定。")
    walk.wait(hours=20)
    case = case_of(customer.reference)
    assert [one["To"] for one in post.letters(agent.email)] == [agent.email]
    assert case.reference in post.newest(agent.email)["Subject"]
    assert (case.level, post.letters(head.email)) == (0, [])

    walk.wait(hours=4, minutes=5)
    walk.work()
    case.refresh_from_db()
    escalation = Escalation.objects.get(case=case)
    assert (case.level, escalation.cause, escalation.assignee) == (1, "breach", head)
    assert case.reference in post.newest(head.email)["Subject"]
    assert len(post.letters(agent.email)) == 2
    levels = Notice.objects.filter(cycle__case=case, cycle__clock="resolve")
    assert sorted(levels.values_list("level", flat=True)) == [50, 80, 100]
    customer.enter(link_in(text_of(post.newest(MEI))))
    customer.sees("We are solving it")
    walk.look(customer.page, "status-late")
    late = words("This is late, and we are sorry. It has been raised to somebody more senior.")
    assert late in customer.page.inner_text("main")


def the_head_acknowledges(walk, customer, head):
    """It stands on their first page, and no longer once they have said that they saw it."""
    page = walk.sign_in(head)
    walk.look(page, "head-first-page")
    tile = page.locator(".desk-tile-urgent", has_text=words("To acknowledge")).first
    assert tile.locator(".desk-tile-count").inner_text() == "1"
    tile.click()
    page.locator("[data-row]", has_text=customer.reference).locator("[data-open]").click()
    walk.look(page, "case-escalated")
    with page.expect_navigation():
        page.locator("form[action*='/acknowledge/'] button").click()
    assert Escalation.objects.get().acknowledged_at is not None
    page.goto("/admin/")
    needs = page.locator("section[aria-labelledby=needs-title]")
    assert needs.locator(".desk-tile", has_text=words("To acknowledge")).count() == 0


def it_is_not_solved(walk, post, customer):
    """No is taken at once: one level higher, a limit of its own, and every word of it in the history."""
    customer.enter(link_in(text_of(post.newest(MEI))))
    customer.sees("We think it is solved")
    page = customer.page
    page.locator("a[href$='/object/']").first.click()
    walk.look(page, "object")
    page.fill("form[action$='/answer/'] [name=text]", STILL)
    page.locator("form[action$='/answer/'] button[type=submit]").click()
    customer.reads(STILL)
    walk.work()
    case = case_of(customer.reference)
    assert (case.state, case.level, case.failed_verifications) == ("in_progress", 2, 1)
    limits = ClockCycle.objects.filter(case=case, clock="resolve").order_by("number")
    assert [one.number for one in limits] == [1, 2]
    assert (limits[1].met_at, limits[1].due_at > walk.now) == (None, True)
    event = case.events.get(kind="reopened")
    assert (event.by_customer, event.facts["what_is_missing"]) == (True, STILL)
    assert case.owner is not None
    customer.sees("We are solving it")
    walk.look(customer.page, "status-reopened")
    assert words("You said that it is not solved yet") in page.inner_text("main")


def nobody_answers(walk, calls, post, customer):
    """Two calls and a letter, in two parts of the day; before that, giving up is not to be had."""
    case = case_of(customer.reference)
    follow_up = FollowUp.objects.get(case=case, resolution_number=2)
    calls.open(case)
    for outcome, hours in (("no_answer", 6), ("busy", 0.1)):
        assert calls.give_up_button().count() == 0
        calls.record(outcome)
        walk.wait(hours=hours)
        calls.open(case)
    assert post_by_hand(calls.page, f"/admin/follow-up/{follow_up.pk}/give-up/") == 422
    assert case_of(customer.reference).state == "verifying"
    calls.ask_by_letter()
    walk.wait(minutes=1)
    calls.open(case)
    walk.look(calls.page, "call-sheet-three-attempts")
    with calls.page.expect_navigation():
        calls.give_up_button().click()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "unreachable")
    tries = CallAttempt.objects.filter(follow_up=follow_up).order_by("pk")
    assert list(tries.values_list("channel", "outcome", "day_part")) == [
        ("phone", "no_answer", "morning"), ("phone", "busy", "afternoon"), ("email", "sent", "afternoon"),
    ]  # fmt: skip
    walk.wait(minutes=1)


def post_by_hand(page, path):
    """Send a form that the page does not offer, as somebody would who knows its address."""
    return page.evaluate(
        """async (path) => {
            const body = new FormData(document.getElementById("attempt"));
            return (await fetch(path, { method: "POST", body })).status;
        }""",
        path,
    )


def a_letter_is_read_in_the_back_office(walk, administrator):
    """Without a relay, letters are kept where somebody can read them and click."""
    page = walk.sign_in(administrator)
    page.goto("/admin/outgoing-mail/")
    walk.look(page, "outgoing-mail")
    page.locator("tr", has_text=MEI).locator("a").first.click()
    page.locator(".mail-text a[href*='/c/FB-']").first.wait_for()
    walk.look(page, "outgoing-letter")
    page.goto("/admin/outbox/?state=sent")
    walk.look(page, "outbox")


def it_is_opened_again_by_the_link(walk, post, customer):
    """Silence was not taken for a yes: days later the link in the letter still opens the case again."""
    walk.wait(days=5)
    asked = [one for one in post.letters(MEI) if "/c/FB-" in text_of(one)][-1]
    customer.enter(link_in(text_of(asked)))
    customer.sees("Closed: we could not reach you")
    customer.page.locator("a[href$='/object/']").first.click()
    customer.page.fill("form[action$='/answer/'] [name=text]", AGAIN)
    customer.page.locator("form[action$='/answer/'] button[type=submit]").click()
    customer.reads(AGAIN)
    case = case_of(customer.reference)
    assert (case.state, case.level, case.outcome) == ("in_progress", 3, "")
    assert case.events.filter(kind="reopened").count() == 2
    customer.sees("We are solving it")
