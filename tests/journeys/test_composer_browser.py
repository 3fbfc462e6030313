"""The composer in a real browser: a template by keyboard, files pasted and dropped, solved at once."""

import pytest
from django.utils import timezone

from cases.models import Case, ComposerDraft
from cases.rules.replies import keeping_templates
from cases.rules.replies.keeping_templates import Wording
from cases.states import CaseState
from channels.models import Message, RawIntake, UnsentFile
from feedback_site.organisation.roles import Role
from feedback_site.privacy.sealing import new_key
from tests.factories.cases import case_in
from tests.factories.organisation import posted
from tests.journeys.conftest import assert_good, take_pictures, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GIVEN = """async (box) => {
  const kind = box.matches("textarea") ? "paste" : "drop";
  const data = new DataTransfer();
  data.items.add(new File([`${kind}ed`], `${kind}.txt`, { type: "text/plain" }));
  const carries = kind === "paste" ? "clipboardData" : "dataTransfer";
  const given = { bubbles: true, cancelable: true, [carries]: data };
  box.dispatchEvent(kind === "paste" ? new ClipboardEvent(kind, given) : new DragEvent(kind, given));
}"""


def test_an_agent_answers_with_a_template_and_files_and_solves_from_the_composer(
    site, sit_down, settings
):
    settings.ANSWER_HOLD_SECONDS = 60
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    RawIntake.objects.update(wrapped_key=new_key())
    for name, text in (("Late", "late {reference}"), ("Bring it", "bring {order}")):
        keeping_templates.keep_template(
            Wording(name=name, texts={"zh-hant": text}), actor=agent, now=timezone.now()
        )
    page = sit_down(agent, width=1440, height=900)
    page.goto(f"/admin/cases/case/{case.reference}/")
    box = page.locator("#dialog-text-customer")

    page.keyboard.press("v")
    page.locator("[data-narrow]").wait_for()
    assert_good(page)
    take_pictures(page, "reply-templates")
    page.keyboard.type("late")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'dialog-text-customer'")
    assert box.input_value() == f"late {case.reference}"

    box.evaluate(GIVEN)
    page.get_by_text("paste.txt").first.wait_for()
    page.locator(".composer-customer").evaluate(GIVEN)
    page.get_by_text("drop.txt").first.wait_for()
    chosen = {"name": "chosen.txt", "mimeType": "text/plain", "buffer": b"chosen"}
    page.locator("[data-files-input]").set_input_files(chosen)
    page.get_by_text("chosen.txt").first.wait_for()
    assert_good(page)
    take_pictures(page, "composer")
    for name in ("paste.txt", "chosen.txt"):
        page.get_by_role("button", name=name).click()
        page.get_by_text(name).first.wait_for(state="detached")
    page.locator("[data-solves]").click()
    page.locator("#desk-dialog").get_by_text("drop.txt").first.wait_for()
    # In the dialog too a button of ours stands for the browser's own words.
    assert page.evaluate("getComputedStyle(document.getElementById('dialog-files')).opacity") == "0"
    assert page.locator(".composer-add:has(#dialog-files)").bounding_box()["height"] >= 24
    page.keyboard.press("Escape")
    box.focus()
    page.keyboard.press("Control+Enter")
    page.locator("[data-held]").wait_for()
    page.keyboard.press("Z")
    until(
        page,
        "(said) => document.getElementById('dialog-text-customer')?.value === said",
        arg=f"late {case.reference}",
    )
    page.locator(".composer-files").get_by_text("drop.txt").first.wait_for()
    box.focus()
    page.keyboard.press("Control+Enter")
    page.locator(".said-staff .file", has_text="drop.txt").wait_for()
    message = Message.objects.get(author=agent, taken_back_at=None)
    assert [one.content().read() for one in message.attachments.all()] == [b"droped"]
    assert not UnsentFile.objects.exists()

    page.keyboard.press("r")
    page.keyboard.type("solved now")
    page.locator("[data-solves]").click()
    page.locator("#desk-dialog").wait_for()
    assert page.locator("#desk-dialog [name=decision_text]").input_value() == "solved now"
    page.locator("#desk-dialog [name=root_cause]").select_option(index=1)
    page.locator("#desk-dialog [name=action_taken]").fill("校色")
    page.locator("#desk-dialog [name=remedy]").select_option("reprint")
    page.locator("#desk-dialog [name=remedy_cost]").fill("0")
    page.locator("#desk-dialog button[type=submit]").click()
    page.locator("#desk-dialog").wait_for(state="detached")
    page.wait_for_load_state()
    found = Case.objects.get(pk=case.pk)
    assert (found.state, found.decision_text) == (CaseState.VERIFYING, "solved now")


# As many a machine's clock is, and told by no server.
FIVE_MINUTES_FAST = "const { now } = Date; Date.now = () => now() + 300_000;"


def test_what_is_typed_right_before_undoing_stands_below_what_comes_back(site, sit_down, settings):
    settings.ANSWER_HOLD_SECONDS = 60
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    page = sit_down(agent, width=1440, height=900)
    page.add_init_script(FIVE_MINUTES_FAST)
    page.goto(f"/admin/cases/case/{case.reference}/")
    box = page.locator("#dialog-text-customer")
    box.fill("first")
    box.press("Control+Enter")
    page.locator("[data-held]").get_by_text("秒後送出").wait_for()
    box.fill("second")
    box.press("Control+Enter")
    page.locator(".said-staff", has_text="second").get_by_text("秒後送出").wait_for()
    keyed = page.locator(".said-staff", has=page.locator("[data-key=Z]"))
    assert keyed.locator(".said-text").all_inner_texts() == ["second"]

    box.fill("next")
    page.locator("button[form=undo-answer]").click()

    page.get_by_text("已收回").first.wait_for()
    assert box.input_value() == "second\n\nnext"
    assert ComposerDraft.objects.get().text == "second\n\nnext"
