"""The mail door, opened in a thread for tests that speak SMTP to it."""

import asyncio
import threading
import time
from contextlib import contextmanager

from channels.smtp_door import MailDoor


@contextmanager
def open_door():
    """Run the door in a thread, as the command runs it in a process; closing it waits for its work."""
    opened, found = threading.Event(), {}

    async def serve():
        door, asked_to_stop = MailDoor(), asyncio.Event()
        server = await door.listen("127.0.0.1", 0)
        found.update(
            port=server.sockets[0].getsockname()[1],
            stop=asked_to_stop,
            loop=asyncio.get_running_loop(),
            door=door,
        )
        opened.set()
        await asked_to_stop.wait()
        server.close()
        door.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert opened.wait(60)
    try:
        yield found
    finally:
        found["loop"].call_soon_threadsafe(found["stop"].set)
        thread.join(60)


def eventually(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
