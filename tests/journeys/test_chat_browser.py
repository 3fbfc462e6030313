"""A chat in two browsers: the machine answers, a person takes over, the line drops, the case stays."""

import time

import pytest
from playwright.sync_api import expect

from cases.models import Case
from channels import chat_streams
from channels.kinds import Direction
from channels.models import Chat, Message, RawIntake
from feedback_site.organisation.roles import Role
from tests.channels.chats.chatting import library, suggestion
from tests.factories.organisation import posted
from tests.journeys.conftest import OLD_IOS, assert_good, take_pictures, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_follows_on(site, monkeypatch):
    """That a window is gone shows at the next sign of life; until then its stream looks at the database."""
    monkeypatch.setattr(chat_streams, "BEAT_EVERY", 0.5)
    yield
    ends = time.monotonic() + 120
    while chat_streams._taken:
        assert time.monotonic() < ends, "a chat is still followed"
        time.sleep(0.05)


def say(page, text):
    page.locator("#chat-text").fill(text)
    page.locator("#chat-text").press("Enter")


def test_a_customer_and_a_colleague_chat(visit, sit_down):
    agent = posted(Role.AGENT)
    desk = sit_down(agent, width=1440, height=900, language="en")
    desk.goto("/admin/chats/")
    desk.get_by_role("button", name="I take chats").click()
    customer = visit()
    customer.goto("/chat/")
    assert_good(customer)
    before = customer.locator("[data-chat-before]")
    expect(before).to_be_visible()

    with library(suggestion()):
        say(customer, "相片偏黃怎麼辦？")
        # Who was there before says nothing of now.
        expect(before).to_have_count(0)
        source = customer.locator(".chat-source a")
        expect(source).to_have_attribute("href", "/help/1/")
        assert_good(customer)
        take_pictures(customer, "chat-answered")
        customer.locator('button[value="no"]').click()
        expect(customer.locator(".reference")).to_be_visible()

    waiting = desk.get_by_role("button", name="Take on")
    expect(waiting).to_be_visible()
    assert_good(desk)
    take_pictures(desk, "chats-board")
    waiting.click()
    desk.get_by_role("button", name="Greeting").click()
    desk.get_by_role("button", name="Send").click()
    expect(customer.locator(".chat-person .chat-text")).to_contain_text(str(agent))

    # What is written while the line is down is sent when it is back, and once.
    customer.context.set_offline(True)
    say(customer, "那什麼時候好？")
    expect(customer.locator("[data-chat-said]")).not_to_be_empty()
    customer.context.set_offline(False)
    expect(desk.locator(".chat-customer", has_text="那什麼時候好")).to_be_visible()
    expect(customer.locator(".chat-customer", has_text="那什麼時候好")).to_have_count(1)
    assert Message.objects.filter(text="那什麼時候好？").count() == 1
    assert_good(customer)
    assert_good(desk)
    take_pictures(customer, "chat-person")
    take_pictures(desk, "chat-desk")

    desk.get_by_role("button", name="End the chat").click()
    case = Case.objects.get()
    desk.wait_for_url(f"**/{case.reference}/")
    expect(customer.locator('button[value="again"]')).to_be_visible()
    assert_good(customer)
    case.refresh_from_db()  # it was read while the button was still at work
    assert (Chat.objects.get().ending, case.owner_id) == ("closed", agent.pk)


def test_without_javascript_a_chat_is_a_page_that_is_asked_again(visit):
    page = visit(scripts=False, language="en")
    page.goto("/chat/")
    page.locator("#chat-text").fill("I want to talk to a person")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("log")).to_contain_text("I want to talk to a person")
    expect(page.get_by_text("Nobody takes chats right now.")).to_be_visible()
    page.get_by_role("link", name="Look for an answer").click()
    expect(page.locator(".reference-value").first).to_have_text(Case.objects.get().reference)


def answered_late(route):
    answer = route.fetch()
    time.sleep(2)
    route.fulfill(response=answer)


def test_a_way_to_be_reached_that_is_none_is_said_where_it_was_typed(visit):
    page = visit(language="en")
    # A phone of some years ago does not say what was pressed, nor send a form by a script.
    page.add_init_script(OLD_IOS)
    page.goto("/chat/")
    say(page, "hello")
    page.locator("[data-line]", has_text="hello").first.wait_for()
    page.locator('button[value="person"]').click()
    page.locator("#chat-contact").fill("mei@")

    page.locator("[data-chat-contact] button").click()

    wrong = page.locator(
        "[data-chat-contact] [role=alert]", has_text="One looks like name@example.com."
    )
    wrong.wait_for()
    assert page.evaluate("document.activeElement.id") == "chat-contact"
    assert page.input_value("#chat-contact") == "mei@"
    assert page.locator("[data-chat-refusal]").inner_text() == ""
    assert_good(page)
    # The news of it may be here before the answer to the press.
    page.route("**/chat/contact/", answered_late)
    page.locator("#chat-contact").fill("mei@example.com")
    page.keyboard.press("Enter")
    wrong.wait_for(state="detached")
    until(page, "!document.getElementById('chat-contact')")
    page.locator('button[value="end"]').click()
    page.locator('button[value="again"]').wait_for()
    assert Chat.objects.get().ending == "left"


def test_lines_of_a_chat_written_while_one_got_lost_arrive_in_their_order(visit):
    page = visit(language="en")
    page.goto("/chat/")
    say(page, "hello")
    page.locator("[data-line]", has_text="hello").first.wait_for()
    dropped = []

    def drop_the_first(route):
        if "first" in (route.request.post_data or "") and not dropped:
            dropped.append(route)
            return route.abort()
        return route.continue_()

    page.route("**/chat/say/", drop_the_first)
    for words in ("first", "second", "third"):
        say(page, words)
    page.get_by_text("The line is down.").wait_for()

    page.locator("[data-line]", has_text="third").wait_for()
    page.locator("[data-line]", has_text="first").wait_for()
    texts = (
        Message.objects.filter(direction=Direction.INBOUND)
        .order_by("pk")
        .values_list("text", flat=True)
    )
    assert list(texts) == ["hello", "first", "second", "third"]


def test_photographs_too_large_for_a_chat_are_refused_in_words(visit, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    page = visit(language="en")
    page.goto("/chat/")
    page.locator(".chat-add summary").click()
    page.set_input_files(
        "[name=photos]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\0" * 150_000}
    )
    page.fill("#chat-text", "look at this")

    page.keyboard.press("Enter")

    page.locator("[data-chat-refusal]", has_text="Too large to send at once").wait_for()
    assert page.input_value("#chat-text") == "look at this"
    assert page.evaluate("document.querySelector('[name=photos]').files.length") == 1
    assert not RawIntake.objects.exists()


def test_a_photograph_that_is_gone_holds_up_no_later_line_of_a_chat(visit, tmp_path):
    page = visit(language="en")
    page.goto("/chat/")
    say(page, "hello")
    page.locator("[data-line]", has_text="hello").first.wait_for()
    photo = tmp_path / "gone.jpg"
    photo.write_bytes(b"0" * 99)
    page.locator(".chat-add summary").click()
    page.set_input_files("[name=photos]", photo)
    photo.unlink()

    say(page, "look at this")

    until(page, "document.querySelector('[data-chat-refusal]').textContent.includes('not taken')")
    assert page.input_value("#chat-text") == "look at this"
    page.locator(".photo-list .close").click()
    say(page, "without it")
    page.locator("[data-line]", has_text="without it").first.wait_for()
