"""Where one stands after what was done: in the box whose words came back, at the title, never nowhere."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Escalation, ExpertSeat, Opinion
from cases.rules.escalation import consulting
from cases.rules.replies import replying
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.organisation import posted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOX = "#dialog-text-customer"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("width", [1100, 1440])
def test_after_taking_an_answer_back_one_writes_on_at_once(sit_down, settings, width):
    settings.ANSWER_HOLD_SECONDS = 60
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    page = sit_down(agent, width=width, height=900)
    is_beside = width > 1200
    page.goto(
        f"/admin/cases/queue/mine/?case={case.reference}"
        if is_beside
        else f"/admin/cases/case/{case.reference}/"
    )
    page.locator(BOX).wait_for()
    press(page, "r")
    for word in ("one", " and two"):
        page.keyboard.type(word)
        press(page, "Control+Enter")
        page.locator(".said-staff [data-key=Z]").wait_for()
        if is_beside and word == " and two":
            page.locator("[data-beside-said] [data-key=Z]").press("Enter")
        else:
            page.locator("body").press("Z")
        page.get_by_text("已收回").first.wait_for()
        expect(page.locator(BOX)).to_be_focused()
    assert page.input_value(BOX) == "one and two"
    assert page.complaints == []


def test_where_a_colleague_was_quicker_the_same_words_are_sent_by_the_same_key(sit_down):
    agent, colleague = posted(Role.AGENT), posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    page = sit_down(agent, width=1100, height=900)
    page.goto(f"/admin/cases/case/{case.reference}/")

    press(page, "r")
    page.keyboard.type("我們今天重印。")
    replying.reply(case.pk, text="請稍候。", actor=colleague, now=timezone.now())
    press(page, "Control+Enter")
    expect(page.locator(".composer-customer .error-summary")).to_be_focused()
    assert page.input_value(BOX) == "我們今天重印。"
    press(page, "Control+Enter")
    page.locator(".said-staff", has_text="我們今天重印。").wait_for()

    press(page, "e")
    page.locator("#desk-dialog").wait_for()
    page.keyboard.type("顧客要求主管")
    replying.reply(case.pk, text="再等一下。", actor=colleague, now=timezone.now())
    press(page, "Control+Enter")
    expect(page.locator("#desk-dialog .error-summary")).to_be_focused()
    press(page, "Control+Enter")
    page.locator("#desk-dialog").wait_for(state="detached")
    assert Escalation.objects.get().case == case


def test_an_expert_gives_an_opinion_by_the_key_that_sends(sit_down):
    expert, now = posted(Role.SPECIALIST), timezone.now()
    case = case_in(CaseState.IN_PROGRESS, owner=posted(Role.AGENT))
    ExpertSeat.objects.create(role="technical_expert", person=expert)
    consulting.ask(
        case.pk, roles=["technical_expert"], question="Lot out?", due_at=now + timedelta(days=1),
        actor=case.owner, now=now,
    )  # fmt: skip
    page = sit_down(expert, width=1100, height=900)
    page.goto(f"/admin/opinions/{Opinion.objects.get().pk}/")

    page.fill("[name=recommendation]", "停用這一批")
    page.locator("[name=confidence]").first.check()
    page.fill("[name=reasons]", "三台機器都一樣")
    with page.expect_navigation():
        press(page, "Control+Enter")

    assert Opinion.objects.get().recommendation == "停用這一批"
