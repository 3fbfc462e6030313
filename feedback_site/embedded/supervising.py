"""Runs the site's programs as one: starts them, restarts what dies, stops all together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

from feedback_site.embedded import locks
from feedback_site.embedded.errors import EmbeddedError, SupervisorFailed
from feedback_site.embedded.postgres import EmbeddedPostgres
from feedback_site.embedded.programs import Addresses, Program

TICK = 0.2
DATABASE_CHECK_EVERY = 1.0
SECONDS_TO_READY = 120
DEATHS_TO_GIVE_UP = 3  # before the site has answered once; afterwards never
LONGEST_BACK_OFF = 30.0
DOORS = ("web", "smtp")
LOG_BYTES = 5_000_000
LOGS_KEPT = 3
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(slots=True)
class Child:
    """One program and the process that runs it at the moment."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    deaths: int = 0

    @property
    def alive(self) -> bool:
        """Tell whether the process runs; reaps it when it has ended."""
        return self.process is not None and self.process.poll() is None


@dataclass(slots=True, kw_only=True)
class Supervisor:
    """Keeps the programs of one home running, and its database when that is the bundled one."""

    addresses: Addresses
    log_folder: Path
    project: Path
    environment: dict[str, str]
    server: EmbeddedPostgres | None
    children: list[Child] = field(default_factory=list)
    _asked_to_stop: bool = False
    _database_checked_at: float = 0.0

    def run(self, programs: Sequence[Program], *, on_ready: Callable[[], None]) -> None:
        """Run the programs until SIGINT or SIGTERM, and stop them in the order given.

        Raises SupervisorFailed when a program dies three times before the site answers, or when
        that takes two minutes.
        """
        with self._listening_for_signals():
            self.log_folder.mkdir(parents=True, exist_ok=True)
            self.children = [Child(one, self._log_of(one)) for one in programs]
            try:
                # Those that answer somebody go first: loading all of them at once doubles the wait.
                doors = [child for child in self.children if child.program.name in DOORS]
                for child in doors:
                    self._start(child)
                if self._until_ready(doors):
                    on_ready()
                while not self._asked_to_stop:
                    self._tick(self.children)
            finally:
                self._stop_all()

    def _until_ready(self, doors: list[Child]) -> bool:
        deadline = time.monotonic() + SECONDS_TO_READY
        while not self._asked_to_stop:
            silent = [child for child in doors if not self._answers(child)]
            if not silent:
                return True
            broken = [child for child in silent if child.deaths >= DEATHS_TO_GIVE_UP]
            if broken or time.monotonic() > deadline:
                raise SupervisorFailed(_last_words((broken or silent)[0]))
            self._tick(doors)
        return False

    def _answers(self, door: Child) -> bool:
        return self._site_answers() if door.program.name == "web" else self._mail_is_taken()

    def _tick(self, children: list[Child]) -> None:
        time.sleep(TICK)
        now = time.monotonic()
        if self.server is not None and now - self._database_checked_at > DATABASE_CHECK_EVERY:
            self._look_after_database(self.server)
            self._database_checked_at = time.monotonic()
        for child in children:
            self._look_after(child, now)

    def _look_after_database(self, server: EmbeddedPostgres) -> None:
        if server.answers():
            return
        say("database died; starting it again")
        try:
            server.start()
        except EmbeddedError as error:
            say(str(error))

    def _look_after(self, child: Child, now: float) -> None:
        if child.alive:
            if now - child.started_at > 60:
                child.deaths = 0
        elif child.process is not None:
            self._bury(child, child.process, now)
        elif now >= child.start_again_at:
            self._start(child)

    def _bury(self, child: Child, process: subprocess.Popen[bytes], now: float) -> None:
        """Clear away what is left of a dead child, and note when to start the next."""
        _signal_group(process, signal.SIGKILL)
        back_off = min(0.5 * 2**child.deaths, LONGEST_BACK_OFF)
        say(f"{child.program.name} ended ({_how(process)}); again in {back_off:g} s")
        child.process, child.deaths, child.start_again_at = None, child.deaths + 1, now + back_off

    def _start(self, child: Child) -> None:
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.program.command, cwd=self.project,
                env=self.environment | child.program.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=_in_the_child(),
            )  # fmt: skip
        child.started_at = time.monotonic()
        say(f"{child.program.name} started (pid {child.process.pid})")

    def _stop_all(self) -> None:
        """Stop one after the other, each in its own patience, then by force."""
        for child in self.children:
            if child.process is None:
                continue
            child.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(child.program.patience)
            _signal_group(child.process, signal.SIGKILL)
            child.process.wait()
            say(f"{child.program.name} stopped")

    def _site_answers(self) -> bool:
        connection = HTTPConnection(self.addresses.host.strip("[]"), self.addresses.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _mail_is_taken(self) -> bool:
        address = (self.addresses.host.strip("[]"), self.addresses.smtp_port)
        try:
            with socket.create_connection(address, timeout=5):
                return True
        except OSError:
            return False

    def _log_of(self, program: Program) -> Path:
        log = self.log_folder / f"{program.name}.log"
        rotate(log)
        return log

    @contextmanager
    def _listening_for_signals(self) -> Iterator[None]:
        def ask(_number: int, _frame: FrameType | None) -> None:
            self._asked_to_stop = True

        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Be the only supervisor of this home; raises SupervisorFailed when there is one already."""
    path = home / "up.lock"
    held = locks.try_exclusive(path)
    if held is None:
        raise SupervisorFailed(
            f"A site already runs in {home} (pid {path.read_text().strip()}); "
            f"`make stop` or `manage.py up --stop` ends it, --home starts another one."
        )
    try:
        os.truncate(held, 0)
        os.write(held, str(os.getpid()).encode())
        yield
    finally:
        os.close(held)


def stop_other(home: Path, *, patience: float = 120) -> bool:
    """Ask the supervisor of this home to stop and wait for it; False when there was none."""
    path = home / "up.lock"
    if not path.exists() or not locks.is_held(path):
        return False
    pid = int(path.read_text())
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        message = (
            f"The site in {home} (pid {pid}) is gone, but what it began still runs: wait for that."
        )
        raise SupervisorFailed(message) from None
    deadline = time.monotonic() + patience
    while locks.is_held(path):
        if time.monotonic() > deadline:
            raise SupervisorFailed(f"The site in {home} did not stop in {patience:g} seconds.")
        time.sleep(0.1)
    return True


def rotate(log: Path) -> None:
    """Move a log that has grown big out of the way, keeping the last three."""
    if not log.exists() or log.stat().st_size < LOG_BYTES:
        return
    for number in range(LOGS_KEPT - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _in_the_child() -> Callable[[], None] | None:
    """Return what makes a child end when the supervisor is killed; prepared before the fork."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def die_with_parent() -> None:
        prctl(_DIE_WITH_PARENT, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return die_with_parent


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal what the child started in turn; its group outlives it while any of them lives."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _how(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"signal {-code}" if code is not None and code < 0 else f"exit {code}"


def _last_words(child: Child) -> str:
    said = child.log.read_text(errors="replace").strip().splitlines()[-15:]
    lines = "\n  ".join(said)
    return f"{child.program.name} does not come up. The end of {child.log}:\n  {lines}"
