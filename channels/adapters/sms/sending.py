"""Sending a letter as a text: short enough, with an address where to tell how it went."""

from datetime import datetime

from channels.adapters.sms.provider import OutgoingText
from channels.adapters.sms.providers import provider_of
from channels.adapters.sms.routing import route_of
from channels.letters import Letter
from channels.models import ChannelAccount, Outgoing
from channels.segments import segments_of

_MOST_SEGMENTS = 4


def send(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send one text and return the receipt of whoever carries it.

    Nobody who carries texts promises to take one only once: where their answer is lost it may come twice.
    Raises DeliveryDelayed where a later try may work, DeliveryRefused where none will.
    """
    to = route_of(row)
    text = OutgoingText(
        number=to.number, words=_short_enough(letter, to.account),
        status_url=f"{to.account.callback_url}status/{row.pk}/", message_id=row.mail_message_id,
    )  # fmt: skip
    return provider_of(to.account).send(to.account, text, now=now)


def probe(account: ChannelAccount, *, now: datetime) -> None:
    """Prove that whoever carries texts knows us; no text is sent."""
    provider_of(account).probe(account)


def _short_enough(letter: Letter, account: ChannelAccount) -> str:
    """Leave all but shop and link out of what would cost more segments than is wanted."""
    words = letter.text.strip()
    most = int(str(account.values.get("segments") or _MOST_SEGMENTS))
    if segments_of(words) <= most or not letter.link:
        return words
    return f"{letter.sender_name}\n{letter.link}"
