"""How soon somebody sees a page, by first contentful paint, the first time and again; and what it weighs.

    python bench/first_paint.py --home /tmp/trial          # its demonstration is made where there is none
    python bench/first_paint.py --home /tmp/trial --base http://127.0.0.1:8000   # a copy that runs already

Three lines: the machine's own; "fast 3G" and "slow 3G" as the browser's developer tools have them, both
with a processor four times as slow, as an old phone's. Cold is with an empty cache, warm the second visit.
"HTML here" is from the request until the last byte of the page itself, on the machine's own line.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from axe_everywhere import PROJECT, context_of, served
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from screenshots import CHROMIUM, FLAGS

PATIENCE = 90_000  # ms
# Bytes a second down and up, and milliseconds that each answer takes longer: Chromium's presets.
LINES: Mapping[str, tuple[int, int, float, int] | None] = {
    "here": None,
    "fast 3G": (180_000, 84_375, 562.5, 4),
    "slow 3G": (50_000, 50_000, 2000, 4),
}
MEASURED = """async () => {
  const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
  for (let tries = 0; tries < 400 && !painted(); tries += 1) await new Promise(done => setTimeout(done, 20));
  const page = performance.getEntriesByType("navigation")[0];
  const parts = performance.getEntriesByType("resource");
  return {paint: painted()?.startTime ?? NaN, html: page.responseEnd - page.requestStart,
    weight: [page, ...parts].reduce((sum, one) => sum + one.encodedBodySize, 0), files: parts.length + 1};
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who looks; `cookies` are theirs."""

    person: str
    cookies: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One way of looking at a page, over all its runs: milliseconds, bytes, files."""

    paint: float
    worst: float
    html: float
    weight: int
    files: int


def visited(page: Page, path: str) -> dict[str, float]:
    page.goto(path, wait_until="load", timeout=PATIENCE)
    page.wait_for_timeout(200)  # what scripts load after that is of the page as well
    found: dict[str, float] = page.evaluate(MEASURED)
    return found


def window(context: BrowserContext, line: str) -> Page:
    page = context.new_page()
    if (limits := LINES[line]) is not None:
        down, up, latency, slower = limits
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", {
            "offline": False, "downloadThroughput": down, "uploadThroughput": up, "latency": latency,
        })  # fmt: skip
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def measured(
    browser: Browser, base: str, who: Person, path: str, line: str, runs: int
) -> Sequence[Measured]:
    """Cold and warm."""
    cold, warm = [], []
    for _run in range(runs):
        context = context_of(browser, base, who, "zh-hant")
        page = window(context, line)
        cold.append(visited(page, path))
        warm.append(visited(page, path))
        context.close()
    return [_over(cold), _over(warm)]


def _over(found: Sequence[Mapping[str, float]]) -> Measured:
    paints = [one["paint"] for one in found]
    return Measured(
        paint=statistics.median(paints), worst=max(paints),
        html=statistics.median(one["html"] for one in found),
        weight=int(found[0]["weight"]), files=int(found[0]["files"]),
    )  # fmt: skip


def table(browser: Browser, base: str, pages: Sequence[tuple[str, str, Person]], runs: int) -> None:
    print(
        "| page | KB, files | HTML here | "
        + " | ".join(f"{line}: cold, worst, warm" for line in LINES)
        + " |"
    )
    print("|---|--:|--:|" + "--:|" * len(LINES))
    for name, path, who in pages:
        found = {
            line: measured(browser, base, who, path, line, runs if line == "here" else 2)
            for line in LINES
        }
        cold = found["here"][0]
        times = (
            f"{cold.paint:.0f}, {cold.worst:.0f}, {warm.paint:.0f}" for cold, warm in found.values()
        )
        print(
            f"| {name} | {cold.weight / 1000:.1f}, {cold.files} | {cold.html:.0f} | "
            + " | ".join(times)
            + " |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--base", default="", help="of a copy that runs already")
    parser.add_argument(
        "--cases", type=int, default=300, help="of the demonstration, if it is made"
    )
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    home = asked.home.resolve()
    os.environ.update(FEEDBACK_HOME=str(home), DJANGO_SETTINGS_MODULE="feedback_site.settings.base")
    sys.path.insert(0, str(PROJECT))
    with served(home, asked.base, asked.cases) as base:
        django.setup()
        import httpx
        from site_map import entrances, signed_in

        states = entrances()
        customer = httpx.Client(base_url=base, timeout=60)
        status = customer.get(states.get("in_progress") or next(iter(states.values()))).headers[
            "location"
        ]
        agent = Person(person="agent", cookies=dict(signed_in(base, "agent").cookies))
        nobody = Person(person="nobody", cookies={})
        reference = status.strip("/").rpartition("/")[2]
        pages = (
            ("first page", "/", nobody), ("form", "/feedback/", nobody), ("find my case", "/case/", nobody),
            ("status", status, Person(person="customer", cookies=dict(customer.cookies))),
            ("help", "/help/", nobody), ("my cases", "/my-cases/", nobody),
            ("desk: list", "/admin/cases/queue/all_open/", agent),
            ("desk: case", f"/admin/cases/case/{reference}/", agent), ("counter", "/counter/", agent),
        )  # fmt: skip
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            table(browser, base, pages, asked.runs)
            browser.close()


if __name__ == "__main__":
    main()
