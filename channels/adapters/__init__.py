"""Adapters: one folder for each way in, with everything that is special about it.

Each reads the bytes of a raw item into a Draft; it looks nothing up and decides nothing. Some also send,
fetch what the other side still holds, and try whether a connection works.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Protocol, cast

from django.utils.module_loading import import_string

from channels.drafts import Draft, FileDraft, MediaDraft
from channels.errors import DeliveryRefused, NoAdapter
from channels.kinds import AccountKind, ChannelKind, ContactKind
from channels.letters import Letter
from channels.models import ChannelAccount, Outgoing, RawIntake


class Adapter(Protocol):
    """What intake asks of a way in."""

    kind: ChannelKind

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Say what the bytes mean; `raw` gives content type and context, `body` its bytes unsealed.

        Raises UnreadableIntake, or whatever its parser raises: the item then waits in the queue.
        """
        ...


class Sender(Protocol):
    """What the outbox asks of a way out."""

    def __call__(self, row: Outgoing, letter: Letter, *, now: datetime) -> str:
        """Hand a letter over and return the other side's receipt.

        Raises DeliveryDelayed where a later try may work (RelayAway where nobody answers at all),
        DeliveryRefused where none will.
        """
        ...


class Fetcher(Protocol):
    """What a messenger is asked about a message of its own."""

    def fetch(self, account: ChannelAccount, media: MediaDraft, *, now: datetime) -> FileDraft:
        """Give a file. Raises NoAnswer where a later try may work, FileGone where none will."""
        ...

    def name_of(self, account: ChannelAccount, user: str, *, now: datetime) -> str:
        """Give the name that somebody goes by there; "" for none. Raises NoAnswer."""
        ...


class Probe(Protocol):
    """What proves that a connection works."""

    def __call__(self, account: ChannelAccount, *, now: datetime) -> int | None:
        """Talk to the other side; give how many messages lie there, where that can be told.

        Raises ProbeFailed, NoAnswer, ForbiddenAddress.
        """
        ...


# Imported when first asked for: a mail library costs nothing to a process that serves pages.
ADAPTERS: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.WEB: "channels.adapters.web.WebAdapter",
        ChannelKind.COUNTER: "channels.adapters.counter.CounterAdapter",
        ChannelKind.PHONE: "channels.adapters.phone.PhoneAdapter",
        ChannelKind.BOX: "channels.adapters.box.BoxAdapter",
        ChannelKind.CHAT: "channels.adapters.chat.ChatAdapter",
        ChannelKind.EMAIL: "channels.adapters.email.intake.EmailAdapter",
        ChannelKind.PARTNER: "channels.adapters.partner.PartnerAdapter",
        ChannelKind.INTERVIEW: "channels.adapters.interview.InterviewAdapter",
        ChannelKind.SOCIAL: "channels.adapters.social.SocialAdapter",
        ChannelKind.WECHAT: "channels.adapters.wechat.reading.WeChatAdapter",
        ChannelKind.LINE: "channels.adapters.line.reading.LineAdapter",
        ChannelKind.WEBHOOK: "channels.adapters.webhook.reading.WebhookAdapter",
        ChannelKind.SMS: "channels.adapters.sms.reading.SmsAdapter",
    }
)
SENDERS: Mapping[ContactKind, str] = MappingProxyType(
    {
        ContactKind.EMAIL: "channels.adapters.email.sending.send",
        ContactKind.PHONE: "channels.adapters.sms.sending.send",
        ContactKind.WECHAT: "channels.adapters.wechat.sending.send",
        ContactKind.LINE: "channels.adapters.line.sending.send",
        ContactKind.WEBHOOK: "channels.adapters.webhook.sending.send",
    }
)
FETCHERS: Mapping[ChannelKind, str] = MappingProxyType(
    {
        ChannelKind.WECHAT: "channels.adapters.wechat.fetching.WeChatFetcher",
        ChannelKind.LINE: "channels.adapters.line.fetching.LineFetcher",
        ChannelKind.WEBHOOK: "channels.adapters.webhook.fetching.WebhookFetcher",
        ChannelKind.SMS: "channels.adapters.sms.fetching.SmsFetcher",
    }
)
PROBES: Mapping[AccountKind, str] = MappingProxyType(
    {
        AccountKind.IMAP: "channels.adapters.email.mailbox.probe",
        AccountKind.SMTP: "channels.adapters.email.relaying.probe",
        AccountKind.WECHAT: "channels.adapters.wechat.asking.probe",
        AccountKind.LINE: "channels.adapters.line.asking.probe",
        AccountKind.SMS: "channels.adapters.sms.sending.probe",
        AccountKind.WEBHOOK: "channels.adapters.webhook.sending.probe",
    }
)


@cache
def adapter_for(kind: str) -> Adapter:
    """Give the adapter of a kind of channel. Raises NoAdapter where there is none, or no such kind."""
    try:
        path = ADAPTERS[ChannelKind(kind)]
    except (KeyError, ValueError):
        raise NoAdapter(kind=kind) from None
    return cast("Adapter", import_string(path)())


@cache
def sender_for(kind: ContactKind) -> Sender:
    """Give what sends by this kind of contact. Raises DeliveryRefused where nothing does."""
    try:
        path = SENDERS[kind]
    except KeyError:
        raise DeliveryRefused(why=f"nothing sends to {kind}") from None
    return cast("Sender", import_string(path))


@cache
def fetcher_for(kind: ChannelKind) -> Fetcher:
    """Give what fetches from this kind of channel. Raises NoAdapter where nothing does."""
    try:
        path = FETCHERS[kind]
    except KeyError:
        raise NoAdapter(kind=kind) from None
    return cast("Fetcher", import_string(path)())


@cache
def probe_for(kind: AccountKind) -> Probe | None:
    """Give what tries whether a connection of this kind works; None where nothing does yet."""
    path = PROBES.get(kind)
    return cast("Probe", import_string(path)) if path else None
