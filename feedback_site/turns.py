"""Turns: how many requests of a process are worked on at once, however many threads it has.

An answer that is streamed for half a minute holds a thread, but no turn: its head is made in a turn, its
body is sent outside of any. So a process can keep many streams open and works as before on all else.
Nor does it hold a connection: there are as many in the pool as turns, and far fewer than threads.
"""

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from django.db import connections

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Turns:
    """A WSGI application that lets `at_once` requests into another one at a time; the rest wait."""

    def __init__(self, application: Application, *, at_once: int) -> None:
        self._application = application
        self._free = BoundedSemaphore(at_once)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; what is not streamed is complete when its turn ends."""
        with self._free:
            try:
                return self._application(environ, start_response)
            finally:
                _let_go()


def _let_go() -> None:
    """Give the connections back to their pool; else a slow download keeps one until its last byte is sent."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
