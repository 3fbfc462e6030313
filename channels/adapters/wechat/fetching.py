"""Fetching what followers sent: photographs, voices and films, which WeChat keeps for three days."""

from datetime import datetime

from channels.adapters.addressing import document_of
from channels.adapters.wechat.asking import download, is_document
from channels.drafts import FileDraft, MediaDraft
from channels.errors import FileGone
from channels.models import ChannelAccount
from channels.transport import http


class WeChatFetcher:
    """Asks for media by their ids."""

    def fetch(self, account: ChannelAccount, media: MediaDraft, *, now: datetime) -> FileDraft:
        """Give a file; a film comes as an address to fetch it from."""
        answer = download(
            account, "/cgi-bin/media/get", params={"media_id": media.locator["id"]},
            now=now,
        )  # fmt: skip
        if is_document(answer):
            said = document_of(answer.content)
            if not said.get("video_url"):
                raise FileGone(why=f"{said.get('errcode')} {said.get('errmsg')}"[:200])
            answer = http.ask(
                "GET", str(said["video_url"]), is_typed=True, most_bytes=25 * 1024 * 1024
            )
            if answer.status != 200:
                raise FileGone(why=f"HTTP {answer.status}")
        mime = answer.headers.get("content-type", "")
        return FileDraft(name=media.name, mime=mime, content=answer.content)

    def name_of(self, account: ChannelAccount, user: str, *, now: datetime) -> str:
        """WeChat gives no names away."""
        return ""
