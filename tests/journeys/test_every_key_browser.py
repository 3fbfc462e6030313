"""Each key that is listed does something, each button's key is listed, and the palette knows them all."""

import pytest
from playwright.sync_api import expect

from cases.admin.queues.desk_keys import GO_KEYS
from cases.models import Case
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.opened import opened
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = "document.querySelectorAll('[data-row]')"
# What holds after each key, in the order in which they are pressed one after the other.
IN_A_LIST = (
    ("j", f"{ROW}[0].ariaSelected === 'true'"),
    ("j", f"{ROW}[1].ariaSelected === 'true'"),
    ("k", f"{ROW}[0].ariaSelected === 'true'"),
    ("x", "document.querySelectorAll('[data-tick]:checked').length === 1"),
    ("X", "document.querySelectorAll('[data-tick]:checked').length === 2"),
    ("b", "document.activeElement.id === 'bulk-act'"),
    ("f", "document.activeElement.id === 'filter-ordering'"),
    ("/", "document.activeElement.id === 'desk-search'"),
    ("?", "document.querySelector('#desk-keys[open] kbd')"),
)
ON_A_CASE = (
    ("]", f"{ROW}[1].hasAttribute('data-open-beside')"),
    ("[", f"{ROW}[0].hasAttribute('data-open-beside')"),
    ("r", "document.activeElement.id === 'dialog-text-customer'"),
    ("v", "document.querySelector('dialog[open]')"),
    ("n", "document.activeElement.id === 'dialog-text-note'"),
    ("l", "document.activeElement.id === 'solution-search'"),
    (".", "document.querySelector('[data-more][open]')"),
    ("u", "!document.querySelector('.case-frame')"),
)
# What needs a case of its own kind, and has a journey of its own; with those of a whole list pressed at once.
ELSEWHERE = {
    "Enter",
    "Esc",
    "Ctrl",
    "K",
    "c",
    "N",
    "T",
    "Z",
    "y",
    "a",
    "t",
    "w",
    "s",
    "e",
    "Shift",
    *"12345",
}


def listed(page):
    """All keys as they are listed, with what is said of them, by heading."""
    page.goto("/admin/cases/keys/")
    return page.locator(".key-groups section").evaluate_all("""groups => groups.map(group =>
      [...group.querySelectorAll("dl > div")].map(line => [
        [...line.querySelectorAll("kbd")].map(one => one.textContent), line.querySelector("dd").textContent,
      ]))""")


def test_each_key_that_is_listed_does_something(sit_down, site):
    agent = posted(Role.AGENT)
    for _ in range(2):
        case_in(CaseState.IN_PROGRESS, owner=agent)
    page = sit_down(agent, width=1440, height=900)
    everywhere, in_a_list, on_a_case, _steps, writing, _going = listed(page)
    known = {key for keys, _does in everywhere + in_a_list + on_a_case + writing for key in keys}
    assert known == {key for key, _holds in IN_A_LIST + ON_A_CASE} | ELSEWHERE

    page.goto("/admin/cases/queue/mine/")
    for key, holds in IN_A_LIST:
        page.keyboard.press(key)
        until(page, f"Boolean({holds})")
        page.keyboard.press(
            "Escape"
        )  # a field or a dialog is left; then what is open over the list
        page.keyboard.press("Escape")
    page.goto("/admin/cases/queue/mine/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(".case-frame").wait_for()
    for key, holds in ON_A_CASE:
        page.keyboard.press(key)
        until(page, f"Boolean({holds})")
        if key not in "[]u":
            page.keyboard.press("Escape")
            until(page, "!document.activeElement.matches('input, textarea')")
    assert page.complaints == []


def test_each_letter_after_g_leads_to_the_queue_that_is_named(sit_down, site):
    page = sit_down(posted(Role.SUPERVISOR), width=1440, height=900)
    going = listed(page)[-1]
    assert {keys[0] for keys, _does in going} == {"g"}
    codes = {key: code for code, key in GO_KEYS.items()}
    assert {codes[keys[1]] for keys, _does in going} >= {"promised", "to_acknowledge", "to_reject"}

    page.goto("/admin/")
    for keys, does in going:
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(f"**/admin/cases/queue/{codes[keys[1]]}/")
        expect(page.locator("h1").filter(has_text=does).first).to_be_attached()


def test_the_key_of_each_button_opens_what_it_says_and_so_does_the_palette(sit_down, site):
    agent = posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=agent, store=StoreFactory())
    page = sit_down(agent, width=1440, height=900)
    steps = {keys[0]: does for keys, does in listed(page)[3]}
    page.goto(f"/admin/cases/case/{case.reference}/")
    keyed = page.locator(".desk-verbs [data-key][data-dialog-from]").evaluate_all(
        "all => all.map(one => [one.dataset.key, one.firstElementChild?.textContent ?? one.textContent])"
    )
    assert {key for key, _label in keyed} >= {"s", "w", "m", "a", "e", "p", "t", "i", "h", "q"}
    titles = {}
    for key, _label in keyed:
        page.keyboard.press(key)
        titles[key] = page.locator("#desk-dialog h2").first.inner_text().strip()
        assert titles[key] in steps[key].split(" · ")
        page.keyboard.press("Escape")
        page.locator("#desk-dialog").wait_for(state="detached")

    page.keyboard.press("Control+k")
    options = page.locator("#desk-palette [role=option]")
    options.first.wait_for()
    for key, title in titles.items():
        assert options.filter(has_text=title).filter(has_text=key).count()
    page.keyboard.type(titles["e"])
    page.keyboard.press("Enter")
    expect(page.locator("#desk-dialog h2").first).to_have_text(titles["e"])


def test_a_key_for_a_case_that_never_comes_does_nothing_to_any_other(sit_down, site):
    """The line is down: neither the case that still stands there is claimed nor the one that comes later."""
    store, agent = StoreFactory(), posted(Role.AGENT)
    here, there = (opened(f"樣張偏黃 {n}", store=store) for n in range(2))
    page = sit_down(agent, width=1440, height=900)
    page.goto(f"/admin/cases/queue/unassigned/?case={here.reference}")
    page.locator(f".case-frame[data-case='{here.reference}']").wait_for()
    page.route(f"**/case/{there.reference}/", held := Held())

    page.keyboard.press("]")
    until(page, "Boolean(document.querySelector('[data-beside-body][aria-busy]'))")
    page.keyboard.press("c")
    held.route.abort()
    page.locator("[data-beside-said]:not(:empty)").wait_for()
    until(page, "!document.querySelector('[data-beside-body][aria-busy]')")
    page.unroute(f"**/case/{there.reference}/")
    page.keyboard.press("]")
    page.locator(f".case-frame[data-case='{there.reference}']").wait_for()
    page.keyboard.press("e")  # What is pressed now is for the case that stands there now.
    page.locator("#desk-dialog").wait_for()

    assert not Case.objects.exclude(owner=None).exists()
    assert page.locator(".case-frame").get_attribute("data-case") == there.reference


class Held:
    """Holds what a page asks for until somebody lets it go or fail."""

    route = None

    def __call__(self, route):
        self.route = route
