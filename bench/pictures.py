"""Make the pictures of the documentation anew, from a site with the demonstration.

    python bench/pictures.py http://127.0.0.1:8000 --password PASSWORD

They go to docs/pictures. One piece of feedback is told through the form, for the pages of its customer.
"""

from __future__ import annotations

import argparse
import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import CHROMIUM, FLAGS

HERE = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDE, PHONE = (1200, 750), (390, 844)
CALL = re.compile(r'href="(/admin/follow-up/\d+/)"')
WORDS = "婚紗照整批偏黃，膚色很不自然，取件時店員說原檔就是這樣，但手機上看不是。希望重印。"
CASE = re.compile(r"/admin/cases/case/(FB-[0-9A-Z]{4}-[0-9A-Z]{4})/")


class Site:
    """A site, and a browser that looks at it as one account after the other."""

    def __init__(self, browser: Browser, base: str, password: str) -> None:
        self._browser, self._base, self._password = browser, base, password

    def look(self, size: tuple[int, int], account: str = "") -> Page:
        """Open a window, signed in or not."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, base_url=self._base, locale="zh-TW",
            reduced_motion="reduce",
        )  # fmt: skip
        cookie = {"name": "django_language", "value": "zh-hant", "url": self._base}
        context.add_cookies([cookie])
        page = context.new_page()
        if account:
            page.goto("/admin/login/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", self._password)
            page.locator("form [type=submit]").first.click()
            page.wait_for_load_state("networkidle")
        return page


def take(page: Page, name: str) -> None:
    """Keep what stands in the window, in so few colours as pages have."""
    page.wait_for_timeout(600)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(128, dither=Image.Dither.NONE)
    few.save(HERE / f"{name}.png", optimize=True)
    print(f"{name}.png", (HERE / f"{name}.png").stat().st_size // 1024, "KB")


def resized(page: Page, size: tuple[int, int]) -> Page:
    """The same page in another window."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.reload()
    return page


def of_customers(site: Site) -> None:
    """The start page, the form, and the page of a case."""
    page = site.look(PHONE)
    page.goto("/")
    take(page, "home")
    page.goto("/feedback/")
    take(page, "form")
    page.fill("[name=text]", WORDS)
    page.fill("[name=email]", "mei@example.com")
    # Whoever sends within two seconds is no person.
    page.wait_for_timeout(3_000)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")
    page.locator('main a[href^="/case/"]').first.click()
    page.wait_for_load_state("networkidle")
    take(page, "status")
    take(resized(page, WIDE), "status-wide")


def of_clerks(site: Site) -> None:
    """The counter with somebody found and an entry begun."""
    page = site.look(WIDE, "clerk")
    page.goto("/counter/")
    for name, words in (("phone", "0912345678"), ("name", "陳美玲"), ("text", WORDS[:15])):
        page.locator(f'[name="{name}"]').last.fill(words)
    take(page, "counter")


def of_agents(site: Site) -> None:
    """The list with a case beside it, and a case by itself."""
    page = site.look(WIDE, "agent")
    queue, cases = "", []
    for queue in ("mine", "all_open"):
        page.goto(f"/admin/cases/queue/{queue}/")
        if cases := list(dict.fromkeys(CASE.findall(page.content()))):
            break
    page.goto(f"/admin/cases/queue/{queue}/?case={cases[0]}")
    page.locator(".case-frame").first.wait_for()
    take(page, "queue")
    page.goto(f"/admin/cases/case/{cases[min(1, len(cases) - 1)]}/")
    take(page, "case")
    take(resized(page, PHONE), "case-phone")


def of_supervisors(site: Site) -> None:
    """A call to make, and the report."""
    page = site.look(WIDE, "supervisor")
    page.goto("/admin/follow-up/")
    if calls := CALL.findall(page.content()):
        page.goto(calls[0])
        take(page, "call-sheet")
    else:
        print("nobody is to be called: call-sheet.png is as it was")
    page.goto("/admin/reports/")
    take(page, "report")
    take(resized(page, PHONE), "report-phone")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("base")
    parser.add_argument("--password", required=True, help="of the demonstration's accounts")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        site = Site(browser, asked.base, asked.password)
        for part in (of_customers, of_clerks, of_agents, of_supervisors):
            part(site)
        browser.close()


if __name__ == "__main__":
    main()
