"""What the commonest tasks cost in keys, clicks and seconds, on a running demonstration, by a real browser.

    python manage.py up --home /tmp/trial --port 8123 &
    python bench/time_on_task.py http://127.0.0.1:8123 --cases 30

*Keys* are commands (one for each key or chord), *signs* are what is typed as text, *clicks* are presses of
the mouse. *Site* is how long the person waits for the site, measured. *Person* is the keystroke-level
estimate of the rest (Card, Moran and Newell 1980: 0.28 s a key of an average typist, 1.10 s to point and
0.20 s to press, 1.35 s to think before each command; a sign of text as a key). It changes the site's rows.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium-headless-shell") or "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "lumen-demo-2026"
KEY, POINT, PRESS, THINK = 0.28, 1.10, 0.20, 1.35  # seconds


@dataclass(slots=True)
class Hand:
    """Somebody at a page: does what a person would, and counts it."""

    page: Page
    keys: int = 0
    signs: int = 0
    clicks: int = 0
    waited: float = 0.0
    facts: dict[str, str] = field(default_factory=dict)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.signs += len(text)

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1

    def wait(self, until: Callable[[], object]) -> None:
        since = time.perf_counter()
        until()
        self.waited += time.perf_counter() - since

    @property
    def person(self) -> float:
        """Seconds of a person, without waiting."""
        commands = self.keys + self.clicks
        return (self.keys + self.signs) * KEY + self.clicks * (POINT + PRESS) + commands * THINK

    def said(self, name: str, times: int = 1) -> None:
        print(
            f"| {name} | {self.keys / times:.1f} | {self.clicks / times:.1f} | {self.signs / times:.0f}"
            f" | {self.waited / times:.2f} | {self.person / times:.1f} |",
            flush=True,
        )


def signed_in(browser: Browser, base: str, username: str, *, width: int = 1440) -> Page:
    page = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-TW", reduced_motion="reduce",
        base_url=base,
    ).new_page()  # fmt: skip
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login/" not in address)
    return page


def complaint_at_the_counter(browser: Browser, base: str) -> Hand:
    """A clerk takes a complaint: phone, name, kind, words."""
    hand = Hand(signed_in(browser, base, "clerk.zhongshan", width=1024))
    page = hand.page
    page.goto("/counter/")
    hand.click("[name=phone]")
    hand.write("0912345678")
    hand.press("Tab")
    hand.write("陳美玲")
    hand.click("label:has([name=category][value=print_blur])")
    hand.click("form[data-entry] [name=text]")
    hand.write("4x6 相片有三張是糊的，希望重印。")
    hand.press("Control+Enter")
    hand.wait(lambda: page.wait_for_url("**/counter/slip/**"))
    hand.facts = {
        "reference": page.inner_text(".slip-reference").strip(),
        "code": page.inner_text(".slip-code").strip(),
    }
    return hand


def customer_looks(browser: Browser, base: str, facts: dict[str, str]) -> Hand:
    """A customer on a phone finds their case by the slip."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=base)
    hand = Hand(context.new_page())
    hand.page.goto("/")
    hand.click("a[href='/case/']")
    hand.wait(lambda: hand.page.locator("[name=reference]").wait_for())
    hand.click("[name=reference]")
    hand.write(facts["reference"])
    hand.press("Tab")
    hand.write(facts["code"])
    hand.press("Enter")
    hand.wait(lambda: hand.page.wait_for_url(f"**/case/{facts['reference']}/"))
    return hand


def agent_at_a_queue(browser: Browser, base: str) -> Hand:
    hand = Hand(signed_in(browser, base, "agent1"))
    hand.page.goto("/admin/cases/queue/unassigned/")
    return hand


def opened_beside(hand: Hand) -> str:
    frame = hand.page.locator(".case-frame[data-case]")
    hand.wait(frame.wait_for)
    return str(frame.get_attribute("data-case"))


def case_by_phone(browser: Browser, base: str) -> Hand:
    """An agent finds somebody's case by the phone number that they say."""
    hand = agent_at_a_queue(browser, base)
    hand.press("Control+k")
    hand.wait(hand.page.locator("#desk-palette input").wait_for)
    hand.write("0912345678")
    option = hand.page.locator(
        "#desk-palette [role=option][href*='FB-'], #desk-palette [role=option]"
    )
    hand.wait(option.first.wait_for)
    hand.press("Enter")
    hand.wait(hand.page.locator(".case-frame, .case-page").first.wait_for)
    return hand


def cases_by_keyboard(browser: Browser, base: str, number: int) -> Hand:
    """An agent takes cases one after the other, answers each and leaves it to the customer: keys alone."""
    hand = agent_at_a_queue(browser, base)
    hand.press("j", "Enter")
    for _ in range(number):
        _take_and_answer(hand)
    return hand


def _take_and_answer(hand: Hand) -> None:
    reference = opened_beside(hand)
    hand.press("c")
    owned = hand.page.locator(f".case-frame[data-case='{reference}'] [data-key=w]")
    hand.wait(lambda: owned.first.wait_for(state="attached"))
    hand.press("r")
    hand.write("您好，我們已經開始處理，今天會回覆您。")
    hand.press("Control+Shift+Enter")
    another = hand.page.locator(f".case-frame[data-case]:not([data-case='{reference}'])")
    hand.wait(another.first.wait_for)


def call_that_solves(browser: Browser, base: str) -> Hand:
    """Somebody else asks the customer by phone: solved, five stars."""
    hand = Hand(signed_in(browser, base, "agent2"))
    hand.page.goto("/admin/follow-up/")
    hand.press("j", "Enter")
    hand.wait(hand.page.locator("[name=outcome]").first.wait_for)
    at = hand.page.url
    hand.press("1", "5", "Enter")
    hand.wait(lambda: hand.page.wait_for_url(lambda address: address != at))
    return hand


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("base")
    parser.add_argument(
        "--cases", type=int, default=30, help="worked one after the other by keyboard"
    )
    asked = parser.parse_args()
    print("| task | keys | clicks | signs | site s | person s |\n|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        taken = complaint_at_the_counter(browser, asked.base)
        taken.said("complaint at the counter")
        customer_looks(browser, asked.base, taken.facts).said(
            "customer finds their case by the slip"
        )
        case_by_phone(browser, asked.base).said("case found by a phone number")
        worked = cases_by_keyboard(browser, asked.base, asked.cases)
        worked.said(f"case taken and answered (mean of {asked.cases})", asked.cases)
        call_that_solves(browser, asked.base).said("follow-up call: solved")
        browser.close()


if __name__ == "__main__":
    main()
