"""The feedback button on a stranger's website under a strict policy, in a real browser; and the recorder."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import RequestFactory
from django.utils import timezone

from cases.models import Case
from channels.kinds import AccountKind
from channels.models import Attachment, Channel, RawIntake, Submission
from channels.rules.connections import connecting
from channels.views.floods import CALM, SLOW
from feedback_site.floods.gates import source_of
from feedback_site.organisation.roles import Role
from tests.channels.rules.files.test_attaching import picture
from tests.factories.organisation import StoreFactory, posted
from tests.journeys.conftest import assert_good, take_pictures, violations

pytestmark = pytest.mark.browser
WORDS = "在網站上看到照片太暗了。"
PHOTO = {"name": "print.png", "mimeType": "image/png", "buffer": picture("PNG")}
SEND = {"zh-Hant": "送出", "zh-Hans": "提交", "en": "Send"}
PAGE = """<!DOCTYPE html><html lang="{language}"><head><title>A shop</title><meta name="viewport"
 content="width=device-width, initial-scale=1"></head><body><main><h1>A shop</h1>
<p><a href="#more">more</a> <button id="ours" type="button">Tell us</button></p></main>
<script src="{site}/widget.js" data-key="{key}" {more} async></script></body></html>"""


class Shop(ThreadingHTTPServer):
    """A website of somebody else's: nothing inline, no eval, no strings as markup, only what it names."""

    daemon_threads = True
    page, policy = "", ""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _ShopPage)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _ShopPage(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Keep the suite's output clean."""


@contextmanager
def serving(shop):
    thread = threading.Thread(target=shop.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield shop
    shop.shutdown()
    shop.server_close()
    thread.join()


@pytest.fixture
def shop(site):
    with serving(Shop()) as shop:
        account = connecting.make_account(
            Channel.objects.get(code="web"), kind=AccountKind.WIDGET, name="Shop", actor=None,
            now=timezone.now(), values={"origins": shop.url, "store": ""},
        )  # fmt: skip

        def show(language="zh-Hant", more="", *, frames=True):
            shop.page = PAGE.format(site=site, key=account.public_id, language=language, more=more)
            shop.policy = (
                f"default-src 'none'; script-src {site}; require-trusted-types-for 'script';"
                f" frame-src {site if frames else chr(39) + 'none' + chr(39)}"
            )
            return shop.url

        shop.show = show
        yield shop


def opened(page):
    """Press the button, and give the page in the frame once it is there."""
    page.locator("[data-feedback-widget] button.open").click()
    frame = page.frame_locator("[data-feedback-widget] iframe")
    frame.locator("form[data-send]").wait_for()
    return frame


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_the_open_dialog_is_good_on_a_small_phone_in_each_language(visit, shop, language, scheme):
    page = visit(width=320, height=640)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(shop.show(language))
    frame = opened(page)
    frame.get_by_role("button", name=SEND[language]).wait_for()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert violations(inner) == []
    assert page.complaints == []
    if language == "zh-Hant":
        take_pictures(page, f"widget-{scheme}")


def test_words_and_a_photograph_reach_us_and_the_way_back_is_shown(visit, shop, take_time):
    page = visit()
    page.goto(shop.show(more='data-order="ZS-77"'))
    frame = opened(page)
    frame.locator("[name=text]").fill(WORDS)
    frame.get_by_label("色偏").check(force=True)
    frame.locator("[name=contact]").fill("mei@example.com")
    frame.locator("[name=photos]").set_input_files(PHOTO)
    take_time(seconds=3)
    frame.get_by_role("button", name="送出").click()
    frame.locator("[data-sent] h1").wait_for()

    submission = Submission.objects.select_related("conversation").get()
    assert (submission.text, submission.order_number) == (WORDS, "ZS-77")
    assert Attachment.objects.get().is_safe_picture
    assert Case.objects.get()
    assert submission.conversation.reference in frame.locator("[data-sent]").inner_text()
    inner = page.frames[1]
    assert inner.evaluate("document.activeElement.tagName") == "H1"
    assert violations(inner) == []
    assert submission.conversation.access_code not in page.content()
    assert page.context.cookies() == [
        one for one in page.context.cookies() if one["name"] == "django_language"
    ]
    with page.context.expect_page() as case_page:
        frame.get_by_role("link", name="開啟我的案件").click()
    case_page.value.wait_for_url(f"**/case/{submission.conversation.reference}/")
    # What was sent makes room for the next.
    page.locator("[data-feedback-widget] header button").click()
    assert opened(page).locator("[name=text]").input_value() == ""
    assert page.complaints == []


def test_by_keyboard_alone_focus_stays_inside_and_comes_back(visit, shop):
    page = visit(width=1280, height=800)
    page.goto(shop.show("en", 'data-opener="#ours"'))
    assert page.locator("[data-feedback-widget] button.open").count() == 0
    page.locator("#ours").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("[data-feedback-widget] dialog")
    dialog.wait_for()
    frame = page.frame_locator("[data-feedback-widget] iframe")
    frame.locator("form[data-send]").wait_for()
    assert dialog.evaluate("element => element.matches(':modal')")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") in ("DIV", "BODY")
    frame.locator("[name=text]").focus()
    page.keyboard.type("half a sentence")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "ours"
    page.keyboard.press("Enter")
    assert frame.locator("[name=text]").input_value() == "half a sentence"
    assert page.complaints == []


def test_a_lost_line_loses_nothing_and_sends_once(visit, shop, take_time):
    page = visit()
    page.goto(shop.show("en"))
    frame = opened(page)
    frame.locator("[name=text]").fill(WORDS)
    frame.locator("[name=photos]").set_input_files(PHOTO)
    take_time(seconds=3)
    lost = []

    def drop_the_answer(route):
        if route.request.method == "POST" and not lost:
            lost.append(
                route.fetch()
            )  # the server has it, and the line breaks before it can say so
            return route.abort()
        return route.continue_()

    page.route("**/widget/**", drop_the_answer)
    frame.get_by_role("button", name="Send").click()
    frame.get_by_text("The line is down.").wait_for()
    frame.locator("[data-sent]").wait_for()

    assert len(lost) == 1
    assert RawIntake.objects.count() == 1


def test_mistakes_are_named_and_the_photograph_stays_chosen(visit, shop, take_time):
    page = visit()
    page.goto(shop.show("en"))
    frame = opened(page)
    frame.locator("[name=photos]").set_input_files(PHOTO)
    take_time(seconds=3)
    frame.get_by_role("button", name="Send").click()
    frame.locator(".error-summary").wait_for()

    assert violations(page.frames[1]) == []
    assert frame.locator("[name=photos]").evaluate("input => input.files.length") == 1
    frame.locator("[name=text]").fill(WORDS)
    frame.get_by_role("button", name="Send").click()
    frame.locator("[data-sent]").wait_for()
    assert Attachment.objects.count() == 1


def test_what_is_too_large_is_refused_in_words_and_stays_chosen(visit, shop, take_time, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    page = visit()
    page.goto(shop.show("en"))
    frame = opened(page)
    frame.locator("[name=text]").fill(WORDS)
    large = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\0" * 150_000}
    frame.locator("[name=photos]").set_input_files(large)
    take_time(seconds=3)

    frame.get_by_role("button", name="Send").click()

    frame.locator("[data-send-errors]", has_text="Too large to send at once").wait_for()
    assert frame.locator("[name=photos]").evaluate("input => input.files.length") == 1
    assert violations(page.frames[1]) == []
    assert not RawIntake.objects.exists()
    frame.locator(".photo-list .close").click()
    frame.get_by_role("button", name="Send").dblclick()
    frame.locator("[data-sent]").wait_for()
    assert RawIntake.objects.count() == 1


def test_where_the_website_lets_no_frame_in_another_way_is_offered(visit, shop):
    page = visit()
    page.goto(shop.show("en", 'data-store="zs"', frames=False))
    page.locator("[data-feedback-widget] button.open").click()
    other = page.locator("[data-feedback-widget] dialog a")
    other.wait_for()

    assert other.get_attribute("href").endswith("/feedback/?store=zs")


def test_another_website_with_the_same_key_shows_nothing(visit, shop):
    page = visit()
    address = shop.show("en")
    with serving(Shop()) as thief:
        thief.page, thief.policy = shop.page, shop.policy
        assert thief.url != address
        page.goto(thief.url)
        page.locator("[data-feedback-widget] button.open").click()
        page.locator("[data-feedback-widget] dialog a").wait_for()
    assert any("frame-ancestors" in said for said in page.complaints)


def test_a_voice_message_is_recorded_listened_to_sent_and_played(visit, shop, site):
    page = visit()
    page.context.grant_permissions(["microphone"])
    page.goto(shop.show("zh-Hant"))
    frame = opened(page)
    frame.get_by_role("button", name="錄一段語音").click()
    frame.get_by_role("button", name="停止").wait_for()
    page.wait_for_timeout(3300)
    frame.get_by_role("button", name="停止").click()
    frame.locator("audio").wait_for()
    said = frame.locator("[data-voice-said]").inner_text()
    assert violations(page.frames[1]) == []
    take_pictures(page, "widget-recorded")
    frame.get_by_role("button", name="送出").click()
    frame.locator("[data-sent]").wait_for()

    sound = Attachment.objects.get()
    assert (sound.mime, sound.is_playable) == ("audio/webm", True)
    assert sound.seconds >= 3
    assert abs(sound.seconds - int(said.partition("0:")[2][:2])) <= 1
    with page.context.expect_page() as opening:
        frame.get_by_role("link", name="開啟我的案件").click()
    case = opening.value
    case.locator("audio").scroll_into_view_if_needed()
    heard = case.locator("audio").evaluate(
        """async (audio) => {
            audio.muted = true;
            await audio.play();
            await new Promise((done) => audio.addEventListener("timeupdate", done, { once: true }));
            return [audio.error, audio.currentTime > 0];
        }"""
    )
    assert heard == [None, True]
    assert sound.length in case.locator(".recording").inner_text()
    assert violations(case) == []


# What a browser answers once its user said no; without windows it has nobody to ask.
REFUSED = """
navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
"""


@pytest.mark.parametrize("where", ["refused", "no microphone"])
def test_without_a_microphone_a_file_does_as_well(visit, where):
    page = visit()
    if where == "no microphone":
        page.add_init_script("delete window.MediaRecorder")
    else:
        page.add_init_script(REFUSED)
    page.goto("/feedback/")
    if where == "refused":
        page.get_by_role("button", name="錄一段語音").click()
        page.get_by_text("無法使用麥克風").wait_for()
    assert page.locator("[name=voice]").is_visible()
    assert_good(page)


def test_the_public_form_records_and_stops_when_it_is_sent(visit, site):
    page = visit()
    page.context.grant_permissions(["microphone"])
    page.goto("/feedback/")
    page.get_by_label("保持匿名").check()
    page.get_by_role("button", name="錄一段語音").click()
    page.get_by_role("button", name="停止").wait_for()
    assert_good(page)
    page.wait_for_timeout(2500)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")

    assert Attachment.objects.get().seconds >= 2
    assert Submission.objects.get().title == "語音留言.webm"


def test_a_recording_can_be_taken_back(visit, site):
    page = visit()
    page.context.grant_permissions(["microphone"])
    page.goto("/feedback/")
    page.get_by_role("button", name="錄一段語音").click()
    page.wait_for_timeout(1300)
    page.get_by_role("button", name="停止").click()
    page.get_by_role("button", name="刪除錄音").click()

    assert page.locator("[name=voice]").evaluate("input => input.files.length") == 0
    assert page.get_by_role("button", name="錄一段語音").is_visible()
    assert_good(page)


def test_the_poster_of_a_store_is_good_and_its_code_leads_to_its_form(visit, site, client):
    store = StoreFactory()
    client.force_login(posted(Role.CLERK, store=store))
    page = visit(width=1024, height=768)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.goto("/counter/poster/")

    assert_good(page)
    take_pictures(page, "poster")
    address = page.locator(".poster-address").inner_text()
    assert address == f"{site}/feedback/?store={store.code}"
    page.goto(address)
    assert page.locator("[name=store]").input_value() == store.code


def flood(site):
    """Fill the calm number of this machine's address, and the slow one."""
    request = RequestFactory(REMOTE_ADDR="127.0.0.1").get("/")
    for gate in (CALM, SLOW):
        for _ in range(gate.limit + 1):
            gate.admits(source_of(request), now=timezone.now())


def test_in_a_flood_the_browser_does_its_sum_by_itself_and_nothing_is_typed_again(
    visit, shop, site, take_time
):
    page = visit()
    page.goto(shop.show("en"))
    frame = opened(page)
    frame.locator("[name=text]").fill(WORDS)
    frame.locator("[name=photos]").set_input_files(PHOTO)
    take_time(seconds=3)
    flood(site)
    frame.get_by_role("button", name="Send").click()
    frame.locator("[data-sent]").wait_for()

    assert Attachment.objects.count() == RawIntake.objects.count() == 1
    assert page.complaints == []


def test_in_a_flood_the_public_form_comes_with_its_sum(visit, site, take_time):
    flood(site)
    page = visit(language="en")
    page.goto("/feedback/")
    page.get_by_text("Ready. You can send it.").wait_for()
    assert_good(page)
    page.fill("[name=text]", WORDS)
    page.get_by_label("Stay anonymous").check()
    take_time(seconds=3)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")

    assert RawIntake.objects.count() == 1
