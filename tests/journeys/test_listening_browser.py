"""A manager writes a letter anew, holds a talk, and reads feedback by the Enter key alone."""

import pytest

from channels.models import LetterText, Statement
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Role
from reports.models import ReadMark
from tests.factories.organisation import posted
from tests.journeys.conftest import assert_good, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_letters_talks_and_reading(sit_down, site):
    person: User = posted(Role.ADMINISTRATOR)
    page = sit_down(person, width=1440, height=900)

    page.goto("/admin/letters/")
    assert_good(page)
    take_pictures(page, "letters")
    page.goto("/admin/letters/write/received/zh-hant/")
    page.locator("[name=subject]").fill("收到了 {{ secret }}")
    page.locator("form.letter-writing button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert_good(page)
    page.locator("[name=subject]").fill("收到了 {{ reference }}")
    page.locator("form.letter-writing button[type=submit]").click()
    page.get_by_text("收到了 FB-7K3M-92QX").first.wait_for()
    assert_good(page)
    take_pictures(page, "letter")
    page.locator("form[action$='/publish/'] button").click()
    page.locator("form[action$='/retire/']").wait_for()
    assert LetterText.objects.get().state == "live"

    page.goto("/admin/talks/")
    page.locator("[name=subject]").fill("櫃檯等候")
    page.locator("[name=participants]").fill("P1，約 40 歲\nP2，學生")
    page.locator("[name=has_consent]").check()
    assert_good(page)
    page.locator(".talk-form button[type=submit]").click()
    page.locator("[name=text]").fill("取件要等二十分鐘。")
    assert_good(page)
    take_pictures(page, "talk")
    page.locator(".talk-form button[type=submit]").click()
    page.locator(".talk-said").wait_for()
    assert Statement.objects.count() == 1

    page.goto("/admin/listening/")
    assert_good(page)
    take_pictures(page, "listening")
    page.locator("a[href='/admin/listening/read/']").click()
    page.get_by_text("取件要等二十分鐘。").wait_for()
    assert_good(page)
    take_pictures(page, "read")
    # Fresh, as its reader gets it: looking at it in all colours and widths may have taken the focus.
    page.reload()
    page.locator("button[autofocus]:focus").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert ReadMark.objects.get().reader == person
