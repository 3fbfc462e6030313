"""What is known of a channel's own history, so that its silence can be told from chance."""

from typing import Any

from django.db import models


class ChannelWatch(models.Model):
    """How far the items of a channel were counted, and what is usual there (`silence.Usual`).

    `usual` is None where the history is too short to judge by. Its `connections` hold the same of each
    connection that brought anything, by its number, and when it did so last.
    """

    channel = models.OneToOneField(
        "channels.Channel", models.CASCADE, primary_key=True, related_name="watch"
    )
    counted_seq = models.BigIntegerField(default=0)
    usual = models.JSONField(null=True)
    learnt_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.counted_seq}"

    @property
    def connections(self) -> dict[str, dict[str, Any]]:
        """What is known of each connection: `usual` or None, and `last_at` in ISO 8601."""
        found: dict[str, dict[str, Any]] = (self.usual or {}).get("connections", {})
        return found

    def heard_from(self, account: str, at: str) -> None:
        """Note that a connection brought an item; nothing before anything is usual here."""
        if self.usual:
            self.usual.setdefault("connections", {}).setdefault(account, {"usual": None})
            self.usual["connections"][account]["last_at"] = at
