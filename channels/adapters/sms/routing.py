"""By which connection a text goes to which number."""

import re
from dataclasses import dataclass

from channels.contacts import region_of_mobile
from channels.errors import DeliveryRefused, NoCarrier, NumberRefused
from channels.kinds import NO_CARRIER, AccountKind
from channels.models import ChannelAccount, Outgoing
from feedback_site.privacy.sealing import CannotUnseal


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A connection in use, and the number in E.164."""

    account: ChannelAccount
    number: str


def route_of(row: Outgoing) -> Route:
    """Choose the connection that may send to a row's number; that of its own channel before others.

    Raises DeliveryRefused where none may, NumberRefused where the number is none for texts, NoCarrier where
    no connection is in use at all.
    """
    number = _number_of(row)
    region = region_of_mobile(number)
    if not region:
        raise NumberRefused(why="this is not a mobile number")
    in_use = text_accounts()
    if not in_use:
        raise NoCarrier(why=NO_CARRIER)
    accounts = [one for one in in_use if region in regions_of(one)]
    if not accounts:
        raise DeliveryRefused(why=f"no connection may send to numbers of {region}")
    channel = row.conversation.channel_id if row.conversation else None
    return Route(account=min(accounts, key=lambda one: one.channel_id != channel), number=number)


def text_accounts() -> list[ChannelAccount]:
    """Give the connections by which texts go out, in the order of their names."""
    return list(ChannelAccount.objects.in_use().filter(kind=AccountKind.SMS).order_by("name"))


def regions_of(account: ChannelAccount) -> frozenset[str]:
    """Give the countries and regions to which a connection may send."""
    return frozenset(re.findall(r"[A-Z]{2}", str(account.values.get("countries") or "")))


def _number_of(row: Outgoing) -> str:
    if row.contact_point is None:
        raise DeliveryRefused(why="nobody is named")
    try:
        return row.contact_point.value()
    except CannotUnseal as error:
        raise DeliveryRefused(why="the number was erased") from error
