"""What channels does when a bell of its own rings: have the outbox emptied."""

from django.dispatch import receiver

from channels.signals import outgoing_enqueued
from channels.tasks import outbox_bell


@receiver(outgoing_enqueued, dispatch_uid="channels.deliver")
def on_outgoing_enqueued(**_ids: object) -> None:
    """Ask a worker to hand over what is due; many rows of one moment are one call."""
    outbox_bell.ring()
