"""What is asked of a company that carries texts; its class speaks its protocol and decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from channels.drafts import FileDraft, MediaDraft
from channels.models import ChannelAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingText:
    """One text to one number in E.164; `status_url` is where to tell how it went, `message_id` its name."""

    number: str
    words: str
    status_url: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingText:
    """One text as it was told of: whose number the network says, and what its provider took it for.

    `opted` is "stop" or "start" where the provider itself understood it so; `media` are the files that came
    with it, and `missing` counts those that nobody can ask for.
    """

    identifier: str
    sender: str
    words: str
    opted: str = ""
    media: tuple[MediaDraft, ...] = ()
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStatus:
    """How a text went that was handed over; `is_unreachable`: no other will arrive there either.

    `is_unsent` is a failed one that never left whoever carries it.
    """

    receipt: str
    is_delivered: bool = False
    is_failed: bool = False
    is_unsent: bool = False
    is_unreachable: bool = False
    is_stopped: bool = False
    why: str = ""


class Provider(Protocol):
    """One company that carries texts."""

    # What their call is answered with: content type and body.
    thanks: tuple[str, str]

    def send(self, account: ChannelAccount, text: OutgoingText, *, now: datetime) -> str:
        """Hand a text over and give their receipt.

        Raises DeliveryDelayed where a later try may work, NotConnected where they do not take our secrets,
        NumberRefused where the number is to blame, DeliveryRefused else.
        """
        ...

    def probe(self, account: ChannelAccount) -> None:
        """Prove that they know us, without a text. Raises ProbeFailed, NoAnswer."""
        ...

    def check(
        self, account: ChannelAccount, url: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Prove that a call is theirs and nobody changed it. Raises WrongSignature."""
        ...

    def read(self, body: bytes) -> IncomingText:
        """Read a text that they tell of. Raises UnreadableIntake."""
        ...

    def fetch(self, account: ChannelAccount, media: MediaDraft) -> FileDraft:
        """Give a file that came with a text. Raises NoAnswer where a later try may work, FileGone else."""
        ...

    def status(self, body: bytes) -> TextStatus:
        """Read how an earlier text went. Raises UnreadableIntake."""
        ...
