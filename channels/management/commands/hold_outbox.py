"""Hold back all that waits to be sent: after a restore that the database cannot show by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from channels.rules.outbox.holding import hold_everything


class Command(BaseCommand):
    """For a copy of the files, a base backup or a dump loaded over the old rows; before workers start."""

    help = "Hold all that waits to be sent until an administrator decides on the outbox page."

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold, and say how many."""
        self.stdout.write(f"{hold_everything(now=timezone.now())} messages are held")
