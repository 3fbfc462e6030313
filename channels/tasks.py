"""Work of channels that a worker does: each looks at rows, may run twice, or late."""

from celery import shared_task
from django.utils import timezone

from channels.rules import delivery

OUTBOX_BATCH = 100


@shared_task(name="channels.deliver", ignore_result=True)
def deliver(*, outgoing_id: int, **_later: object) -> None:
    """Hand one outgoing message over; a second run finds it sent and does nothing."""
    delivery.deliver(outgoing_id, now=timezone.now())


@shared_task(name="channels.sweep_outbox", ignore_result=True)
def sweep_outbox(**_later: object) -> None:
    """Hand over what is due: lost bells, second tries, and what was to wait."""
    delivery.sweep(now=timezone.now(), limit=OUTBOX_BATCH)
