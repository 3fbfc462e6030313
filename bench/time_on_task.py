"""What the commonest tasks cost in keys, clicks, pages and seconds, here and in Django's own admin.

    python bench/time_on_task.py --home /tmp/trial        # its demonstration is made where there is none

Starts the copy with `manage.py up`, and beside it Django's admin over the same rows (bench/stock/), and does
each task in both by a real browser as somebody would who knows the page: here by keys, there by mouse, and by
keys where that is quicker. It changes the copy's rows, in Django's admin past all rules: throw the copy away.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "faults"))

from copy_of_site import PROJECT, Site
from hands import Hand
from kill_at_random import free_port
from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import CHROMIUM, FLAGS

PASSWORD = "lumen-demo-2026"
WEB_PROCESSES = 2
NAME, PHONE = "陳美玲", "0912345678"
COMPLAINT = "4x6 相片有三張是糊的，希望重印。"
ANSWER = "您好，請問是哪一筆訂單？我們收到編號就重印。"
ORDER = "P-20481"
ANSWERED = "!document.querySelector('#desk-dialog:not(:has(.error-summary))')"
TWO_SIGNS = "是糊"
Doors = tuple[Browser, str]


# ---- Here


def signed_in(browser: Browser, base: str, username: str, *, width: int = 1440) -> Hand:
    page = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-TW", reduced_motion="reduce", base_url=base,
    ).new_page()  # fmt: skip
    page.add_init_script("window.print = () => {}")
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login/" not in address)
    return Hand(page)


def complaint(browser: Browser, base: str) -> Hand:
    """A clerk takes a complaint and prints the slip."""
    hand = signed_in(browser, base, "clerk", width=1024)
    hand.page.goto("/counter/")
    hand.begin()
    hand.write(PHONE)
    hand.then("Enter")
    hand.write(NAME)
    hand.then("Enter", "Enter")
    hand.press("2")
    hand.write(COMPLAINT)
    hand.press("Control+Enter")
    hand.wait_for_page("**/counter/slip/**")
    return hand


def answer_and_wait(browser: Browser, base: str) -> Hand:
    """An agent answers the case in front of them, and lets it wait for the customer."""
    hand = at_a_case_of_ones_own(browser, base).begin()
    hand.press("r")
    hand.write(ANSWER)
    hand.then("Tab", "Tab")
    hand.press("ArrowDown")
    hand.press("Control+Enter")
    hand.wait(hand.page.get_by_text("案件等待顧客回覆。").first.wait_for)
    return hand


def at_a_case_of_ones_own(browser: Browser, base: str) -> Hand:
    hand = signed_in(browser, base, "agent2")
    for _try in range(40):
        hand.page.goto("/admin/cases/queue/mine/")
        hand.page.keyboard.press("Shift+N")
        hand.page.wait_for_url("**/cases/case/**")
        if hand.page.locator("[name=waits]").count():
            return hand
    raise SystemExit("there is no case that could wait")


def next_and_sort(browser: Browser, base: str) -> Hand:
    """An agent takes the next case, and sorts what the machine was not sure of."""
    hand = with_next_case(browser, base)
    while not hand.page.locator(".desk-verbs [data-step=triage]").count():
        hand.page.context.close()
        hand = with_next_case(browser, base)
    hand.press("t")
    hand.wait_for("#desk-dialog [name=category]")
    hand.press("ArrowDown")
    hand.then("Tab", "Tab")
    hand.write(ORDER)
    for answer in ("ArrowDown", "ArrowDown", "Space"):  # no danger, nothing private, no duplicate
        hand.then("Tab")
        hand.press(answer)
    hand.press("Control+Enter")
    hand.wait(lambda: hand.page.wait_for_function(ANSWERED))
    # Another category than the one that was offered may want to know something more.
    more = "#desk-dialog :is(input[type=text], input:not([type])):placeholder-shown, #desk-dialog .is-invalid"
    if hand.page.locator("#desk-dialog .error-summary").count():
        hand.point(hand.page.locator(more).first)
        hand.write(ORDER)
        hand.press("Control+Enter")
        hand.wait_for("#desk-dialog", state="detached")
    return hand


def with_next_case(browser: Browser, base: str) -> Hand:
    """Most are sorted when they come; the machine leaves to a person what it is not sure of."""
    hand = signed_in(browser, base, "agent2")
    hand.page.goto("/admin/cases/queue/mine/")
    hand.begin()
    hand.press("Shift+N")
    hand.wait_for_page("**/cases/case/**")
    return hand


def find(words: str) -> Callable[[Browser, str], Hand]:
    """An agent finds a case by what the customer on the phone says."""

    def finding(browser: Browser, base: str) -> Hand:
        hand = signed_in(browser, base, "agent")
        hand.page.goto("/admin/cases/queue/mine/")
        hand.begin()
        hand.press("Control+k")
        hand.wait_for("#desk-palette input")
        hand.write(words)
        hand.wait_for("#desk-palette [role=option]")
        hand.press("Enter")
        hand.wait_for_page("**/cases/case/**")
        return hand

    return finding


def give_five(browser: Browser, base: str) -> Hand:
    """A supervisor gives five overdue cases to somebody else."""
    hand = signed_in(browser, base, "supervisor")
    hand.page.goto("/admin/cases/queue/overdue/")
    hand.begin()
    for _case in range(5):
        hand.press("j", "x")
    hand.press("a")
    hand.wait_for(".dialog-page [name=owner]:focus")
    hand.press("ArrowDown")
    hand.press("Control+Enter")
    # Back at the list; or told which of them could not be given, as when a clock had run on meanwhile.
    hand.wait(lambda: hand.page.wait_for_function("!document.querySelector('.dialog-page')"))
    return hand


# ---- In Django's own admin


def stock_page(browser: Browser, base: str, path: str, *, username: str = "agent") -> Hand:
    hand = signed_in(browser, base, username)
    hand.page.goto(f"/admin/{path}")
    return hand.begin()


def typed_into(hand: Hand, field: str, words: str) -> None:
    """Find a related row in a field that searches while one types."""
    hand.point(f".field-{field} .select2-selection")
    hand.write(words)
    hand.wait_for(".select2-results__option--highlighted[role=option]")
    hand.then("Enter")


def save(hand: Hand) -> None:
    hand.click("[name=_save]")
    hand.wait_for(".messagelist .success")


def stock_complaint(browser: Browser, base: str) -> Hand:
    """Customer with number, conversation, feedback, case; there is no slip, the number is copied by hand."""
    hand = stock_page(browser, base, "channels/customer/", username="clerk")
    hand.click("#content .addlink")
    hand.wait_for("#id_name_masked:focus")
    hand.write(NAME)
    hand.choose("#id_contact_points-0-kind", value="phone")
    hand.then("Tab")
    hand.write(PHONE)
    save(hand)
    hand.click(".model-conversation .addlink")
    hand.wait_for("#id_channel")
    typed_into(hand, "customer", NAME)
    hand.choose("#id_channel", index=1)
    save(hand)
    hand.click(".model-submission .addlink")
    hand.wait_for("#id_text")
    typed_into(hand, "conversation", NAME)
    hand.choose("#id_store", index=1)
    hand.point("#id_text")
    hand.write(COMPLAINT)
    save(hand)
    hand.click(".model-case .addlink")
    hand.wait_for("#id_category")
    typed_into(hand, "submission", NAME)
    hand.choose("#id_category", index=1)
    save(hand)
    return hand


def stock_case_in_progress(browser: Browser, base: str) -> tuple[Page, str]:
    hand = signed_in(browser, base, "agent")
    hand.page.goto("/admin/cases/case/?state__exact=in_progress")
    hand.page.locator("th.field-reference a").first.click()
    hand.page.locator("#id_state").wait_for()
    return hand.page, hand.page.locator("#content h2").inner_text().split()[0]


def stock_answer_and_wait(browser: Browser, base: str) -> Hand:
    """A message, which nothing sends; back to the case, and there state, reason and date."""
    page, reference = stock_case_in_progress(browser, base)
    at = page.url
    hand = Hand(page).begin()
    hand.click(".model-message .addlink")
    hand.wait_for("#id_text")
    typed_into(hand, "conversation", reference)
    hand.point("#id_text")
    hand.write(ANSWER)
    save(hand)
    hand.click(".model-case a[href$='/case/']")
    hand.wait_for("#searchbar")
    hand.point("#searchbar")
    hand.write(reference)
    hand.then("Enter")
    hand.wait(lambda: page.wait_for_url("**q=**"))
    hand.click("th.field-reference a")
    hand.wait(lambda: page.wait_for_url(f"{at.partition('?')[0]}**"))
    hand.choose("#id_state", value="waiting")
    hand.choose("#id_waiting_reason", value="customer")
    hand.then("Tab")
    until = datetime.now() + timedelta(days=3)  # noqa: DTZ005 as somebody reads it off a clock
    hand.write(until.strftime("%Y-%m-%d"))
    hand.then("Tab", "Tab", "Tab")
    hand.write(until.strftime("%H:%M"))
    save(hand)
    return hand


def stock_next_and_sort(browser: Browser, base: str) -> Hand:
    """The first of a bookmarked list that nobody has."""
    hand = stock_page(browser, base, "cases/case/?state__exact=received&owner__isnull=True")
    hand.click("th.field-reference a")
    hand.wait_for("#id_state")
    hand.choose("#id_state", value="triaged")
    hand.choose("#id_category", index=2)
    hand.choose("#id_severity", index=1)
    hand.then("Tab")
    hand.page.fill("#id_concerns", "")
    hand.write("TP-20481")
    hand.choose("#id_owner", index=3)
    save(hand)
    return hand


def stock_find(browser: Browser, base: str) -> Hand:
    hand = stock_page(browser, base, "cases/case/")
    hand.point("#searchbar")
    hand.write(TWO_SIGNS)
    hand.then("Enter")
    hand.wait(lambda: hand.page.wait_for_url("**q=**"))
    hand.click("th.field-reference a")
    hand.wait_for("#id_state")
    return hand


def stock_give_five(browser: Browser, base: str) -> Hand:
    """Five drop-down lists of a bookmarked list, and one button."""
    now = datetime.now().strftime("%Y-%m-%d")  # noqa: DTZ005
    hand = stock_page(
        browser, base, f"cases/case/?next_due_at__lt={now}",
        username="supervisor",
    )  # fmt: skip
    for row in range(5):
        owner = hand.page.locator(f"#id_form-{row}-owner")
        other = owner.evaluate("one => one.options[one.selectedIndex === 4 ? 5 : 4].value")
        hand.choose(f"#id_form-{row}-owner", value=other)
    save(hand)
    return hand


# ---- Both

Task = Callable[[Browser, str], Hand]
TASKS: tuple[tuple[str, Task, Task | None], ...] = (
    ("clerk takes a complaint, hands over the slip", complaint, stock_complaint),
    ("agent answers a case, lets it wait for the customer", answer_and_wait, stock_answer_and_wait),
    ("agent takes the next case, sorts it", next_and_sort, stock_next_and_sort),
    ("agent finds a case by phone number", find(PHONE), None),
    ("agent finds a case by two Chinese characters", find(TWO_SIGNS), stock_find),
    ("supervisor gives five overdue cases on", give_five, stock_give_five),
)


@contextmanager
def stock_of(home: Path) -> Iterator[str]:
    """Serve Django's admin over a copy's rows."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "bench" / "stock"), str(port)],
        env={**os.environ, "FEEDBACK_HOME": str(home), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        if process.stdout.readline().strip() != "ready":
            raise SystemExit("Django's admin did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def demonstrated(home: Path, cases: int) -> None:
    """Make the demonstration before anything runs that would go on with it."""
    from feedback_site.embedded.postgres import running_for

    environment = {**os.environ, "FEEDBACK_HOME": str(home)}
    with running_for(home):
        for command in (
            ["migrate", "--verbosity", "0"],
            ["load_demo", "--if-empty", "--cases", str(cases)],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, env=environment, check=True,
                           stdout=sys.stderr)  # fmt: skip


def told(hand: Hand | None) -> str:
    if hand is None:
        return "– | – | – | – | –"
    counted = f"{hand.keys} + {hand.signs} | {hand.clicks} | {hand.pages}"
    return f"{counted} | {hand.person:.1f} | {hand.waited:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--only", default="", help="tasks whose name holds this")
    parser.add_argument(
        "--cases", type=int, default=600, help="of the demonstration, if it is made"
    )
    asked = parser.parse_args()
    columns = "keys + signs | clicks | pages | person s | site s"
    print(f"| task | {columns} | Django's admin: {columns} |\n|---|{'--:|' * 10}")
    demonstrated(asked.home.resolve(), asked.cases)
    with Site(asked.home, free_port()) as site, stock_of(site.home) as stock:
        base = f"http://127.0.0.1:{site.port}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for _process in range(WEB_PROCESSES):  # each reads the model of categories once
                complaint(browser, base)
            for name, ours, theirs in TASKS:
                if asked.only in name:
                    here = ours(browser, base)
                    there = theirs(browser, stock) if theirs else None
                    print(f"| {name} | {told(here)} | {told(there)} |", flush=True)
            browser.close()


if __name__ == "__main__":
    main()
