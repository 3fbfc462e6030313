"""System checks."""

import pytest
from django.core.checks import run_checks

from channels import adapters
from channels.adapters.web import WebAdapter
from channels.checks import adapters_load, channels_have_adapters
from channels.kinds import ChannelKind
from channels.models import Channel
from tests.factories.channels import UNREADABLE, ChannelFactory


def test_every_registered_adapter_loads_and_is_of_its_kind():
    assert adapters_load() == []


def test_an_adapter_under_a_wrong_kind_is_an_error(monkeypatch):
    adapters.adapter_for.cache_clear()
    monkeypatch.setattr(WebAdapter, "kind", ChannelKind.LINE)

    assert [error.id for error in adapters_load()] == ["channels.E001"]


@pytest.mark.django_db
def test_a_channel_in_use_that_nothing_can_read_is_warned_of():
    Channel.objects.all().delete()
    ChannelFactory(kind=ChannelKind.WEB)
    ChannelFactory(kind=ChannelKind.WECHAT, is_active=False)
    assert channels_have_adapters(databases=["default"]) == []

    channel = ChannelFactory(kind=UNREADABLE)
    warnings = run_checks(databases=["default"], tags=["database"])
    assert [w.msg for w in warnings if w.id == "channels.W002"] == [
        f"channel {channel.code} is of kind {UNREADABLE}, which nothing can read"
    ]
    assert channels_have_adapters(databases=None) == []
