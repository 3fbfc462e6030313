"""Connections to messengers whose servers are fakes on loopback that speak the documented protocols."""

import pytest
from django.utils import timezone

from channels.kinds import AccountKind
from channels.models import Channel
from channels.rules.connections import connecting
from tests.channels.messengers.platforms import FakeLine, FakeShop, FakeWeChat
from tests.channels.servers import serving
from tests.factories.channels import ChannelFactory

TOKEN, AES_KEY, APP_ID = (
    "callback-token",
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "wx0123456789",
)
LINE_SECRET, LINE_TOKEN = "line-channel-secret", "line-access-token"
WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def connected(kind, name="Connection", **values):
    channel = ChannelFactory(code=f"{kind}-{Channel.objects.count()}", kind=kind)
    return connecting.make_account(
        channel, kind=kind, name=name, values=values, actor=None, now=timezone.now()
    )


@pytest.fixture
def wechat():
    return connected(
        AccountKind.WECHAT, app_id=APP_ID, app_secret="app-secret", token=TOKEN, aes_key=AES_KEY
    )


@pytest.fixture
def plain_wechat():
    return connected(
        AccountKind.WECHAT, name="Plain", app_id=APP_ID, app_secret="app-secret", token=TOKEN
    )


@pytest.fixture
def line():
    return connected(AccountKind.LINE, channel_secret=LINE_SECRET, access_token=LINE_TOKEN)


@pytest.fixture
def webhook():
    return connected(AccountKind.WEBHOOK, secret=WEBHOOK_SECRET)


@pytest.fixture
def wechat_server(settings):
    platform = FakeWeChat(APP_ID, "app-secret")
    with serving(platform) as server:
        settings.WECHAT_API_URL = server.url
        platform.server = server
        yield platform


@pytest.fixture
def line_server(settings):
    platform = FakeLine(LINE_TOKEN)
    with serving(platform) as server:
        settings.LINE_API_URL = settings.LINE_DATA_URL = server.url
        platform.server = server
        yield platform


@pytest.fixture
def shop_server(settings):
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    platform = FakeShop()
    with serving(platform) as server:
        platform.server = server
        yield platform
