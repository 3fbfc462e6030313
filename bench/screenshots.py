"""Take pages' pictures in several sizes, schemes and languages, and tell what axe finds on them.

    python bench/screenshots.py http://127.0.0.1:8000 / /style-guide/ --axe
    python bench/screenshots.py http://127.0.0.1:8000 /admin/ --cookie sessionid=… --language en

Pictures go to a temporary folder outside the repository unless --to says otherwise.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium-headless-shell") or "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DEFAULT_TO = Path(tempfile.gettempdir()) / "feedback-screenshots"
# Portal pages must reflow at 320; 390 is a phone of today, 1024 the counter's tablet, 1440 a desk.
SIZES = {"320": (320, 640), "390": (390, 844), "1024": (1024, 768), "1440": (1440, 900)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("base")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--sizes", default="390,1440")
    parser.add_argument("--schemes", default="light,dark")
    parser.add_argument("--languages", default="zh-hant")
    parser.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--to", type=Path, default=DEFAULT_TO)
    parser.add_argument(
        "--one-screen", action="store_true", help="the window only, not the whole page"
    )
    parser.add_argument("--no-script", action="store_true", help="with JavaScript switched off")
    parser.add_argument(
        "--axe", action="store_true", help="count violations; exit 1 if there are any"
    )
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    asked.to.mkdir(parents=True, exist_ok=True)
    found = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size, scheme, language in itertools.product(
            asked.sizes.split(","), asked.schemes.split(","), asked.languages.split(",")
        ):
            found += visit(browser, asked, size=size, scheme=scheme, language=language)
        browser.close()
    raise SystemExit(1 if found else 0)


def visit(
    browser: Browser, asked: argparse.Namespace, *, size: str, scheme: str, language: str
) -> int:
    """Take each page once in these conditions; returns the number of problems."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=language,
        java_script_enabled=not asked.no_script,
        device_scale_factor=1,
        reduced_motion="reduce",
    )
    cookies = [*asked.cookie, f"django_language={language}"]
    host = urlsplit(asked.base).hostname
    context.add_cookies(
        [
            {"name": n, "value": v, "domain": host, "path": "/"}
            for n, v in (c.split("=", 1) for c in cookies)
        ]
    )
    page = context.new_page()
    problems = 0
    page.on(
        "console", lambda message: message.type == "error" and print("  console:", message.text)
    )
    for path in asked.paths:
        answer = page.goto(urljoin(asked.base, path), wait_until="networkidle")
        name = (
            "-".join([path.strip("/").replace("/", "_") or "home", size, scheme, language]) + ".png"
        )
        page.screenshot(path=asked.to / name, full_page=not asked.one_screen)
        print(answer.status if answer else "-", asked.to / name)
        problems += overflow(page) + (axe_violations(page) if asked.axe else 0)
    context.close()
    return problems


def overflow(page: Page) -> int:
    """Say when the page is wider than its window (WCAG 1.4.10 asks for reflow at 320 px)."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        print(f"  wider than the window by {wide} px")
    return int(wide > 0)


def axe_violations(page: Page) -> int:
    report = Axe().run(page).response
    for violation in report["violations"]:
        nodes = [node["target"][0] for node in violation["nodes"]]
        print(
            f"  axe {violation['impact']}: {violation['id']} x{len(nodes)}", json.dumps(nodes[:4])
        )
        for node in violation["nodes"][:2]:
            print(
                "     ", node["html"][:160], "|", node["any"][0]["message"] if node["any"] else ""
            )
    return len(report["violations"])


if __name__ == "__main__":
    main()
