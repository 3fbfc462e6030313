"""A manager sees at a glance which channel needs somebody, and says that they are at it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels.models import Channel, ChannelAlarm, ChannelCounter, ChannelHour
from channels.rules.monitoring import watching
from feedback_site.organisation.roles import Role
from tests.factories.cases import RawIntakeFactory
from tests.factories.organisation import posted
from tests.journeys.conftest import assert_good, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


def lived(code, *, a_day, silent_for=timedelta()):
    """Forty days of items by day, more at noon, until it fell silent."""
    channel, now = Channel.objects.get(code=code), timezone.now()
    end = (now - silent_for).replace(minute=0, second=0, microsecond=0)
    hours = [end - HOUR * n for n in range(40 * 24)]
    ChannelHour.objects.bulk_create(
        ChannelHour(channel=channel, hour=hour, items=max(1, a_day // 12 + hour.day % 3))
        for hour in hours
        if 1 <= hour.hour < 13
    )
    ChannelCounter.objects.update_or_create(
        channel=channel, defaults={"last_seq": 0, "last_received_at": now - silent_for}
    )


def test_at_a_glance_then_at_it(sit_down, site):
    manager = posted(Role.MANAGER)
    Channel.objects.filter(code="web").update(owner=manager)
    lived("web", a_day=60)
    lived("counter", a_day=24)
    lived("mail", a_day=48, silent_for=timedelta(days=2))
    RawIntakeFactory(
        channel=Channel.objects.get(code="web"), state="failed", disposition="", accounted_at=None
    )
    watching.watch(now=timezone.now())
    page = sit_down(manager, width=1440, height=900)

    page.goto("/admin/")
    page.get_by_role("link", name="我負責的管道有警報").or_(
        page.locator("a.desk-tile[href='/admin/channels/health/']")
    ).first.click()
    first = page.locator(".channel-card").first
    assert "電子郵件" in first.inner_text()
    assert page.locator(".channel-card-wrong").count() == 2
    assert_good(page)
    take_pictures(page, "channel-health")

    note = first.get_by_role("textbox")
    note.focus()
    page.keyboard.type("已聯絡郵件服務商")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "已聯絡郵件服務商" in page.locator(".channel-card").first.inner_text()
    assert ChannelAlarm.objects.get(kind="silent").acknowledged_by == manager
    page.set_viewport_size({"width": 390, "height": 844})
    assert_good(page)
