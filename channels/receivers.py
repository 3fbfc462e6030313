"""What channels does when a bell of its own rings: queue the work, and never mind a broker that is away."""

import logging
import time

from django.dispatch import receiver
from kombu.exceptions import OperationalError

from channels.signals import outgoing_enqueued
from channels.tasks import deliver

log = logging.getLogger(__name__)

# A broker that is away takes seconds to say so, and somebody's page waits for them: one page is enough.
SILENCE_SECONDS = 30.0
_silent_until = 0.0


@receiver(outgoing_enqueued, dispatch_uid="channels.deliver")
def on_outgoing_enqueued(outgoing_id: int, **_more: object) -> None:
    """Ask a worker to hand it over at once; where the broker is away, the sweep does within seconds."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        deliver.delay(outgoing_id=outgoing_id)
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning("the broker is away, the sweep will deliver %s: %s", outgoing_id, error)
