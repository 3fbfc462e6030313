"""What channels does when a bell of its own rings: outbox emptied, files fetched, chats answered."""

from django.dispatch import receiver
from django.utils import timezone

from channels.rules.chats import assisting
from channels.signals import chat_line_kept, files_expected, outgoing_enqueued
from channels.tasks import errand_bell, outbox_bell


@receiver(outgoing_enqueued, dispatch_uid="channels.deliver")
def on_outgoing_enqueued(**_ids: object) -> None:
    """Ask a worker to hand over what is due; many rows of one moment are one call."""
    outbox_bell.ring()


@receiver(files_expected, dispatch_uid="channels.fetch")
def on_files_expected(**_ids: object) -> None:
    """Ask a worker to fetch them."""
    errand_bell.ring()


@receiver(chat_line_kept, dispatch_uid="channels.assist")
def on_chat_line_kept(chat_id: int, **_later: object) -> None:
    """Let the assistant answer at once: the customer looks at the page."""
    assisting.answer(chat_id, now=timezone.now())
