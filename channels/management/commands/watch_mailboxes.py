"""Watches mailboxes until it is told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from channels.mailbox_watch import MailboxWatch


class Command(BaseCommand):
    """One is enough for a site; a second does no harm."""

    help = "Watch the mailboxes that channels are connected to, and take mail in as it comes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM; a mail that is being stored is stored first."""
        asked_to_stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: asked_to_stop.set())
        self.stdout.write("watching mailboxes")
        self.stdout.flush()
        MailboxWatch().run(asked_to_stop)
