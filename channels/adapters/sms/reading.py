"""Texts as drafts: what was said, and the number that the network gives as their sender's."""

import re

from channels.adapters.sms.provider import IncomingText
from channels.adapters.sms.providers import PROVIDERS
from channels.adapters.sms.stop_words import sign_of
from channels.drafts import Draft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind, Sign
from channels.models import RawIntake
from channels.references import read_reference

# Whoever sends under a name cannot be answered.
_NUMBER = re.compile(r"\+?\d{3,15}")
_OPTED = {"stop": Sign.LEFT, "start": Sign.JOINED}


class SmsAdapter:
    """Reads one text; who carries it stands in the context."""

    kind = ChannelKind.SMS

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read one text. Its number proves nothing: who pays for it sends under any (decisions/0051)."""
        provider = PROVIDERS.get(str(raw.context.get("provider")))
        if provider is None:
            raise UnreadableIntake(why="nobody knows who carried it")
        text = provider.read(body)
        sign = _OPTED.get(text.opted) or sign_of(text.words)
        return Draft(
            text="" if sign else _words(text),
            person=PersonDraft(phone=text.sender if _NUMBER.fullmatch(text.sender) else ""),
            sign=sign,
            media=() if sign else text.media,
            claimed_reference=read_reference(text.words) or "",
            mail_message_id=f"sms:{text.identifier}",
        )


def _words(text: IncomingText) -> str:
    files = f"[MMS × {text.missing}]" if text.missing else ""
    return "\n".join(part for part in (text.words, files) if part)
