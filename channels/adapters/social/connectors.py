"""Connectors: going to where reviews stand, and bringing what is new there."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, cast

from django.utils.module_loading import import_string

from channels.kinds import AccountKind
from channels.models import ChannelAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One post as its source has it; its cells are named by the fields of columns.FIELDS."""

    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What is there now, oldest first, and where to go on the next time."""

    items: tuple[Found, ...]
    cursor: Mapping[str, object]


class Connector(Protocol):
    """What fetching asks of a kind of source."""

    kind: AccountKind

    def fetch(self, account: ChannelAccount) -> Fetched:
        """Bring what came since `account.cursor`; what was brought before may come again.

        Raises a ChannelError where the source does not answer, or not with what it should.
        """
        ...


CONNECTORS: Mapping[AccountKind, str] = MappingProxyType(
    {AccountKind.FEED: "channels.adapters.social.feeds.FeedConnector"}
)


def connector_for(kind: AccountKind) -> Connector:
    """Give the connector of a kind of account. Raises KeyError where there is none."""
    return cast("Connector", import_string(CONNECTORS[kind])())
