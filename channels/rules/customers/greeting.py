"""Greeting whoever begins to follow an account: in their language where it is known, else in every one."""

from collections.abc import Mapping
from types import MappingProxyType

from channels.contacts import handle_of
from channels.kinds import ContactKind
from channels.models import ChannelAccount
from channels.rules.customers.identifying import find_customer

# Where each text stands among an account's settings, in the order in which a stranger reads them.
_TEXTS: Mapping[str, str] = MappingProxyType(
    {"zh-hans": "greeting", "zh-hant": "greeting_zh_hant", "en": "greeting_en"}
)


def greeting_for(account: ChannelAccount, follower: str) -> str:
    """Give the greeting of a new follower; "" where none was written.

    WeChat no longer says which language anybody reads: only who wrote to us before has one here.
    """
    written = {
        language: words
        for language, name in _TEXTS.items()
        if (words := str(account.values.get(name) or "").strip())
    }
    if len(written) < 2:
        return "".join(written.values())
    known = find_customer(ContactKind.WECHAT, handle_of(account.pk, follower))
    return written.get(known.language if known else "") or "\n\n".join(written.values())
