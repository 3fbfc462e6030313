"""What channels does when a bell of its own rings: queue the work, and never mind a broker that is away."""

import logging

from django.dispatch import receiver
from kombu.exceptions import OperationalError

from channels.signals import outgoing_enqueued
from channels.tasks import deliver

log = logging.getLogger(__name__)


@receiver(outgoing_enqueued, dispatch_uid="channels.deliver")
def on_outgoing_enqueued(outgoing_id: int, **_more: object) -> None:
    """Ask a worker to hand it over at once; where the broker is away, the sweep does within seconds."""
    try:
        deliver.delay(outgoing_id=outgoing_id)
    except (OperationalError, OSError) as error:
        log.warning("the broker is away, the sweep will deliver %s: %s", outgoing_id, error)
