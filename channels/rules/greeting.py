"""Greeting whoever begins to follow an account: in their language where it is known, else in every one."""

from collections.abc import Mapping
from types import MappingProxyType

from channels.contacts import handle_of
from channels.kinds import ContactKind
from channels.models import ChannelAccount, ContactPoint

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
    index = ContactPoint.index_of(ContactKind.WECHAT, handle_of(account.pk, follower))
    known = ContactPoint.objects.filter(kind=ContactKind.WECHAT, value_index=index)
    language = known.values_list("customer__language", flat=True).first() or ""
    return written.get(language) or "\n\n".join(written.values())
