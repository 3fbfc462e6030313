"""Fetching files from the addresses that another messenger names."""

from datetime import datetime

from channels.drafts import FileDraft, MediaDraft
from channels.errors import FileGone, ForbiddenAddress, NoAnswer
from channels.models import ChannelAccount
from channels.transport import http


class WebhookFetcher:
    """Gets what lies at an address outside our own networks."""

    def fetch(self, account: ChannelAccount, media: MediaDraft, *, now: datetime) -> FileDraft:
        """Give a file."""
        try:
            answer = http.ask(
                "GET", media.locator["url"], is_typed=True, most_bytes=25 * 1024 * 1024
            )
        except ForbiddenAddress as error:
            raise FileGone(why=str(error)) from error
        if answer.status in (408, 425, 429) or answer.status >= 500:
            raise NoAnswer(why=f"HTTP {answer.status}")
        if answer.status != 200:
            raise FileGone(why=f"HTTP {answer.status}")
        mime = answer.headers.get("content-type", "")
        return FileDraft(name=media.name, mime=mime, content=answer.content)

    def name_of(self, account: ChannelAccount, user: str, *, now: datetime) -> str:
        """Names come with the messages."""
        return ""
