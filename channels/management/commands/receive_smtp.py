"""Takes mail by SMTP until it is told to stop."""

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from channels.smtp_door import MailDoor


class Command(BaseCommand):
    """Listens on one address; run one for each host that takes mail."""

    help = "Take mail for our domain by SMTP; prints where it listens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address to listen at."""
        parser.add_argument("--bind", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.SMTP_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM; a mail that is being stored is stored first."""
        asyncio.run(self._listen(options["bind"], options["port"]))

    async def _listen(self, bind: str, port: int) -> None:
        asked_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, asked_to_stop.set)
        door = MailDoor()
        server = await door.listen(bind, port)
        host, real_port = server.sockets[0].getsockname()[:2]
        self.stdout.write(f"taking mail for {settings.MAIL_DOMAIN} on {host}:{real_port}")
        self.stdout.flush()
        await asked_to_stop.wait()
        server.close()
        await loop.run_in_executor(None, door.close)
