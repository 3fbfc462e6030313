"""Adapters: one folder for each way in, with everything that is special about it.

Each reads the bytes of a raw item into a Draft; it looks nothing up and decides nothing.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol, cast

from django.utils.module_loading import import_string

from channels.drafts import Draft
from channels.errors import NoAdapter
from channels.kinds import ChannelKind
from channels.models import RawIntake


class Adapter(Protocol):
    """What intake asks of a way in."""

    kind: ChannelKind

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Say what the bytes mean; `raw` gives content type and context, `body` its bytes unsealed.

        Raises UnreadableIntake, or whatever its parser raises: the item then waits in the queue.
        """
        ...


# Imported when first asked for: a mail library costs nothing to a process that serves pages.
ADAPTERS: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.WEB: "channels.adapters.web.WebAdapter",
        ChannelKind.COUNTER: "channels.adapters.counter.CounterAdapter",
        ChannelKind.PHONE: "channels.adapters.phone.PhoneAdapter",
        ChannelKind.EMAIL: "channels.adapters.email.intake.EmailAdapter",
        ChannelKind.PARTNER: "channels.adapters.partner.PartnerAdapter",
        ChannelKind.INTERVIEW: "channels.adapters.interview.InterviewAdapter",
        ChannelKind.SOCIAL: "channels.adapters.social.SocialAdapter",
    }
)


@cache
def adapter_for(kind: ChannelKind) -> Adapter:
    """Give the adapter of a kind of channel. Raises NoAdapter where there is none yet."""
    try:
        path = ADAPTERS[kind]
    except KeyError:
        raise NoAdapter(kind=kind) from None
    return cast("Adapter", import_string(path)())
