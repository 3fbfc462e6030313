"""Rows of channels."""

from datetime import UTC, datetime

import factory

from channels.kinds import ChannelKind
from channels.models import Channel, Partner

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


class ChannelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Channel

    code = factory.Sequence(lambda n: f"channel-{n}")
    kind = ChannelKind.WEB
    name_zh_hant = "管道"
    name_zh_hans = "渠道"
    name_en = "Channel"


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Partner {n}")
    channel = factory.SubFactory(ChannelFactory, kind=ChannelKind.PARTNER)
