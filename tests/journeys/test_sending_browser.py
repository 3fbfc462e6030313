"""What goes wrong while something is sent: mistakes, dead lines, large files, going back, two windows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from cases.states import CaseState
from channels.models import Attachment, Message, RawIntake, Submission
from channels.views import floods
from feedback_site.floods.gates import source_at
from feedback_site.organisation.roles import Role
from tests.channels.rules.files.test_attaching import picture
from tests.doors import enter
from tests.factories.cases import case_in
from tests.factories.organisation import StoreFactory, posted
from tests.factories.quotes import open_quote
from tests.journeys.conftest import OLD_IOS, assert_good, lend_session, until

pytestmark = pytest.mark.browser
WORDS = "婚禮相片整批偏黃，請重印。"
PHOTO = {"name": "print.png", "mimeType": "image/png", "buffer": picture("PNG")}
SEND = "form.feedback button[type=submit]"
REPLY = ".reply button[type=submit]"


def large(name, megabytes):
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"\0" * (megabytes * 1024 * 1024)}


def filled(page, **fields):
    page.goto("/feedback/")
    page.fill("[name=text]", WORDS)
    page.set_input_files("[name=photos]", PHOTO)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)


def drop_once(page, pattern):
    """Let one POST reach the server, and its answer get lost."""
    lost = []

    def drop(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            return route.abort()
        return route.continue_()

    page.route(pattern, drop)
    return lost


def test_a_mistake_costs_neither_photograph_nor_recording(visit, site, take_time):
    page = visit()
    page.context.grant_permissions(["microphone"])
    filled(page, email="mei@")
    page.locator("[data-voice-record]").click()
    # Stopped before there was a sound, there would be nothing to send.
    until(page, "document.querySelector('.voice-tools .btn-danger')?.textContent.endsWith('0:02')")
    page.locator("[data-voice-input] .btn-danger").click()
    page.locator("[data-voice-input] audio").wait_for()
    take_time(seconds=3)

    page.locator(SEND).click()

    page.locator(".error-summary").wait_for()
    until(page, "document.activeElement.className === 'error-summary'")
    assert page.locator("#id_email").get_attribute("aria-invalid") == "true"
    assert page.locator("#id_email_error").is_visible()
    # Each is described by what stands there: its hint, and what is wrong with it.
    dangling = """[...document.querySelectorAll("form.feedback [aria-describedby]")]
      .flatMap(field => field.getAttribute("aria-describedby").split(" "))
      .filter(id => !document.getElementById(id))"""
    assert "id_email_error" in page.get_attribute("#id_email", "aria-describedby")
    assert page.get_attribute("#id_photos", "aria-describedby") == "id_photos_helptext"
    assert page.evaluate(dangling) == []
    assert_good(page)
    page.fill("[name=email]", "")
    page.fill("[name=phone]", "x")
    page.locator(SEND).click()
    until(page, "document.getElementById('id_phone_error')?.checkVisibility()")
    assert "id_email_error" not in (page.get_attribute("#id_email", "aria-describedby") or "")
    assert page.evaluate(dangling) == []
    page.fill("[name=phone]", "")
    page.fill("[name=email]", "mei@example.com")
    page.locator(SEND).click()
    page.wait_for_url("**/feedback/done/")
    assert Submission.objects.get().text == WORDS
    assert Attachment.objects.count() == 2


def test_a_form_whose_answer_is_lost_or_that_is_pressed_twice_is_one_case(visit, site, take_time):
    page = visit(language="en")
    filled(page, email="mei@example.com")
    lost = drop_once(page, "**/feedback/")
    take_time(seconds=3)

    page.locator(SEND).dblclick()

    page.get_by_text("The line is down.").wait_for()
    page.wait_for_url("**/feedback/done/")
    assert len(lost) == 1
    assert RawIntake.objects.count() == 1


def test_while_a_form_waits_for_the_line_its_words_stay_those_that_are_sent(visit, site, take_time):
    page = visit(language="en")
    filled(page, email="mei@")
    drop_once(page, "**/feedback/")
    take_time(seconds=3)

    page.locator(SEND).click()
    page.get_by_text("The line is down.").wait_for()
    page.focus("[name=text]")
    page.keyboard.type("and this")

    assert page.input_value("[name=text]") == WORDS
    page.locator(".error-summary").wait_for()
    page.focus("[name=text]")
    page.keyboard.press("End")
    page.keyboard.type("and this")
    assert page.input_value("[name=text]") == f"{WORDS}and this"


def test_while_a_form_waits_for_the_line_choices_and_files_stay_those_that_are_sent(
    visit, site, take_time
):
    page = visit(language="en")
    filled(page, email="mei@")
    until(page, "document.querySelectorAll('.photo-name').length === 1")
    drop_once(page, "**/feedback/")
    take_time(seconds=3)

    page.locator(SEND).click()
    page.get_by_text("The line is down.").wait_for()
    page.get_by_label("Refund").click(force=True)
    page.locator(".photo-list .close").click(force=True)
    page.locator("[name=is_anonymous]").click(force=True)
    page.focus("[name=store]")
    page.keyboard.press("ArrowDown")

    held = """() => {
      const { elements } = document.querySelector("form.feedback");
      const { remedy, photos, is_anonymous: anonymous, store } = elements;
      return [remedy.value, photos.files.length, anonymous.checked, store.selectedIndex];
    }"""
    assert page.evaluate(held) == ["", 1, False, 0]
    page.locator(".error-summary").wait_for(timeout=30_000)
    page.get_by_label("Refund").click(force=True)
    page.locator(".photo-list .close").click()
    assert page.evaluate(held) == ["refund", 0, False, 0]


def test_on_an_older_phone_a_form_that_records_is_sent_by_one_press(visit, site, take_time):
    page = visit(language="en")
    page.add_init_script(OLD_IOS)
    page.context.grant_permissions(["microphone"])
    filled(page, email="mei@example.com")
    page.locator("[data-voice-record]").click()
    until(page, "document.querySelector('.voice-tools .btn-danger')?.textContent.endsWith('0:02')")
    take_time(seconds=3)

    page.locator(SEND).click()

    page.wait_for_url("**/feedback/done/")
    assert Attachment.objects.count() == 2
    assert page.complaints == []


def test_on_an_older_phone_a_form_that_is_held_up_by_a_sum_goes_on_by_itself(
    visit, site, take_time
):
    page = visit(language="en")
    page.add_init_script(OLD_IOS)
    filled(page, email="mei@example.com")
    # A window begins, so that none ends within the test.
    take_time(seconds=3 + floods.CALM.opens_in(timezone.now()))
    for gate in (floods.CALM, floods.SLOW):
        for _ in range(gate.limit):
            assert gate.admits(source_at("127.0.0.1"), now=timezone.now())
    asked = []
    page.on("response", lambda answer: asked.append(answer.status))

    page.locator(SEND).click()

    page.wait_for_url("**/feedback/done/")
    assert 429 in asked
    assert page.complaints == []


def test_a_photograph_that_is_gone_is_no_line_that_is_down(visit, site, take_time, tmp_path):
    page = visit(language="en")
    filled(page, email="mei@example.com")
    photo = tmp_path / "gone.png"
    photo.write_bytes(picture("PNG"))
    page.set_input_files("[name=photos]", photo)
    until(page, "document.querySelectorAll('.photo-name').length === 2")
    photo.unlink()
    take_time(seconds=3)

    page.locator(SEND).click()

    until(page, "document.querySelector('.error-summary')?.textContent.includes('was not taken')")
    assert page.locator("[data-send-said]").inner_text() == ""
    assert page.input_value("[name=text]") == WORDS
    page.locator(".photo-list .close").last.click()
    page.locator(SEND).click()
    page.wait_for_url("**/feedback/done/")
    assert Attachment.objects.count() == 1


def test_back_after_sending_the_form_is_empty_and_nothing_is_told_twice(visit, site, take_time):
    page = visit()
    filled(page, email="mei@")
    take_time(seconds=3)
    page.locator(SEND).click()
    page.locator(".error-summary").wait_for()
    page.fill("[name=email]", "mei@example.com")
    page.locator(SEND).click()
    page.wait_for_url("**/feedback/done/")

    page.go_back()

    page.wait_for_url("**/feedback/")
    until(page, "document.querySelector('[name=text]').value === ''")
    take_time(seconds=3)
    page.locator(SEND).click()
    page.locator(".error-summary").wait_for()
    assert RawIntake.objects.count() == 1


def test_files_that_are_too_large_are_said_so_before_they_are_sent(visit, site):
    page = visit(language="en")
    page.goto("/feedback/")

    page.set_input_files("[name=photos]", [large("huge.jpg", 11), PHOTO, large("a.jpg", 9)])

    page.get_by_text("“huge.jpg” is larger than 10 MB.").wait_for()
    names = "[...document.querySelector('[name=photos]').files].map(file => file.name)"
    assert page.evaluate(names) == ["print.png", "a.jpg"]
    page.set_input_files("[name=photos]", [large("b.jpg", 9), large("c.jpg", 9)])
    page.get_by_text("Together these are larger than 25 MB.").wait_for()
    assert page.evaluate(names) == ["print.png", "a.jpg", "b.jpg"]
    assert_good(page)


# What stands where the browser has its own words for a file input, in its own language.
SHOWN = """() => {
  const input = document.querySelector("[name=photos]");
  return [getComputedStyle(input).opacity, input.nextElementSibling.checkVisibility()];
}"""

LOWEST = """links => Math.min(...[...document.querySelectorAll(links)]
  .map(link => link.getBoundingClientRect().height))"""


def test_photographs_are_chosen_by_a_button_in_the_pages_language(visit, site):
    page = visit(width=320)
    page.goto("/feedback/")

    assert page.evaluate(SHOWN) == ["0", True]
    assert page.locator(".file-button").first.inner_text().strip() == "選擇照片"
    # What is pressed is the browser's own input, over all of the button.
    sizes = "[...document.querySelector('.photo-input .file-add').children].map(one => {"
    sizes += " const { width, height } = one.getBoundingClientRect(); return [width, height]; })"
    (width, height), button = page.evaluate(sizes)
    assert [width, height] == button
    assert height >= 44
    with page.expect_file_chooser() as choosing:
        page.locator("[name=photos]").click(position={"x": width - 4, "y": height - 4})
    choosing.value.set_files(PHOTO)
    until(page, "document.querySelector('.photo-name')?.textContent === 'print.png'")
    page.focus("[name=order_number]")
    page.focus("[name=photos]")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    ring = "getComputedStyle(document.querySelector('.photo-input .file-button')).outlineStyle"
    assert page.evaluate("document.activeElement.name") == "photos"
    assert page.evaluate(ring) == "solid"
    assert_good(page)


def test_without_scripts_or_the_list_of_what_is_chosen_the_browsers_own_words_stand(visit, site):
    page = visit(scripts=False)
    page.goto("/feedback/")
    assert page.locator(".file-button").first.is_visible() is False
    assert page.locator("[name=photos]").bounding_box()["width"] > 200

    page = visit()
    page.route("**/photo_input*.js", lambda route: route.abort())
    page.goto("/feedback/")
    page.focus("[name=photos]")

    until(page, "!document.querySelector('.photo-input .file-add')")
    assert page.evaluate(SHOWN) == ["1", False]


def test_a_recording_that_is_chosen_as_a_file_is_named(visit, site):
    page = visit()
    page.add_init_script("delete window.MediaRecorder")
    page.goto("/feedback/")

    page.set_input_files(
        "[name=voice]", {"name": "words.m4a", "mimeType": "audio/mp4", "buffer": b"0"}
    )

    until(page, "document.querySelector('[data-voice-chosen]').textContent === 'words.m4a'")
    assert page.locator(".voice-input .file-button").inner_text().strip() == "選擇錄音檔"
    assert_good(page)


def test_a_recording_without_a_sound_is_none(visit, site):
    page = visit(language="en")
    page.context.grant_permissions(["microphone"])
    # A microphone that gives nothing before it is stopped, as a slow phone's may.
    page.add_init_script(
        "MediaRecorder.prototype.start = function () {"
        " Object.defineProperty(this, 'state', { value: 'recording', configurable: true }); };"
        "MediaRecorder.prototype.stop = function () {"
        " delete this.state; this.dispatchEvent(new Event('stop')); };"
    )
    page.goto("/feedback/")
    page.locator("[data-voice-record]").click()
    page.locator("[data-voice-input] .btn-danger").click()

    until(page, "document.querySelector('[data-voice-said]').textContent.startsWith('Nothing was')")
    assert page.evaluate("document.querySelector('[name=voice]').files.length") == 0
    assert page.evaluate("document.activeElement.matches('[data-voice-record]')")
    assert page.locator(".voice-tools > *").count() == 0


@pytest.fixture
def customer(visit, client, site, db):
    """A customer on the page of their case."""

    def coming(**options):
        conversation = case_in(CaseState.IN_PROGRESS).submission.conversation
        conversation.access_expires_at = timezone.now() + timedelta(days=9)
        conversation.save()
        path = enter(client, conversation)
        page = visit(**options)
        lend_session(page.context, client, site)
        page.goto(path)
        return page, path

    return coming


def test_a_reply_in_an_ended_session_says_that_nothing_was_sent_and_is_kept(customer):
    page, path = customer(language="en")
    page.fill(".reply [name=text]", WORDS)
    other = page.context.new_page()
    other.goto(path)
    other.locator("form[action$='/leave/'] button").click()
    other.wait_for_url("**/case/")

    page.locator(REPLY).click()

    page.wait_for_url("**/case/?reference=*")
    page.get_by_text("Nothing was sent yet").wait_for()
    assert page.input_value("[name=reference]")
    # Opened again in another window, it is there for whoever goes back as well: it was not sent.
    case = Case.objects.get()
    other.goto(f"/c/{case.reference}/{case.submission.conversation.access_code}")
    other.wait_for_url(f"**{path}")
    page.go_back()
    page.wait_for_url(f"**{path}")
    until(page, "text => document.querySelector('.reply [name=text]')?.value === text", WORDS)
    assert Message.objects.filter(text=WORDS).count() == 0
    page.goto(f"/c/{case.reference}/{case.submission.conversation.access_code}")
    until(page, "text => document.querySelector('.reply [name=text]').value === text", WORDS)


def test_what_is_typed_on_a_page_of_its_own_lives_through_a_language_and_an_ended_session(customer):
    page, path = customer()
    kept = "([name, text]) => document.querySelector(`main [name=${name}]`)?.value === text"
    page.goto(f"{path}somebody-else/")
    page.fill("[name=words]", WORDS)
    page.locator(".languages button[lang=en]").click()
    page.get_by_role("button", name="Ask for somebody else").wait_for()
    until(page, kept, ["words", WORDS])
    other = page.context.new_page()
    other.goto(path)
    other.locator("form[action$='/leave/'] button").click()
    other.wait_for_url("**/case/")

    page.get_by_role("button", name="Ask for somebody else").click()

    page.get_by_text("Nothing was sent yet").wait_for()
    case = Case.objects.get()
    page.goto(f"/c/{case.reference}/{case.submission.conversation.access_code}")
    page.goto(f"{path}somebody-else/")
    until(page, kept, ["words", WORDS])
    page.get_by_role("button", name="Ask for somebody else").click()
    page.wait_for_url(f"**{path}")
    # What was taken is no draft any more.
    until(page, "!Object.keys(sessionStorage).some(key => key.startsWith('draft:asked-'))")


def test_on_paper_the_steps_that_are_done_differ_from_those_to_come(customer):
    page, _path = customer()

    page.emulate_media(media="print")

    # Printers leave out grounds, and with them went the white ticks in the circles of what is done.
    kept = "getComputedStyle(document.querySelector('.step-done .step-mark')).printColorAdjust"
    assert page.evaluate(kept) == "exact"


@pytest.mark.parametrize("scripts", [True, False])
def test_after_a_mistake_the_language_can_be_changed_and_the_page_reloaded(customer, scripts):
    page, path = customer(scripts=scripts)
    page.locator(REPLY).click()
    page.locator(".error-summary").wait_for()

    page.locator(".languages [value=en]").click()

    page.wait_for_url(f"**{path}")
    page.get_by_role("heading", name="What has happened").wait_for()


def test_links_to_quotes_are_high_enough_for_a_thumb(customer):
    page, path = customer()
    case = Case.objects.get()
    open_quote(case, by=case.owner)
    page.goto(path)

    assert page.evaluate(LOWEST, ".quote-links a") >= 24


def test_a_quote_is_read_on_a_folded_phone_or_with_letters_twice_as_large(customer):
    page, path = customer(width=280)
    case = Case.objects.get()
    open_quote(case, by=case.owner)

    page.goto(path)

    widest = "document.querySelector('.quote-lines tbody td').getBoundingClientRect().width"
    assert page.evaluate(widest) > 180
    assert_good(page)


def test_a_clerk_goes_back_after_a_mistake_and_a_slip(sit_down, take_time):
    page = sit_down(posted(Role.CLERK, store=StoreFactory()), width=1024, height=768)
    page.goto("/counter/")
    page.fill("[name=phone]", "0912345678")
    page.keyboard.press("Control+Enter")
    page.locator(".counter-errors:not([hidden])").wait_for()
    # With what is wrong above it, all of it still stands on one screen.
    assert page.evaluate(
        "document.querySelector('.entry-wants').getBoundingClientRect().bottom"
        " <= document.querySelector('.entry-foot').getBoundingClientRect().top"
    )
    assert page.evaluate(LOWEST, ".counter-errors:not([hidden]) a") >= 24
    assert page.evaluate(SHOWN) == ["0", True]
    page.fill("[name=text]", WORDS)
    take_time(seconds=3)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/slip/**")

    page.go_back()

    page.wait_for_url("**/counter/")
    page.locator("#counter-entry").wait_for()
    assert RawIntake.objects.count() == 1
