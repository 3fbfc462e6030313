"""Look at every page of a demonstration with axe, in each language, scheme and width; print findings as JSON.

    python bench/axe_everywhere.py --home /tmp/trial          # its demonstration is made where there is none
    python bench/axe_everywhere.py --home /tmp/trial --quick  # each page once, conditions in turn
    python bench/axe_everywhere.py --home /tmp/trial --each-route  # all for a page a route, others once
    python bench/axe_everywhere.py --home /tmp/trial --base http://127.0.0.1:8000   # a copy that runs already
    python bench/axe_everywhere.py … --part 1/2    # every second route, so that two can look side by side

Beside axe's findings: pages wider than their window at 320 px, at 200 % zoom (640 px of 1280) and with text
twice as large; what the browser's console complains about; and words in Chinese pages that our catalogue has
in Chinese, or that look like an English sentence of ours. Exits 1 where axe, a width or the console found
something. Progress goes to stderr.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import polib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from screenshots import CHROMIUM, FLAGS

sys.path.insert(0, str(Path(__file__).resolve().parent / "faults"))

PROJECT = Path(__file__).resolve().parents[1]
LANGUAGES, SCHEMES, WIDTHS = ("zh-hant", "zh-hans", "en"), ("light", "dark"), (1440, 390)
# What may differ between light and dark.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
NARROW, HALF = (320, 640), (640, 512)  # WCAG 1.4.10; and 1280 × 1024 at 200 %
WIDER = """() => {
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over <= 0) return null;
  const edge = window.innerWidth + 1;
  const scrolls = one => { for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== "visible") return true; return false; };
  const named = one => one.tagName.toLowerCase() + (one.id ? "#" + one.id : "") +
    [...one.classList].slice(0, 3).map(name => "." + name).join("");
  const all = [...document.body.querySelectorAll("*")];
  const wide = all.filter(one => one.getBoundingClientRect().right > edge && !scrolls(one));
  return {over, by: [...new Set(wide.slice(-6).map(named))]};
}"""
# Words of ours: not what somebody wrote, nor names, codes and keys.
WORDS = """() => {
  const aside = "code, kbd, pre, script, style, textarea, .code, [lang=en], [translate=no], .said-text, " +
    ".event-text, blockquote, option, q, .related";
  const found = new Set(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim().replace(/\\s+/g, " ");
    if (/[A-Za-z]{3}/.test(text) && !walk.currentNode.parentElement.closest(aside)) found.add(text);
  }
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (/[A-Za-z]{3}/.test(one.getAttribute(name) ?? "")) found.add(one.getAttribute(name).trim());
  return [...found];
}"""
SENTENCE = re.compile(r"\b[A-Za-z][a-z]+(?: [a-z]{2,}){2,}")


class Looking:
    """What was found so far."""

    def __init__(self) -> None:
        self.looks = 0
        self.left_out: list[str] = []
        self.violations: list[dict[str, Any]] = []
        self.wider: list[dict[str, Any]] = []
        self.console: list[dict[str, Any]] = []
        self.english: dict[str, list[str]] = {}
        self.axe = Axe().axe_script
        self.known = _translated_words()

    def page(
        self,
        context: BrowserContext,
        one: Any,
        language: str,
        schemes: Sequence[str],
        widths: Sequence[int],
    ) -> None:
        """Look at one page in one language; each scheme is loaded once, the window made narrower."""
        for scheme in schemes:
            where = {
                "page": str(one.kind),
                "path": one.path,
                "as": one.person,
                "language": language,
                "scheme": scheme,
            }
            page = context.new_page()
            page.on(
                "console",
                lambda said, at=where: (
                    said.type in ("error", "warning")
                    and "postMessage" not in said.text  # axe's own, into frames that are shut
                    and self.console.append({**at, "said": said.text})
                ),
            )
            page.on(
                "pageerror", lambda error, at=where: self.console.append({**at, "said": str(error)})
            )
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size({"width": widths[0], "height": 900})
            page.goto(one.path, wait_until="load")
            page.wait_for_timeout(60)
            page.evaluate(self.axe)
            only = None if scheme == schemes[0] else OF_COLOURS
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900 if width > 1000 else 844})
                self._axe(page, only, {**where, "width": width})
            if scheme == schemes[0]:
                self._widths(page, where)
                self._english(page, one, language)
            page.close()

    def _axe(self, page: Page, only: Sequence[str] | None, where: Mapping[str, Any]) -> None:
        self.looks += 1
        # What axe loads beforehand is for media that play by themselves, and nothing of ours does.
        options = {"resultTypes": ["violations"], "preload": False}
        options |= {"runOnly": only} if only else {}
        found = page.evaluate(
            "options => axe.run(options).then(report => report.violations)", options
        )
        for rule in found:
            nodes = rule["nodes"]
            self.violations.append({
                **where, "rule": rule["id"], "nodes": len(nodes), "target": nodes[0]["target"],
                "html": nodes[0]["html"][:240],
                "why": _why(nodes[0]),
            })  # fmt: skip

    def _widths(self, page: Page, where: Mapping[str, Any]) -> None:
        for name, (width, height) in (("320 px", NARROW), ("200 % zoom", HALF)):
            page.set_viewport_size({"width": width, "height": height})
            if over := page.evaluate(WIDER):
                self.wider.append({**where, "at": name, **over})
        if "/admin/" in page.url:
            return  # a desk is made larger as a whole
        page.set_viewport_size({"width": 1280, "height": 1024})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if over := page.evaluate(WIDER):
            self.wider.append({**where, "at": "text 200 %", **over})

    def _english(self, page: Page, one: Any, language: str) -> None:
        if language == "en":
            return
        for words in page.evaluate(WORDS):
            if words.lower() in self.known or SENTENCE.search(words):
                self.english.setdefault(words[:160], []).append(str(one.kind))


def _why(node: Mapping[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return str(checks[0]["message"]) if checks else ""


def _translated_words() -> set[str]:
    """What our catalogue has in Chinese and not the same."""
    catalogue = polib.pofile(
        str(PROJECT / "feedback_site" / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po")
    )
    return {
        entry.msgid.lower() for entry in catalogue
        if entry.msgstr and entry.msgstr != entry.msgid and len(entry.msgid) > 3
    }  # fmt: skip


@contextmanager
def served(home: Path, base: str, cases: int) -> Iterator[str]:
    """The address of a copy: one that runs already, or one that is started for this."""
    if base:
        yield base.rstrip("/")
        return
    from copy_of_site import Site
    from kill_at_random import free_port
    from time_on_task import demonstrated

    demonstrated(home, cases)
    with Site(home, free_port()) as site:
        yield f"http://127.0.0.1:{site.port}"


def look(
    browser: Browser,
    base: str,
    pages: Sequence[Any],
    *,
    is_quick: bool,
    once_seen: bool,
    languages: Sequence[str],
    minutes: float,
) -> Looking:
    """Look at pages while there is time; in a hurry at each in one language, scheme and width, in turn.

    Where `once_seen`, only the first page of each route is looked at in all of them.
    """
    looking, contexts = Looking(), {}
    seen: set[str] = set()
    turns = itertools.cycle(itertools.product(SCHEMES, WIDTHS, languages))
    until = time.monotonic() + 60 * minutes
    for number, one in enumerate(pages, start=1):
        if time.monotonic() > until:
            looking.left_out = [str(page.kind) for page in pages[number - 1 :]]
            break
        scheme, width, in_turn = next(turns)
        is_short = is_quick or (once_seen and one.kind.route in seen)
        seen.add(one.kind.route)
        for language in (in_turn,) if is_short else languages:
            key = (one.person, language)
            if key not in contexts:
                contexts[key] = context_of(browser, base, one, language)
            schemes, widths = ((scheme,), (width,)) if is_short else (SCHEMES, WIDTHS)
            looking.page(contexts[key], one, language, schemes, widths)
        print(f"{number} of {len(pages)}: {one.kind}", file=sys.stderr)
    return looking


def share_of(pages: Sequence[Any], part: str) -> list[Any]:
    """One of some equal shares of the routes, "2/3" being the second of three, with all pages of each."""
    number, shares = (int(word) for word in part.split("/"))
    routes = sorted({one.kind.route for one in pages})
    own = set(routes[number - 1 :: shares])
    return [one for one in pages if one.kind.route in own]


def context_of(browser: Browser, base: str, one: Any, language: str) -> BrowserContext:
    context = browser.new_context(base_url=base, reduced_motion="reduce", device_scale_factor=1)
    context.add_init_script("window.print = () => {}")
    cookies = {**one.cookies, "django_language": language}
    host = urlsplit(base).hostname
    context.add_cookies(
        [{"name": n, "value": v, "domain": host, "path": "/"} for n, v in cookies.items()]
    )
    return context


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--base", default="", help="of a copy that runs already")
    parser.add_argument(
        "--cases", type=int, default=300, help="of the demonstration, if it is made"
    )
    parser.add_argument("--quick", action="store_true", help="each page once")
    parser.add_argument(
        "--each-route", action="store_true", help="variants of a page that was seen once only"
    )
    parser.add_argument(
        "--only", default="", help="pages whose route and variant match this expression"
    )
    parser.add_argument("--part", default="1/1", help="which of how many shares of the routes")
    parser.add_argument("--minutes", type=float, default=240, help="stop looking after so many")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    asked = parser.parse_args()
    home, began = asked.home.resolve(), time.monotonic()
    os.environ.update(FEEDBACK_HOME=str(home), DJANGO_SETTINGS_MODULE="feedback_site.settings.base")
    sys.path.insert(0, str(PROJECT))
    with served(home, asked.base, asked.cases) as base:
        django.setup()
        from site_map import entrances, map_of

        pages, not_met = map_of(base, entrances())
        pages = share_of([one for one in pages if re.search(asked.only, str(one.kind))], asked.part)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            found = look(
                browser,
                base,
                pages,
                is_quick=asked.quick,
                once_seen=asked.each_route,
                languages=asked.languages.split(","),
                minutes=asked.minutes,
            )
            browser.close()
    report = {
        "pages": len(pages), "routes": len({one.kind.route for one in pages}), "looks": found.looks,
        "seconds": round(time.monotonic() - began), "not_met": not_met, "left_out": found.left_out,
        "violations": found.violations,
        "wider": found.wider, "console": found.console, "english": found.english,
    }  # fmt: skip
    print(json.dumps(report, ensure_ascii=False, indent=1))
    raise SystemExit(1 if found.violations or found.wider or found.console else 0)


if __name__ == "__main__":
    main()
