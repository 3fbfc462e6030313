"""A connection is set up and a follower's case is worked in a real browser; both are good for everybody."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from cases.models import Case
from cases.rules.assignment import assigning
from cases.rules.openings import opening
from channels.models import ChannelAccount, Conversation, Outgoing
from channels.rules.files import errands
from channels.rules.outbox import delivery
from feedback_site.organisation.roles import Role
from tests.channels.messengers.conftest import *  # noqa: F403 the connections and their other sides
from tests.channels.messengers.conftest import WEBHOOK_SECRET
from tests.channels.messengers.platforms import line_event, line_message, post_line
from tests.channels.messengers.test_answers import with_mail
from tests.channels.messengers.test_errands import M4A
from tests.channels.servers import Said
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted
from tests.journeys.conftest import arrive, assert_good, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(width, scheme) for width in (390, 1440) for scheme in ("light", "dark")]


def judged(page, name):
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        # Nothing but colours is other in the dark.
        assert_good(page, only="color-contrast" if scheme == "dark" else None)
    take_pictures(page, name)


def test_another_messenger_is_connected_and_its_fields_are_mapped(sit_down):
    channel = ChannelFactory(code="telegram", kind="webhook", name_zh_hant="Telegram")
    page = sit_down(posted(Role.ADMINISTRATOR), width=1440, height=900)
    page.goto("/admin/channels/channelaccount/add/?kind=webhook")
    page.fill("[name=name]", "Telegram 客服")
    page.select_option("[name=channel]", str(channel.pk))
    page.fill("[name=secret]", WEBHOOK_SECRET)
    with page.expect_navigation():
        page.locator("[name=_continue]").click()
    account = ChannelAccount.objects.get()
    assert page.locator("#callback-address").inner_text() == account.callback_url
    judged(page, "connection")

    page.locator(".account-steps a").click()
    example = '{"message": {"words": "相片偏黃"},\n "from": {"id": 7}}'
    page.fill("[name=text_path]", "/message/words")
    page.fill("[name=example]", example)
    with page.expect_navigation():
        page.locator("[name=preview]").click()
    assert "相片偏黃" in page.locator("dl.facts").inner_text()
    judged(page, "mapping")
    with page.expect_navigation():
        page.locator("[name=save]").click()

    account.refresh_from_db()
    assert account.values["text_path"] == "/message/words"
    assert account.secrets()["secret"] == WEBHOOK_SECRET


def test_a_follower_of_line_is_answered_from_the_case_page(sit_down, line, line_server):
    agent, browser = posted(Role.AGENT), Client()
    photo = BytesIO()
    Image.new("RGB", (400, 300), "#e8b04a").save(photo, "JPEG")
    line_server.content |= {
        "p1": Said(200, photo.getvalue(), {"Content-Type": "image/jpeg"}),
        "v1": Said(200, M4A, {"Content-Type": "audio/x-m4a"}),
    }
    post_line(browser, line, line_message("在中山店沖印的相片整批偏黃 😢", message_id="t1"))
    for kind, identifier in (("image", "p1"), ("audio", "v1"), ("image", "late")):
        message = {"type": kind, "id": identifier, "contentProvider": {"type": "line"}}
        post_line(browser, line, line_event("message", message=message))
    post_line(browser, line, line_message("我的訂單是 A-1", message_id="t2"))
    post_line(browser, line, line_message("傳錯了", message_id="t3"))
    post_line(browser, line, line_event("unsend", unsend={"messageId": "t3"}))
    line_server.content["late"] = Said(202)
    errands.run_errands(now=timezone.now(), limit=20)
    opening.open_waiting(now=timezone.now(), limit=10)
    case = Case.objects.get()
    assigning.claim_case(case.pk, actor=agent, now=timezone.now())

    page = sit_down(agent, width=1440, height=900)
    arrive(page, f"/admin/cases/case/{case.reference}/")
    assert page.locator(".recording audio").count() == 1
    assert page.locator(".print img").count() == 1
    page.keyboard.press("r")
    page.keyboard.type("您好，我們今天就重印。")
    with page.expect_navigation():
        page.locator(".composer-customer button[type=submit]:not([data-solves])").click()
    delivery.sweep(now=timezone.now(), limit=10)
    assert any(
        "我們今天就重印" in sent["messages"][0]["text"]
        for sent in (*line_server.replies, *line_server.pushes.values())
    )

    # Later LINE is closed, and the next answer goes by mail: the page says so.
    with_mail(Conversation.objects.get())
    arrive(page, f"/admin/cases/case/{case.reference}/")
    page.fill("#dialog-text-customer", "重印好了，請來取件。")
    with page.expect_navigation():
        page.locator(".composer-customer button[type=submit]:not([data-solves])").click()
    line_server.trouble = [Said.of({"message": "You have reached your monthly limit."}, 429)]
    later = timezone.now() + timedelta(minutes=5)
    for _ in range(2):
        delivery.sweep(now=later, limit=10)
    assert Outgoing.objects.latest("pk").instead_of == "line"
    arrive(page, f"/admin/cases/case/{case.reference}/")
    assert "LINE 無法送達，已改寄電子郵件" in page.locator(".said-list").inner_text()
    assert "傳錯了" not in page.content()
    judged(page, "line-case")
