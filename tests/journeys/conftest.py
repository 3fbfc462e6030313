"""A real Chromium against a served site, with the rows that every site begins with."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.conf import settings as site_settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Error

from cases.models import Category, Policy
from cases.rules.founding import found
from channels.rules.connections.founding import found_channels
from feedback_site.remembering import forget
from tests.channels.relays import Relay, running
from tests.journeys.walking import MONDAY, Post, Walk
from tests.plugins.browser import PATIENCE


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


def new_context(chromium, site, *, language, **options):
    """Give what browser windows share: cookies, cache, and a printer that only counts."""
    context = chromium.new_context(base_url=site, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    speak(context, site, language)
    context.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
    return context


def speak(context, site, language):
    """Let pages come in a language from now on."""
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])


def lend_session(context, client, site):
    """Let a browser be whoever a client is signed in as, or came in as by a link."""
    if key := client.cookies.get(site_settings.SESSION_COOKIE_NAME):
        context.add_cookies([{"name": key.key, "value": key.value, "url": site}])


@pytest.fixture
def visit(chromium, site):
    """Open a new browser window of a width, in a language, with or without JavaScript."""
    contexts = []

    def opening(*, width=390, height=844, language="zh-hant", scripts=True):
        context = new_context(
            chromium,
            site,
            language=language,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.asked_for = [], set()
        page.on("request", lambda request: page.asked_for.add(request))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: page.asked_for.discard(request))
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


@pytest.fixture
def take_time():
    """Let time pass at the server alone: a form that comes back within two seconds is no person's."""
    with time_machine.travel(timezone.now()) as traveller:
        yield lambda **time: traveller.shift(timedelta(**time))


@pytest.fixture
def sit_down(visit, site):
    """Open the back office as somebody who is signed in."""

    def sitting(user, **options):
        client = Client()
        client.force_login(user)
        page = visit(**options)
        lend_session(page.context, client, site)
        return page

    return sitting


def violations(page, *, but=(), **options):
    """What axe has against a page or a frame, but for some parts; its long report stays in the browser."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(
        "([parts, options]) => axe.run(parts, options).then(report => report.violations)",
        [
            {"include": [["html"]], "exclude": [[part] for part in but]},
            {"resultTypes": ["violations"], **options},
        ],
    )
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def until(page, holds, arg=None):
    """Ask again and again: after its first look the browser's own poller is stopped by the page's policy."""
    for _ in range(1200):
        try:
            if page.evaluate(holds, arg):
                return
        except Error as error:
            # Another page came in while this one was asked; that one is asked next.
            if "Execution context was destroyed" not in error.message:
                raise
        page.wait_for_timeout(50)
    raise AssertionError(holds)


def assert_good(page, *, only=None):
    """No violation that axe knows, nothing wider than the window, nothing that the policy refused."""
    assert violations(page, **({"runOnly": [only]} if only else {})) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.complaints == []


# What its scripts do on loading is done, and has been drawn.
DRAWN = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def arrive(page, address):
    """Load a page and all that its scripts fetch, without waiting half a second for more."""
    page.goto(address)
    page.evaluate(DRAWN)
    while any(one.resource_type != "eventsource" for one in page.asked_for):
        page.wait_for_timeout(10)
        page.evaluate(DRAWN)


def assert_good_everywhere(page, *addresses):
    """Judge pages at both widths, and their colours in the dark too; each is loaded once a scheme."""
    for address in addresses:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        arrive(page, address)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert_good(page)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        arrive(page, address)
        assert_good(page, only="color-contrast")


# As a phone with iOS 15: its forms cannot be sent by a script, and do not say what was pressed.
OLD_IOS = """
  delete HTMLFormElement.prototype.requestSubmit;
  delete SubmitEvent.prototype.submitter;
  window.FormData = class extends FormData { constructor(form) { super(form); } };
"""

# Where pictures of the pages go, if anywhere; each in both widths, light and dark.
PICTURES = os.environ.get("JOURNEY_PICTURES", "")
SIZES = ((390, 844), (1440, 900))


def take_pictures(page, name):
    """Photograph a page as it is, whole, in each width and scheme; then leave it as it was."""
    if not PICTURES:
        return
    before = page.viewport_size
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    is_desk = "/admin/" in page.url
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if is_desk:
            page.evaluate(
                "dark => document.documentElement.classList.toggle('dark', dark)", scheme == "dark"
            )
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(250)  # colours fade from one scheme to the other
            path = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=page.locator("dialog[open]").count() == 0)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    if is_desk:
        page.evaluate("document.documentElement.classList.remove('dark')")
    page.set_viewport_size(before)


class LookedAt:
    """The pages that were judged in this run, by name, whichever worker came by first: once is enough."""

    def __init__(self, folder):
        self._folder = folder

    def claim(self, name):
        """Say whether nobody has judged it yet; from now on somebody has."""
        try:
            (self._folder / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the run's, where each worker has a folder of its own
    folder = folder / "looked-at"
    folder.mkdir(exist_ok=True)
    return LookedAt(folder)


@pytest.fixture
def walk(visit, settings, tmp_path, looked_at):
    """A journey that begins on a Monday morning; its anchors are its own."""
    settings.LEDGER_ANCHOR_FILE = tmp_path / "anchors.jsonl"
    with time_machine.travel(MONDAY) as traveller:
        yield Walk(
            traveller=traveller,
            visit=visit,
            assert_good=assert_good,
            pictures=take_pictures,
            looked_at=looked_at,
        )


@pytest.fixture
def relayed(settings):
    """Let outgoing mail go through a mail server, and give the post that it took."""
    with running(Relay()) as relay:
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST = "smtp", "127.0.0.1"
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = (
            relay.port,
            False,
            False,
        )
        settings.EMAIL_HOST_USER = ""
        yield Post(relay)
