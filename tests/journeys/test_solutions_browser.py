"""Standard solutions in a real browser: a customer helps themselves, an agent answers with one key."""

import pytest

from cases.kinds import SolutionState
from cases.models import SolutionUse, SolutionVersion, SolutionVote
from feedback_site.organisation.roles import Role
from tests.factories.opened import opened
from tests.factories.organisation import StoreFactory, posted
from tests.factories.solutions import solution_version
from tests.journeys.conftest import assert_good, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_customer_without_javascript_reads_judges_and_tells_us(visit):
    page = visit(scripts=False)
    page.goto("/help/")
    page.fill("[name=q]", "整批相片偏黃")
    page.locator(".help-search button").click()
    page.locator(".help-list a").first.click()
    assert page.inner_text("h1").startswith("相片顏色不對")

    page.locator("button[value=no]").click()
    assert page.url.endswith("/help/colour-cast/?said=no#helped")
    assert SolutionVote.objects.get().has_helped is False
    page.locator(".help-tell a").click()
    assert page.locator("[name=category][value=print_colour]").is_checked()


def test_help_is_good_for_everybody_and_offered_while_one_writes(visit):
    page = visit()
    asked = ("", "?q=yellow", "?q=zzzz", "?category=print_colour", "colour-cast/", "check/colours/",
             "check/colours/machine/")  # fmt: skip
    for address in (*(f"/help/{one}" for one in asked), "/my-cases/"):
        page.goto(address)
        assert_good(page)
        take_pictures(page, address.strip("/").replace("=", "-").replace("/", "-"))
    page.goto("/feedback/")
    page.locator("[name=text]").press_sequentially("我的相片整批偏黃，想重印")
    offer = page.locator("[data-suggest] a").first
    offer.wait_for()
    assert offer.inner_text().startswith("相片顏色不對")
    assert offer.get_attribute("href") == "/help/colour-cast/"
    assert_good(page)
    take_pictures(page, "help-offer")


def test_what_was_pasted_before_the_script_came_is_offered_for_too(visit):
    page = visit()
    page.route("**/suggest.*", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.goto("/feedback/")
    page.locator("[name=text]").focus()
    page.locator("[name=text]").fill("我的相片整批偏黃，想重印")
    assert page.locator("[data-suggest] a").first.inner_text().startswith("相片顏色不對")


def test_an_agent_answers_with_one_key(site, sit_down):
    agent = posted(Role.AGENT)
    case = opened("在中山店沖印的相片整批偏黃，想請你們重印。", store=StoreFactory())
    page = sit_down(agent, width=1440, height=900)
    page.goto(f"/admin/cases/case/{case.reference}/")
    page.locator("[data-key='1']").wait_for()
    assert_good(page)
    page.keyboard.press("r")
    page.keyboard.type("陳小姐您好：")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.get_by_text("已放入答覆，尚未送出。").wait_for()

    text = page.input_value("#dialog-text-customer")
    assert text.startswith("陳小姐您好：\n\n很抱歉，相片的顏色讓您失望了")
    assert SolutionUse.objects.get().version.solution.code == "colour-cast"
    page.get_by_text("已用於本案").wait_for()
    take_pictures(page, "case-solutions")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.keyboard.type("記憶卡讀不到")
    page.keyboard.press("Enter")
    page.locator(".suggestion-title", has_text="記憶卡照片救援").first.wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    assert_good(page)


def test_the_library_is_good_for_everybody(site, sit_down):
    writer = posted(Role.SPECIALIST)
    solution_version(code="glossy-stains")
    waiting = solution_version(
        SolutionState.IN_REVIEW, number=2, title="Glossy spots", writer=writer
    )
    page = sit_down(posted(Role.MANAGER), width=1440, height=900)
    base = f"/admin/solutions/{waiting.solution_id}/"
    for name, address in (
        ("list", "/admin/solutions/"), ("none", "/admin/solutions/?q=zzqq"), ("one", base),
        ("version", f"{base}2/"), ("write", "/admin/solutions/new/"),
    ):  # fmt: skip
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        assert_good(page)
        page.set_viewport_size({"width": 390, "height": 844})
        assert_good(page)
        take_pictures(page, f"library-{name}")
    page.goto(f"{base}2/")
    with page.expect_navigation():
        page.locator("form[action$='/approve/'] button").click()
    assert SolutionVersion.objects.get(pk=waiting.pk).state == SolutionState.APPROVED
