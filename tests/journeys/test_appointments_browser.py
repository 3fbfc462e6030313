"""A customer on a phone books a time at a store, moves it and gives it back; the store looks at its day."""

import pytest
from django.utils import timezone

from cases.models import Appointment
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.organisation import posted
from tests.factories.slots import offer_at, open_store
from tests.journeys.conftest import assert_good, new_context, take_pictures, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_booked_moved_and_cancelled_on_a_phone_and_seen_by_the_store(visit, sit_down):
    store = open_store(hours=("00:00", "24:00"), address="台北市中山北路二段 1 號")
    offer_at(store, weekly={}, minutes=120, words_zh_hant="請帶相機和收據。")
    offer_at(store, "pickup", weekly={}, places=3)
    told = SubmissionFactory(store=store, conversation__opened_at=timezone.now())
    case = case_in(CaseState.IN_PROGRESS, submission=told)
    talk = case.submission.conversation
    page = visit()
    page.goto(f"/c/{talk.reference}/{talk.access_code}")
    page.get_by_role("link", name="預約到門市").click()
    _look(page, "appointment-purpose")
    page.get_by_role("link", name="維修").click()
    page.locator(".slot-list a").nth(1).click()
    _look(page, "appointment-time")
    page.locator(".slot-times button").nth(3).click()
    page.get_by_text("預約完成，我們已為您保留時段。").wait_for()
    _look(page, "appointment-booked")
    first = Appointment.objects.get().starts_at

    page.get_by_role("link", name="改期").click()
    page.locator(".slot-list a").nth(2).click()
    page.locator(".slot-times button").first.click()
    page.get_by_text("已改期，原本的時段已釋出。").wait_for()
    assert Appointment.objects.get().starts_at > first

    desk = sit_down(posted(Role.SUPERVISOR, store=store), width=1100, height=900)
    day = Appointment.objects.select_related("store__calendar").get().day
    for name, address in (
        ("day", f"appointments/?day={day}"), ("other", f"appointments/other-times/?store=zs&day={day}"),
        ("slots", "slots/"), ("offer", "slots/zs/repair/"),
        ("book", f"cases/case/{case.reference}/appointment/"),
    ):  # fmt: skip
        desk.goto(f"/admin/{address}")
        _look(desk, f"appointments-{name}")
    page.get_by_role("link", name="取消預約").click()
    page.get_by_role("button", name="是的，取消").click()
    page.get_by_text("預約已取消，謝謝您告訴我們。").wait_for()
    assert Appointment.objects.get().state == "cancelled"


def test_whoever_lives_by_another_clock_is_told_whose_time_it_is(visit, chromium, site):
    store = open_store(hours=("00:00", "24:00"))
    offer_at(store, weekly={})
    told = SubmissionFactory(store=store, conversation__opened_at=timezone.now())
    talk = case_in(CaseState.IN_PROGRESS, submission=told).submission.conversation
    words = "時間以門市當地時間為準。"
    for zone, is_said in (("Europe/London", True), ("Asia/Shanghai", False)):
        context = new_context(chromium, site, language="zh-hant", timezone_id=zone)
        page = context.new_page()
        page.goto(f"/c/{talk.reference}/{talk.access_code}")
        page.goto(f"/case/{talk.reference}/appointment/")
        page.locator(".slot-list a").nth(1).click()
        if is_said:
            page.get_by_text(words).wait_for()
            page.locator(".slot-times button").first.click()
            page.locator("#appointment", has_text=words).wait_for()
            page.get_by_text(words).wait_for()
        else:
            # What the script says of other times is there, so it has run.
            until(page, "document.querySelector('[data-zone]')")
            page.goto(f"/case/{talk.reference}/")
            until(page, "document.querySelector('time[data-exact]')")
            assert page.locator("#appointment [data-zone]").is_visible() is False
        context.close()


def _look(page, name):
    assert_good(page)
    take_pictures(page, name)
