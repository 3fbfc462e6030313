"""Starts and stops the bundled PostgreSQL 18 of one home folder."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from feedback_site.embedded import cluster, locks
from feedback_site.embedded.binaries import CLEAN_ENVIRONMENT, Binaries
from feedback_site.embedded.data_folder import configure, make_cluster, private_folder
from feedback_site.embedded.errors import EmbeddedError, ServerFailed
from feedback_site.embedded.places import (
    Place,
    place_for,
    remember,
    server_account,
)

SECONDS_TO_START = 900  # crash recovery of a big database takes minutes
SECONDS_TO_STOP = 60
SECONDS_FOR_ORPHANS = 2
# Servers outlive the objects that started them; Python wants somebody to hold their processes.
_started: list[subprocess.Popen[bytes]] = []


def ensure_running(home: Path, *, durable: bool = True) -> None:
    """Start this home's server unless it answers already; raises ServerFailed when it does not."""
    EmbeddedPostgres(home, durable=durable).start()


@contextmanager
def running_for(home: Path, *, durable: bool = True) -> Iterator["EmbeddedPostgres"]:
    """Have the server running for the length of the block.

    Whoever leaves last stops it: each user holds a share in a lock file, and the kernel takes back
    the share of a process that was killed, so a server never outlives all its users for longer
    than until the next command.
    """
    server = EmbeddedPostgres(home, durable=durable)
    share = server.join()
    try:
        yield server
    finally:
        server.leave(share)


class EmbeddedPostgres:
    """The server of one home folder, whoever started it."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.place: Place = place_for(home)
        self.durable = durable
        self._tools = Binaries(self.place)
        self._process: subprocess.Popen[bytes] | None = None
        self._launched_at = 0.0

    def answers(self) -> bool:
        """Tell whether the server takes connections; costs less than a millisecond."""
        return self._postmaster() is not None and self._pid_file_line(7).strip() == "ready"

    def start(self) -> None:
        """Start the server unless it answers; of several starters at once, one does the work.

        Recovers from a killed server, from one that is still stopping, and from stale pid files.
        Raises ServerFailed with the server's own last words.
        """
        if self.answers():
            return
        with self._clear_words(), locks.exclusive(self._start_lock):
            self._start()

    def stop(self) -> None:
        """Stop the server, whoever uses it; its clients are disconnected."""
        with locks.exclusive(self._start_lock):
            self._stop()

    def join(self) -> int:
        """Start the server if need be, and take a share in it; hand the result to `leave`."""
        with self._clear_words(), locks.exclusive(self._start_lock):
            share = locks.try_shared(self._users_lock)
            if share is None:
                raise ServerFailed(f"{self._users_lock} is held by a process that is none of ours.")
            try:
                self._start()
            except EmbeddedError:
                os.close(share)
                raise
            return share

    def leave(self, share: int) -> None:
        """Give the share back, and stop the server when nobody else has one."""
        with locks.exclusive(self._start_lock):
            os.close(share)
            if not locks.is_held(self._users_lock):
                self._stop()

    def query_as_superuser(self, sql: str, *, database: str = "postgres") -> str:
        """Run psql as the superuser and return what it prints, unaligned; raises ServerFailed."""
        return self._tools.run(
            "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
            "--set=ON_ERROR_STOP=1", f"--host={self.place.socket}", f"--port={cluster.PORT}",
            f"--username={cluster.SUPERUSER}", f"--dbname={database}", "--file=-", feed=sql,
        )  # fmt: skip

    # How it is done

    @property
    def _start_lock(self) -> Path:
        return self.place.home / "pg.lock"

    @property
    def _users_lock(self) -> Path:
        return self.place.home / "pg_users.lock"

    @property
    def _life_lock(self) -> Path:
        """Held by the server and all its children, which inherit it: free means none is left."""
        return self.place.base / "server.lock"

    @property
    def _pid_file(self) -> Path:
        return self.place.data / "postmaster.pid"

    def _start(self) -> None:
        if self.answers():
            return
        self._make_folders()
        self._wait_for_predecessor()
        if self.answers():
            return
        make_cluster(self.place, durable=self.durable)
        configure(self.place, durable=self.durable)
        self._launch()
        try:
            self.query_as_superuser(cluster.PROVISION)
        except EmbeddedError:
            self._stop()
            raise

    def _stop(self) -> None:
        for way, patience in ((signal.SIGINT, SECONDS_TO_STOP), (signal.SIGQUIT, 10)):
            postmaster = self._postmaster()
            if postmaster is None:
                break
            with suppress(psutil.NoSuchProcess):
                postmaster.send_signal(way)
            if self._until_nobody_lives(patience):
                break
        else:
            raise ServerFailed(f"PostgreSQL in {self.place.data} does not stop.")
        self._process = None
        _started[:] = [process for process in _started if process.poll() is None]

    def _make_folders(self) -> None:
        place, owner = self.place, server_account(self.place)
        place.base.mkdir(parents=True, exist_ok=True, mode=0o755)
        private_folder(place.socket, owner.pw_uid, owner.pw_gid)
        remember(place)

    def _wait_for_predecessor(self) -> None:
        """Wait while a server starts or stops by itself; end what a killed one left behind."""
        deadline = time.monotonic() + SECONDS_TO_START
        orphaned_since: float | None = None
        notice = _Notice()
        while self._lives() and not self.answers():
            now = time.monotonic()
            if self._postmaster() is not None:
                orphaned_since = None
                notice.maybe()
            elif orphaned_since is None:
                orphaned_since = now
            elif now - orphaned_since > SECONDS_FOR_ORPHANS:
                self._end_orphans()
            if now > deadline:
                raise ServerFailed(f"PostgreSQL in {self.place.data} runs but does not answer.")
            time.sleep(0.05)
        if not self._lives():
            # A killed postmaster may stay a zombie for ever below a PID 1 that reaps nobody, and
            # PostgreSQL takes it for a living one. The lock says that nobody lives.
            self._pid_file.unlink(missing_ok=True)
            for socket in self.place.socket.glob(".s.PGSQL.*"):
                socket.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        for process in psutil.process_iter():
            try:
                if process.cwd() == str(self.place.data):
                    process.kill()
            except (psutil.Error, OSError):
                continue

    def _launch(self) -> None:
        life = locks.try_exclusive(self._life_lock)
        if life is None:
            raise ServerFailed(f"Somebody else starts PostgreSQL in {self.place.data}.")
        self._launched_at = time.time()
        try:
            with self._boot_log.open("wb") as log:
                self._process = subprocess.Popen(
                    [self._tools.program("postgres"), "-D", str(self.place.data)],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", pass_fds=[life],
                    start_new_session=True, env=CLEAN_ENVIRONMENT, **self._tools.as_server(),
                )  # fmt: skip
            _started.append(self._process)
        finally:
            os.close(life)
        self._until_answering()

    def _until_answering(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        notice = _Notice()
        while not self.answers():
            if self._process is not None and self._process.poll() is not None:
                raise ServerFailed(self._last_words("PostgreSQL did not start"))
            if time.monotonic() > deadline:
                raise ServerFailed(self._last_words("PostgreSQL started but does not answer"))
            notice.maybe()
            time.sleep(0.02)

    def _until_nobody_lives(self, patience: float) -> bool:
        deadline = time.monotonic() + patience
        while self._lives():
            if self._process is not None:
                self._process.poll()
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _lives(self) -> bool:
        return self._life_lock.exists() and locks.is_held(self._life_lock)

    def _postmaster(self) -> psutil.Process | None:
        """Return the server's first process; None when the pid file names a dead or foreign one."""
        try:
            process = psutil.Process(int(self._pid_file_line(0)))
            if process.status() == psutil.STATUS_ZOMBIE or process.cwd() != str(self.place.data):
                return None
        except (psutil.Error, ValueError, OSError):
            return None
        return process

    def _pid_file_line(self, number: int) -> str:
        try:
            return self._pid_file.read_text().split("\n")[number]
        except (OSError, IndexError):
            return ""

    @property
    def _boot_log(self) -> Path:
        return self.place.base / "boot.log"

    def _last_words(self, problem: str) -> str:
        said = self._boot_log.read_text(errors="replace")
        for log in (self.place.data / "log").glob("*.log"):
            if log.stat().st_mtime >= self._launched_at:
                said += log.read_text(errors="replace").rpartition("LOG:  starting PostgreSQL")[2]
        lines = "\n  ".join(said.strip().splitlines()[-12:])
        return f"{problem}. Its last words ({self.place.data / 'log'}):\n  {lines}"

    @contextmanager
    def _clear_words(self) -> Iterator[None]:
        """Turn errors of the operating system into words for whoever typed the command."""
        try:
            yield
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise ServerFailed(f"The disk that holds {self.place.base} is full.") from error
            raise ServerFailed(f"PostgreSQL in {self.place.base}: {error}.") from error


class _Notice:
    """Says once, after ten seconds, why nothing seems to happen."""

    def __init__(self) -> None:
        self._due = time.monotonic() + 10

    def maybe(self) -> None:
        if time.monotonic() > self._due:
            self._due = float("inf")
            sys.stderr.write("PostgreSQL is recovering from an unclean stop; please wait.\n")
