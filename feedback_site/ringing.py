"""Bells that a worker hears: a burst of them asks once, and a broker that is away is hardly asked.

A bell only hastens what a sweep does anyway, so that nothing depends on it.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

# Within so many seconds after a bell was rung the next ones need not be ...
GATHERS = 0.2
# ... for whoever heard it goes on looking for longer than that after the last row.
LINGERS = 0.3
# Between two looks that found nothing.
PAUSE = 0.05
# A worker has clocks to watch too: after so long it rings again and ends.
LONGEST = 3.0
# A bell that nobody heard for so long is dropped: whoever is at work looks on, and the sweep comes. Were all
# heard, a long burst would keep workers at them alone, and what the beat asks for would be too old, too:
# of its tasks none may expire sooner than this.
LASTS = 5.0
# A broker that is away takes seconds to say so, and somebody's page waits for them: one page is enough.
SILENCE = 30.0


class Bell:
    """Asks workers, at most every GATHERS seconds from each process, to do the work that waits."""

    def __init__(self, task: Any) -> None:
        self._task = task
        self._quiet_until = 0.0

    def ring(self) -> None:
        """Ring after the rows are committed; where the broker is away the sweep does the work."""
        now = time.monotonic()
        if now < self._quiet_until:
            return
        self._quiet_until = now + GATHERS
        try:
            self._task.apply_async(expires=LASTS)
        except (OperationalError, OSError) as error:
            self._quiet_until = time.monotonic() + SILENCE
            log.warning("the broker is away, the sweep will do %s: %s", self._task.name, error)

    def quieten(self) -> None:
        """Forget what was rung, as a process does that has just begun."""
        self._quiet_until = 0.0


def answer(bell: Bell, work: Callable[[], int]) -> None:
    """Do the work until nothing of it is left for LINGERS seconds; `work` says how many rows it did."""
    since = last = time.monotonic()
    while (now := time.monotonic()) - last < LINGERS:
        if now - since > LONGEST:
            bell.quieten()
            bell.ring()
            return
        if work():
            last = time.monotonic()
        else:
            time.sleep(PAUSE)
