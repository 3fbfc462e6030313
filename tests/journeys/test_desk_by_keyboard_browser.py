"""An agent works three cases beside their list by keyboard alone, and nothing typed is lost."""

import pytest
from django.test import Client

from cases.models import Case, ComposerDraft, Escalation, Note
from cases.rules.assignment import assigning
from channels.models import Message
from feedback_site.organisation.roles import Role
from tests.factories.opened import NOW, customer_called, opened
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import assert_good, lend_session, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_beside(page, reference):
    page.wait_for_url(f"**case={reference}*")
    page.locator(f".case-frame[data-case='{reference}']").wait_for()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def away(route):
    route.fulfill(status=503, body="away")


def lost_on_its_way_back(route):
    route.fetch()
    route.fulfill(status=504, body="the gateway gave up")


def nobody_knows_whether_it_arrived(page):
    """After a gateway gave up the page does not say that nothing was sent; pressed again, it is sent once."""
    page.route("**/note/", lost_on_its_way_back)
    press(page, "n")
    page.keyboard.type("只寫一次")
    press(page, "Control+Enter")
    page.get_by_text("無法確定是否已送達").wait_for()
    page.unroute("**/note/")
    press(page, "Control+Enter")
    page.locator(".said-internal", has_text="只寫一次").wait_for()
    assert Note.objects.filter(text="只寫一次").count() == 1


def the_server_is_away(page, here, there):
    """What is written stays and is kept as soon as that can be; a double click writes one note."""
    page.route("**/note/", away)
    press(page, "n")
    page.keyboard.type("樣張偏黃")
    press(page, "Control+Enter")
    page.locator(".composer-internal [data-sent-said]:not(:empty)").wait_for()
    page.locator("[data-draft-said=note]:not(:empty)").wait_for()
    assert (page.input_value("#dialog-text-note"), ComposerDraft.objects.get().text) == (
        "樣張偏黃", "樣張偏黃",
    )  # fmt: skip
    page.unroute("**/note/")

    page.route("**/draft/", away)
    page.keyboard.type("，已重印")
    press(page, "Escape", "]")
    page.locator("[data-beside-said]:not(:empty)").wait_for()
    assert page.input_value("#dialog-text-note") == "樣張偏黃，已重印"
    page.unroute("**/draft/")
    press(page, "]")
    open_beside(page, there)
    press(page, "[")
    open_beside(page, here)
    assert page.input_value("#dialog-text-note") == "樣張偏黃，已重印"

    press(page, "n")
    page.locator(".composer-internal button[type=submit]").dblclick()
    page.locator(".said-internal").wait_for()
    page.wait_for_load_state("networkidle")
    assert [note.text for note in Note.objects.all()] == ["樣張偏黃，已重印"]
    assert not ComposerDraft.objects.exists()


def test_three_cases_by_keyboard_alone(visit, site):
    agent = posted(Role.AGENT)
    cases = [
        opened(customer=customer_called(f"客人{n}", f"c{n}@example.com"), store=StoreFactory())
        for n in range(3)
    ]
    for case in cases:
        assigning.claim_case(case.pk, actor=agent, now=NOW)
    client = Client()
    client.force_login(agent)
    page = visit(width=1440, height=900)
    lend_session(page.context, client, site)
    page.goto("/admin/cases/queue/mine/")
    order = page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)")
    first, second, third = order

    # The list stays, the case stands beside it, the address follows, and back leads back.
    press(page, "j", "Enter")
    open_beside(page, first)
    assert page.locator("[data-row]").count() == 3
    press(page, "j")
    open_beside(page, second)
    page.go_back()
    open_beside(page, first)
    assert_good(page)

    # What is typed is no key, and is kept on the server; Ctrl+Enter sends it.
    press(page, "r")
    page.keyboard.type("jk? 您好，今天就重印。")
    page.locator("[data-draft-said=customer]:not(:empty)").wait_for()
    assert ComposerDraft.objects.get().text == "jk? 您好，今天就重印。"
    press(page, "Control+Enter")
    page.locator(".said-staff").wait_for()
    assert Message.objects.filter(text="jk? 您好，今天就重印。", direction="outbound").count() == 1
    assert not ComposerDraft.objects.exists()
    the_server_is_away(page, first, second)
    nobody_knows_whether_it_arrived(page)
    press(page, "n")
    page.keyboard.type("3 號機")
    press(page, "Control+Shift+Enter")
    open_beside(page, second)
    assert Note.objects.filter(text="3 號機").count() == 1

    # Solved: the next one opens by itself, and solving can still be undone.
    press(page, "s")
    page.locator("#desk-dialog").wait_for()
    press(page, "ArrowDown", "Tab")
    page.keyboard.type("重新校色")
    press(page, "Tab", "ArrowDown", "Tab")
    page.keyboard.type("0")
    press(page, "Tab")
    page.keyboard.type("我們已重印。")
    # Past the files that may go with the answer.
    press(page, "Tab", "ArrowDown", "Tab", "Tab", "Tab", "Enter")
    open_beside(page, third)
    assert Case.objects.get(reference=second).state in ("resolved", "verifying")
    assert page.locator("[data-beside-said] button").count() == 1
    # An undoing that is refused says why.
    refusal = {"status": 409, "body": '<div class="error-summary"><ul><li>太晚了</li></ul></div>'}
    page.route("**/undo/", lambda route: route.fulfill(**refusal))
    page.locator("[data-beside-said] button").press("Enter")
    open_beside(page, second)
    page.get_by_text("太晚了").wait_for()
    page.locator(f"[data-row='{third}'] [data-open]").press("Enter")
    open_beside(page, third)

    press(page, "e")
    page.locator("#desk-dialog").wait_for()
    page.keyboard.type("顧客要求主管")
    press(page, "Tab", "Tab", "Enter")
    page.locator("#desk-dialog").wait_for(state="detached")
    page.locator("[data-beside-said]:not(:empty)").wait_for()
    assert Escalation.objects.get().case.reference == third

    # All keys by one key; the palette finds a case by a word of one character, and goes anywhere.
    press(page, "?")
    page.locator("#desk-keys kbd").first.wait_for()
    assert_good(page)
    # Keys of one sign can be turned off, and on again where they are listed.
    page.locator("#desk-keys [data-keys-on]").press("Space")
    press(page, "Escape", "?")
    assert page.locator("dialog[open]").count() == 0
    page.locator("[data-keys]").press("Enter")
    page.locator("#desk-keys [data-keys-on]").press("Space")
    press(page, "Escape", "Control+k")
    page.locator("#palette-0").wait_for()
    page.keyboard.type("黃")
    page.locator("#desk-palette [role=option]", has_text=first).wait_for()
    press(page, "Escape")
    page.locator("#desk-palette").wait_for(state="hidden")
    press(page, "g", "u")
    page.wait_for_url("**/queue/unassigned/")
    assert page.complaints == []


def test_a_day_begins_by_keyboard_on_the_first_page(sit_down, site):
    case = opened("樣張偏黃", store=StoreFactory())
    page = sit_down(posted(Role.AGENT), width=1440, height=900)
    page.goto("/admin/")
    page.locator("[data-go]").wait_for(state="attached")
    assert_good(page)

    press(page, "?")
    page.locator("#desk-keys[open]").wait_for()
    press(page, "Escape", "g", "u")
    page.wait_for_url("**/queue/unassigned/")
    page.goto("/admin/")
    press(page, "Control+k")
    page.locator("#desk-palette[open] [role=combobox]").fill(case.reference)
    page.locator("#palette-list [role=option]", has_text=case.reference).wait_for()
    press(page, "Enter")
    page.wait_for_url(f"**{case.reference}/**")


def test_a_key_pressed_while_the_next_case_comes_is_for_that_one(sit_down, site):
    """A slow line: the case before still stands there, and would have been claimed."""
    store, agent = StoreFactory(), posted(Role.AGENT)
    here, there = (opened(f"樣張偏黃 {n}", store=store) for n in range(2))
    page, held = sit_down(agent, width=1440, height=900), []
    page.goto("/admin/cases/queue/unassigned/")
    press(page, "j", "Enter")
    open_beside(page, here.reference)
    page.route(f"**/case/{there.reference}/", lambda route: held.append(route))

    press(page, "]")
    until(page, "Boolean(document.querySelector('[data-beside-body][aria-busy]'))")
    press(page, "c", "s")
    page.wait_for_timeout(200)
    assert not Case.objects.exclude(owner=None).exists()
    held[0].continue_()
    page.locator(f".case-frame[data-case='{there.reference}']").wait_for()
    until(page, "document.querySelector('[data-beside-said]').innerText.includes('由您負責')")

    assert list(Case.objects.filter(owner=agent)) == [there]
    assert page.locator("dialog[open]").count() == 0
