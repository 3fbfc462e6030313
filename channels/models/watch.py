"""What is known of a channel's own history, so that its silence can be told from chance."""

from django.db import models


class ChannelWatch(models.Model):
    """How far the items of a channel were counted, and what is usual there (`silence.Usual`).

    `usual` is None where the history is too short to judge by.
    """

    channel = models.OneToOneField(
        "channels.Channel", models.CASCADE, primary_key=True, related_name="watch"
    )
    counted_seq = models.BigIntegerField(default=0)
    usual = models.JSONField(null=True)
    learnt_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.counted_seq}"
