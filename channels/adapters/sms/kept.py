"""For a trial: texts go nowhere but among the outgoing mail, to be read by staff."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage

from channels.adapters.sms.provider import IncomingText, OutgoingText, TextStatus
from channels.drafts import FileDraft, MediaDraft
from channels.errors import FileGone, UnreadableIntake, WrongSignature
from channels.models import ChannelAccount, KeptMail
from channels.segments import segments_of


class Kept:
    """Keeps what would have gone out; nobody calls."""

    thanks = ("text/plain; charset=utf-8", "")

    def send(self, account: ChannelAccount, text: OutgoingText, *, now: datetime) -> str:
        """Keep it once, however often it is tried."""
        mail = EmailMessage()
        mail["To"], mail["Message-ID"] = text.number, text.message_id
        mail.set_content(text.words)
        KeptMail.objects.get_or_create(
            mail_message_id=text.message_id,
            defaults={
                "to": text.number, "subject": f"SMS · {segments_of(text.words)}",
                "raw": mail.as_bytes(), "kept_at": now,
            },
        )  # fmt: skip
        return "kept"

    def probe(self, account: ChannelAccount) -> None:
        """Keeping always works."""

    def check(
        self, account: ChannelAccount, url: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Refuse whoever calls."""
        raise WrongSignature(why="nobody calls a trial")

    def read(self, body: bytes) -> IncomingText:
        """Nothing comes in."""
        raise UnreadableIntake(why="nobody calls a trial")

    def fetch(self, account: ChannelAccount, media: MediaDraft) -> FileDraft:
        """Nothing comes in."""
        raise FileGone(why="nobody calls a trial")

    def status(self, body: bytes) -> TextStatus:
        """Nothing is told."""
        raise UnreadableIntake(why="nobody calls a trial")
