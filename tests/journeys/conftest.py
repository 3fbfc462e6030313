"""A real Chromium against a served site, with the rows that every site begins with."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.core.cache import caches
from playwright.sync_api import sync_playwright

from cases.models import Category, Policy
from cases.rules.founding import found
from channels.rules.founding import found_channels
from feedback_site.remembering import forget

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic",
    "--no-first-run",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _sync_playwright_runs_a_loop():
    """Playwright's loop runs in this thread, where Django would take every query for a blocking one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def site(live_server, transactional_db, settings, tmp_path):
    """Serve the site; a test that commits begins with emptied tables, so the first rows are made anew."""
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = live_server.url
    found(
        departments=apps.get_model("organisation", "Department"),
        categories=Category,
        policies=Policy,
    )
    found_channels()
    forget()
    yield live_server.url
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def visit(chromium, site):
    """Open a new browser window of a width, in a language, with or without JavaScript."""
    contexts = []

    def opening(*, width=390, height=844, language="zh-hant", scripts=True):
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        context.add_init_script(
            "window.print = () => { window.printed = (window.printed ?? 0) + 1; }"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                page.complaints.append(said.text) if "Content Security" in said.text else None
            ),
        )
        return page

    yield opening
    for context in contexts:
        context.close()


def assert_good(page):
    """No violation that axe knows, nothing wider than the window, nothing that the policy refused."""
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.complaints == []
