"""A connection for texts, and whoever carries them on loopback."""

import pytest

from channels.kinds import AccountKind
from channels.models import Channel
from channels.rules.connections import connecting
from tests.channels.servers import serving
from tests.channels.texts.platform import SHOP, SID, TOKEN, FakeTwilio
from tests.doors import CommittingClient
from tests.factories.channels import NOW as MADE
from tests.factories.channels import ChannelFactory


def connected(name="Texts", **values):
    channel = ChannelFactory(code=f"sms-{Channel.objects.count()}", kind="sms")
    told = {"account_sid": SID, "auth_token": TOKEN, "sender": SHOP, **values}
    return connecting.make_account(
        channel, kind=AccountKind.SMS, name=name, values=told, actor=None, now=MADE
    )


@pytest.fixture
def account():
    return connected()


@pytest.fixture
def twilio(settings):
    platform = FakeTwilio()
    with serving(platform) as server:
        settings.TWILIO_API_URL = server.url
        platform.server = server
        yield platform


@pytest.fixture
def client():
    return CommittingClient()
