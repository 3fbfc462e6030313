"""What channels does when a bell of its own rings: have the outbox emptied, and files fetched."""

from django.dispatch import receiver

from channels.signals import files_expected, outgoing_enqueued
from channels.tasks import errand_bell, outbox_bell


@receiver(outgoing_enqueued, dispatch_uid="channels.deliver")
def on_outgoing_enqueued(**_ids: object) -> None:
    """Ask a worker to hand over what is due; many rows of one moment are one call."""
    outbox_bell.ring()


@receiver(files_expected, dispatch_uid="channels.fetch")
def on_files_expected(**_ids: object) -> None:
    """Ask a worker to fetch them."""
    errand_bell.ring()
