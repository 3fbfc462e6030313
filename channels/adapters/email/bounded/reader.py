"""Reading mail in a child process that may be killed: two seconds and 512 MB a mail."""

import contextlib
import fcntl
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from channels.adapters.email.bounded.frames import HEADERS_ONLY, LENGTH, READY, WHOLE, unpack
from channels.adapters.email.reading import MailReading

SECONDS = 2.0
PIPE_BYTES = 1_048_576
START_SECONDS = 20.0  # for a child to come up on a busy machine
MOST_MAILS = 5_000  # after which a child is replaced, so that nothing piles up in it
HEAD = 1_048_576  # bytes of a mail that are read where all of it is too much
LARGEST_ANSWER = 512 * 1024 * 1024
CHILD = Path(__file__).resolve().with_name("child.py")


class ReaderFailed(Exception):
    """The child ran out of time or memory, or died."""


class MailReader:
    """One child process, started when needed, replaced when it fails; threads may share it."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def read(self, raw: bytes) -> MailReading:
        """Read one mail; where that exceeds a limit, `error` says so and only the headers are read."""
        with self._lock:
            try:
                return self._ask(WHOLE, raw)
            except ReaderFailed as failure:
                reason = str(failure)
            try:
                return self._ask(HEADERS_ONLY, raw[:HEAD], error=reason)
            except ReaderFailed:
                return MailReading(error=reason)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._drop()

    def forget(self) -> None:
        """Leave the child to the process this one was forked from."""
        self._lock = threading.Lock()
        if self._child is not None:
            self._child.abandon()
        self._child = None

    def _ask(self, mode: bytes, raw: bytes, *, error: str = "") -> MailReading:
        if self._child is None or self._child.mails >= MOST_MAILS:
            self._drop()
            self._child = _Child()
        try:
            reading = unpack(self._child.ask(mode, raw, seconds=self.seconds))
        except (ReaderFailed, ValueError, OSError) as failure:
            self._drop()
            raise ReaderFailed(str(failure)) from failure
        return _with_error(reading, error) if error else reading

    def _drop(self) -> None:
        if self._child is not None:
            self._child.kill()
        self._child = None


def _with_error(reading: MailReading, error: str) -> MailReading:
    return replace(reading, error=f"{error}; only the headers were read")


class _Child:
    def __init__(self) -> None:
        self.mails = 0
        self.process = subprocess.Popen(  # noqa: S603  # our own file, no outside words
            [sys.executable, "-P", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "PATH": os.environ.get("PATH", ""),
                "LANG": "C.UTF-8",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            bufsize=0,
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise ReaderFailed("the mail reader has no pipes")
        self.to_child = self.process.stdin.fileno()
        self.from_child = self.process.stdout.fileno()
        for pipe in (self.to_child, self.from_child):
            _widen(pipe)
        os.set_blocking(self.to_child, False)
        os.set_blocking(self.from_child, False)
        try:
            self._receive(len(READY), time.monotonic() + START_SECONDS)
        except ReaderFailed:
            self.kill()
            raise

    def ask(self, mode: bytes, raw: bytes, *, seconds: float) -> bytes:
        self.mails += 1
        deadline = time.monotonic() + seconds
        self._send(LENGTH.pack(len(raw)) + mode, deadline)
        self._send(raw, deadline)
        (length,) = LENGTH.unpack(self._receive(LENGTH.size, deadline))
        if length > LARGEST_ANSWER:
            raise ReaderFailed("the mail reader answered too much")
        return self._receive(length, deadline)

    def _send(self, data: bytes, deadline: float) -> None:
        waiting = memoryview(data)
        while waiting:
            self._wait(self.to_child, select.POLLOUT, deadline)
            try:
                waiting = waiting[os.write(self.to_child, waiting[:1_048_576]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise ReaderFailed("the mail reader died") from error

    def _receive(self, length: int, deadline: float) -> bytes:
        pieces: list[bytes] = []
        while length:
            self._wait(self.from_child, select.POLLIN, deadline)
            try:
                piece = os.read(self.from_child, min(length, 1_048_576))
            except BlockingIOError:
                continue
            if not piece:
                raise ReaderFailed("the mail reader died, out of memory or hurt")
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1_000):
            raise ReaderFailed("reading took too long")

    def kill(self) -> None:
        self.process.kill()
        self._close()
        self.process.wait()

    def abandon(self) -> None:
        self._close()
        self.process.returncode = 0  # not ours to wait for

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def _widen(pipe: int) -> None:
    """Fewer turns between the processes for a mail with photos; a refusal only costs speed."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


_reader = MailReader()
os.register_at_fork(after_in_child=_reader.forget)


def read_bounded(raw: bytes) -> MailReading:
    """Read one mail in this process's child. Never raises for any mail; `error` says what went wrong."""
    return _reader.read(raw)
