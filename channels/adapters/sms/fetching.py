"""Fetching the pictures that came with a text (MMS)."""

from datetime import datetime

from channels.adapters.sms.providers import provider_of
from channels.drafts import FileDraft, MediaDraft
from channels.models import ChannelAccount


class SmsFetcher:
    """Asks whoever carried the text."""

    def fetch(self, account: ChannelAccount, media: MediaDraft, *, now: datetime) -> FileDraft:
        """Give a file, by our own account there."""
        return provider_of(account).fetch(account, media)

    def name_of(self, account: ChannelAccount, user: str, *, now: datetime) -> str:
        """A number has no name."""
        return ""
