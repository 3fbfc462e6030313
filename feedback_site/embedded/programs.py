"""The programs that make up a running site, and the folder and port each one gets."""

import errno
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from feedback_site.embedded.access_log import LINE
from feedback_site.embedded.errors import SupervisorFailed
from feedback_site.embedded.home import WITHOUT_PAGES

# Four requests at once, 32 chats that are followed, and a few who wait for their turn.
THREADS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A long-running child that logs to `<home>/log/<name>.log`; patience: seconds to stop in."""

    name: str
    command: list[str]
    patience: float
    shows_pages: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """What it is told beside what all are told: without pages, to load none, and to check none."""
        return {} if self.shows_pages else {WITHOUT_PAGES: "1", "CELERY_SKIP_CHECKS": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where one running copy listens."""

    bind: str
    port: int
    smtp_port: int

    @property
    def host(self) -> str:
        """The host to visit, which for a wildcard is this machine itself."""
        if self.bind in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared with, not bound to
            return "127.0.0.1"
        return f"[{self.bind}]" if ":" in self.bind else self.bind

    @property
    def site(self) -> str:
        """The site's address, without a slash at the end."""
        return f"http://{self.host}:{self.port}"


def check_port(bind: str, port: int, option: str) -> None:
    """Raise SupervisorFailed, naming the option, where nothing can listen on that port."""
    if not 0 < port < 65536:
        raise SupervisorFailed(f"{option} must be a number from 1 to 65535, and not {port}.")
    problem = _problem_with(bind, port)
    if problem == errno.EADDRINUSE:
        raise SupervisorFailed(f"Port {port} is taken: choose another one with {option}.")
    if problem == errno.EACCES:
        raise SupervisorFailed(f"Port {port} is for root only: choose another one with {option}.")
    if problem:
        raise SupervisorFailed(f"Nothing can listen on {bind}:{port}: {os.strerror(problem)}.")


def free_smtp_port(bind: str, port: int) -> int:
    """Return the web port plus 25, or any free port where that one is taken."""
    wanted = port + 25
    if wanted < 65536 and not _problem_with(bind, wanted):
        return wanted
    with socket.socket(_family(bind)) as probe:
        probe.bind((bind, 0))
        return int(probe.getsockname()[1])


def web(addresses: Addresses, workers: int) -> Program:
    """Return gunicorn serving the site."""
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes a private file in it
    heartbeat = ["--worker-tmp-dir", str(memory)] if os.access(memory, os.W_OK) else []
    bind = f"[{addresses.bind}]" if ":" in addresses.bind else addresses.bind
    options = [
        "--bind", f"{bind}:{addresses.port}", "--worker-class", "gthread", "--threads", str(THREADS),
        "--workers", str(workers), "--timeout", "60", "--graceful-timeout", "10",
        "--access-logfile", "-", "--access-logformat", LINE,
        "--logger-class", "feedback_site.embedded.access_log.AccessLog",
        # Loaded once for all web processes, which are forked before any of them opens a connection.
        "--no-control-socket", "--preload", *heartbeat,
    ]  # fmt: skip
    return Program(
        name="web", command=_module("gunicorn", "feedback_site.wsgi", *options), patience=12,
        shows_pages=True,
    )  # fmt: skip


def workers(number: int = 2) -> list[Program]:
    """Return the Celery workers: each one process, so that killing any leaves the others at work.

    A pool of forked processes shares one lock on its queue: a child killed while it waits there keeps
    the lock for ever, and the whole worker stands still without dying (docs/operations.md).
    """
    options = ["--pool", "solo", "--without-gossip", "--without-mingle"]
    # Where both want the processor, whoever waits at a page goes first: a burst is taken in, then worked off.
    stands_back = ["nice", "-n", "10"]
    return [
        Program(
            name=f"worker{one}",
            command=[*stands_back, *_celery("worker", *options, "--hostname", f"worker{one}@%h")],
            patience=30,
        )
        for one in range(1, number + 1)
    ]


def beat(home: Path) -> Program:
    """Return Celery's clock."""
    schedule = str(home / "beat_schedule")
    return Program(name="beat", command=_celery("beat", "-s", schedule, "--pidfile="), patience=5)


def smtp(project: Path, addresses: Addresses) -> Program:
    """Return the listener that takes real mail as a channel."""
    manage = [sys.executable, str(project / "manage.py"), "receive_smtp", "--skip-checks"]
    return Program(name="smtp", command=[*manage, "--port", str(addresses.smtp_port)], patience=5)


def mailboxes(project: Path) -> Program:
    """Return the watch over mailboxes; without any it only looks whether there is one by now."""
    manage = [sys.executable, str(project / "manage.py"), "watch_mailboxes", "--skip-checks"]
    return Program(name="mailboxes", command=manage, patience=10)


def _celery(*arguments: str) -> list[str]:
    return _module("celery", "-A", "feedback_site.celery_app", *arguments, "--loglevel", "INFO")


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


def _problem_with(bind: str, port: int) -> int:
    """Return the error number of listening there, 0 where it works."""
    try:
        with socket.socket(_family(bind)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((bind, port))
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return 0


def _family(bind: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in bind else socket.AF_INET
