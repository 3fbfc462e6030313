"""Numbers for a machine that watches: only with the token, and in its format."""

import re

import pytest
from django.utils import timezone

from channels.models import Channel, ChannelAlarm, ChannelCounter
from tests.factories.cases import RawIntakeFactory
from tests.factories.channels import ChannelFactory

pytestmark = pytest.mark.django_db
LINE = re.compile(r'[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+')


@pytest.fixture
def asked(client, settings):
    settings.METRICS_TOKEN = "long-token"
    return lambda: client.get("/metrics", headers={"Authorization": "Bearer long-token"})


@pytest.mark.parametrize(
    ("token", "given"), [("", "Bearer "), ("", ""), ("a", "Bearer b"), ("a", ""), ("a", "Bearer é")]
)
def test_without_the_token_there_is_no_such_page(client, settings, token, given):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_items_troubles_and_alarms(asked):
    Channel.objects.update(is_active=False)
    channel = ChannelFactory(code="post")
    ChannelCounter.objects.create(channel=channel, last_seq=7, last_received_at=timezone.now())
    RawIntakeFactory(channel=channel, state="failed", disposition="", accounted_at=None)
    ChannelAlarm.objects.create(channel=channel, kind="failed", raised_at=timezone.now())

    answer = asked()

    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert all(line.startswith("# ") or LINE.fullmatch(line) for line in lines)
    assert 'feedback_channel_items_total{channel="post"} 7' in lines
    assert 'feedback_channel_trouble{channel="post",kind="failed"} 1' in lines
    assert 'feedback_channel_trouble{channel="post",kind="silent"} 0' in lines
    assert 'feedback_channel_trouble_items{channel="post",kind="failed"} 1' in lines
    assert "feedback_channel_alarms 1" in lines
    assert 'feedback_outbox_messages{state="dead"} 0' in lines


@pytest.mark.parametrize("channels", [1, 30])
def test_it_costs_the_same_however_many_channels(asked, statements, channels):
    for _ in range(channels):
        ChannelFactory()

    with statements(10):
        asked()
