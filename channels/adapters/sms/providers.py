"""Who carries texts: one class each, by the code that a connection names."""

from collections.abc import Mapping
from types import MappingProxyType

from channels.adapters.sms.kept import Kept
from channels.adapters.sms.provider import Provider
from channels.adapters.sms.twilio import Twilio
from channels.models import ChannelAccount
from channels.sms_accounts import KEPT, TWILIO

PROVIDERS: Mapping[str, Provider] = MappingProxyType({TWILIO: Twilio(), KEPT: Kept()})


def provider_of(account: ChannelAccount) -> Provider:
    """Give who carries the texts of a connection."""
    return PROVIDERS[str(account.values.get("provider") or TWILIO)]
