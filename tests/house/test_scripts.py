"""Our small scripts in a real browser, under the site's own CSP, and the pages without them."""

import io
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from PIL import Image

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(chromium):
    return chromium


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        """Keep the suite's output clean."""


@pytest.fixture
def site_url():
    """Serve the site from this process; the style guide asks no database, so none is made."""
    application = StaticFilesHandler(get_wsgi_application())
    server = make_server("127.0.0.1", 0, application, ThreadedServer, QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def open_guide(browser, site_url, settings):
    """Open the style guide; the page fails the test when the browser reports an error."""
    settings.DEBUG = True
    complaints = []
    contexts = []

    def open_page(**options):
        context = browser.new_context(locale="en", **options)
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": "en", "url": site_url}])
        page = context.new_page()
        page.on(
            "console", lambda message: message.type == "error" and complaints.append(message.text)
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site_url + reverse("style_guide"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def photo(name: str, colour: str) -> dict[str, object]:
    data = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(data, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": data.getvalue()}


def chosen(page) -> list[str]:
    return page.evaluate(
        "[...document.querySelector('[data-photo-input] input').files].map(f => f.name)"
    )


def test_photos_add_up_are_shown_and_can_be_removed(open_guide):
    page = open_guide()
    box = page.locator("[data-photo-input] input")
    box.set_input_files([photo("a.png", "red")])
    box.set_input_files([photo("b.png", "blue"), photo("a.png", "red")])
    page.locator(".photo-list canvas").nth(1).wait_for()
    assert chosen(page) == ["a.png", "b.png"]
    page.get_by_role("button", name="a.png").click()
    assert chosen(page) == ["b.png"]
    assert page.locator(".photo-list li").count() == 1


def test_a_file_that_the_browser_cannot_draw_is_still_taken(open_guide):
    page = open_guide()
    heic = {"name": "c.heic", "mimeType": "image/heic", "buffer": b"ftypheic"}
    page.locator("[data-photo-input] input").set_input_files([heic])
    page.locator(".photo-list svg").first.wait_for()
    assert chosen(page) == ["c.heic"]


def test_times_are_relative_with_the_exact_one_on_hover(open_guide):
    page = open_guide()
    time = page.locator("time[data-relative]").first
    assert time.inner_text() == "3 days ago"
    assert "202" in time.get_attribute("title")


def test_countdowns_are_in_words_and_signed(open_guide):
    page = open_guide()
    words = page.locator("time[data-countdown]").all_inner_texts()
    assert words == ["1 day 2 hr", "23 min", "−12 min"]


def test_a_dialog_opens_modally_closes_by_escape_and_gives_the_focus_back(open_guide):
    page = open_guide()
    opener = page.locator("[data-dialog]")
    opener.click()
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()
    assert opener.evaluate("element => element === document.activeElement")


def test_without_javascript_the_dialog_opens_by_its_address_and_photos_are_a_plain_input(
    open_guide,
):
    page = open_guide(java_script_enabled=False)
    assert page.locator("dialog").is_hidden()
    page.locator("[data-dialog]").click()
    assert page.locator("dialog").is_visible()
    page.locator("dialog").get_by_text("Cancel").click()
    assert page.locator("dialog").is_hidden()
    assert page.locator("[data-photo-input] input").is_visible()
    assert page.locator("[data-copy]").first.is_hidden()


DRAFT = Path(__file__).parents[2] / "channels/static/channels/draft.js"
FORM = (
    "<form data-draft='feedback'><textarea id='id_text' name='text'{below}>{text}</textarea></form>"
    "<script type='module' src='/draft.js'></script>"
)


def test_a_draft_goes_above_what_the_page_filled_in_and_only_once(browser):
    context = browser.new_context()
    page = context.new_page()

    def serve(route):
        if route.request.url.endswith("/draft.js"):
            return route.fulfill(content_type="text/javascript", body=DRAFT.read_text())
        is_checked = "check" in route.request.url
        body = FORM.format(
            below=" data-below-draft" if is_checked else "",
            text="\n\n\nChecked" if is_checked else "",
        )
        return route.fulfill(content_type="text/html", body=body)

    page.route("**/*", serve)
    box = page.locator("#id_text")
    page.goto("http://shop.test/feedback/")
    box.fill("My album is blue")
    for _ in range(2):
        page.goto("http://shop.test/feedback/?check=colours.machine")
        assert box.input_value() == "My album is blue\n\nChecked"
        box.dispatch_event("input")
    context.close()


LIVE = Path(__file__).parents[2] / "feedback_site/static/feedback/live.js"


@pytest.fixture
def live_page(browser):
    """A page with a live part, answered by the test: the server's side is HTTP, not Django."""
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    answers = {"etag": '"1"', "body": "<p>one</p><input id='x'>", "asked": []}
    shell = (
        "<section data-live='/part' data-live-every='5'><p>zero</p><input id='x'></section>"
        "<script type='module' src='/live.js'></script>"
    )

    def serve(route):
        request = route.request
        if request.url.endswith("/live.js"):
            return route.fulfill(content_type="text/javascript", body=LIVE.read_text())
        if not request.url.endswith("/part"):
            return route.fulfill(content_type="text/html", body=shell)
        answers["asked"].append(request.headers.get("if-none-match"))
        if request.headers.get("if-none-match") == answers["etag"]:
            return route.fulfill(status=304)
        return route.fulfill(
            content_type="text/html", headers={"ETag": answers["etag"]}, body=answers["body"]
        )

    page.route("**/*", serve)
    page.goto("http://desk.test/")
    yield page, answers
    context.close()


def pass_time(page) -> None:
    """Let a turn pass, and what the part asks be asked: requests are answered in their order."""
    page.clock.run_for(5100)
    page.evaluate("fetch('/afterwards').then(answer => answer.text())")


def test_a_live_part_is_replaced_when_it_changed_and_costs_a_304_when_not(live_page):
    page, answers = live_page
    pass_time(page)
    page.get_by_text("one").wait_for()
    with page.expect_response("**/part") as second:
        pass_time(page)
    assert (second.value.status, answers["asked"]) == (304, [None, '"1"'])
    assert page.locator("section p").inner_text() == "one"


def test_a_live_part_is_left_alone_while_somebody_types_in_it(live_page):
    page, answers = live_page
    page.locator("#x").fill("half a sentence")
    pass_time(page)
    pass_time(page)
    assert answers["asked"] == []
    assert page.locator("#x").input_value() == "half a sentence"


def test_the_scheme_switch_is_remembered_by_the_server(open_guide):
    page = open_guide(color_scheme="light")
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
