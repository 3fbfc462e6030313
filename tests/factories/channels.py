"""Rows of channels."""

from datetime import UTC, datetime

import factory

from channels.kinds import ChannelKind, ContactKind
from channels.models import Channel, ContactPoint, Conversation, Customer, Partner, PartnerKey
from channels.references import new_reference
from feedback_site.privacy import sealing

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
# A kind of channel as a later release may know it: after going back to this one nothing reads its items.
UNREADABLE = "pigeon"


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


def partner_key(partner):
    """Give a key of this partner as they write it into the Authorization header."""
    _row, secret = PartnerKey.objects.create_key(name="test", partner=partner)
    return f"Api-Key {secret}"


def conversation_with(email="mei@example.com", **fields):
    """Give a conversation whose customer may be written to at this address; None for nobody."""
    customer = None
    if email is not None:
        customer = Customer.objects.create(wrapped_key=sealing.new_key(), first_seen_at=NOW)
        point = ContactPoint(customer=customer, kind=ContactKind.EMAIL, created_at=NOW)
        point.write(customer.wrapped_key, email)
        point.save()
    channel = fields.pop("channel", None) or ChannelFactory()
    conversation = Conversation(
        reference=new_reference(), channel=channel, customer=customer, opened_at=NOW, **fields
    )
    conversation.new_access()
    conversation.save()
    return conversation


def customer_with(*, phone=None, email=None, name="陳美玲", at=NOW):
    """Give a customer with these contacts."""
    customer = Customer(first_seen_at=at)
    customer.write_name(name)
    customer.save()
    for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email)):
        if value:
            point = ContactPoint(customer=customer, kind=kind, created_at=at)
            point.write(customer.wrapped_key, value)
            point.save()
    return customer
