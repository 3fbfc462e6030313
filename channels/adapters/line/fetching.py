"""Fetching what followers sent, and the names they go by."""

from datetime import datetime
from urllib.parse import quote

from channels.adapters.addressing import document_of
from channels.adapters.line.asking import call, said
from channels.drafts import FileDraft, MediaDraft
from channels.errors import FileGone, NoAnswer
from channels.models import ChannelAccount
from channels.transport import http


class LineFetcher:
    """Asks for content by the ids of messages."""

    def fetch(self, account: ChannelAccount, media: MediaDraft, *, now: datetime) -> FileDraft:
        """Give a file; films take LINE a while to make ready."""
        if address := media.locator.get("url"):
            answer = http.ask("GET", address, is_typed=True, most_bytes=25 * 1024 * 1024)
        else:
            path = f"/v2/bot/message/{quote(media.locator['id'], safe='')}/content"
            answer = call(account, "GET", path, is_data=True)
        if answer.status in (202, 429):
            raise NoAnswer(why="not ready yet")
        if answer.status != 200:
            raise FileGone(why=said(answer))
        mime = answer.headers.get("content-type", "")
        return FileDraft(name=media.name, mime=mime, content=answer.content)

    def name_of(self, account: ChannelAccount, user: str, *, now: datetime) -> str:
        """Give the name of a profile; who blocked us has none."""
        answer = call(account, "GET", f"/v2/bot/profile/{quote(user, safe='')}")
        if answer.status == 429:
            raise NoAnswer(why="asked too often")
        if answer.status != 200:
            return ""
        return str(document_of(answer.content).get("displayName") or "")
