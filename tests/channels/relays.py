"""Mail relays to send to in tests: real SMTP servers, well behaved and not."""

import asyncio
import base64
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.smtp import SMTP, AuthResult


class Relay:
    """Takes every mail and keeps it; subclasses misbehave."""

    def __init__(self):
        self.mails = []
        self.dialogues = 0
        self.port = None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.dialogues += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        return "250 2.0.0 queued as 42"

    @property
    def parsed(self):
        return [message_from_bytes(mail.content, policy=default) for mail in self.mails]


class SilentRelay(Relay):
    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(30)


class DroppingRelay(Relay):
    """Takes the mail, and hangs up before it says so."""

    async def handle_DATA(self, server, session, envelope):
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 never heard"


class AnsweringRelay(Relay):
    """Answers every recipient with one line."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        return self.answer


class TokenRelay(Relay):
    """Lets in whoever shows a token that it knows, by XOAUTH2; first says why not, as mail services do."""

    def __init__(self):
        super().__init__()
        self.tokens, self.shown, self.last_lines = set(), [], []

    async def auth_XOAUTH2(self, server, args):
        shown = base64.b64decode(args[1]).decode()
        self.shown.append(shown)
        if shown.split("Bearer ")[1].rstrip("\1") in self.tokens:
            return AuthResult(success=True)
        self.last_lines.append(await server.challenge_auth(b'{"status":"401"}'))
        return AuthResult(success=False, handled=False)


@contextmanager
def running(relay, **options):
    """Run a relay on a free port in a thread of its own."""
    opened, loops = threading.Event(), []

    async def serve():
        loop, asked_to_stop = asyncio.get_running_loop(), asyncio.Event()
        server = await loop.create_server(
            lambda: SMTP(relay, enable_SMTPUTF8=True, loop=loop, **options), "127.0.0.1", 0
        )
        relay.port = server.sockets[0].getsockname()[1]
        loops.append((loop, asked_to_stop))
        opened.set()
        await asked_to_stop.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert opened.wait(60)
    try:
        yield relay
    finally:
        loop, asked_to_stop = loops[0]
        loop.call_soon_threadsafe(asked_to_stop.set)
        thread.join(60)
