"""A copy of the whole site in a home of its own, and the processes that make it up."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from feedback_site.embedded.home import SUPERVISED  # noqa: E402
from feedback_site.embedded.postgres import EmbeddedPostgres  # noqa: E402

# What may be killed, by a word of its command line; the database is found by its pid file.
WORDS = {"web": "gunicorn", "worker": "worker", "beat": "beat", "smtp": "receive_smtp"}
SECONDS_TO_START = 180
PASSED_ON = ("PATH", "HOME", "LANG", "FEEDBACK_LOOK_UP_SECONDS")


class Site:
    """One `manage.py up`, started on entering and stopped on leaving."""

    def __init__(self, home: Path, port: int, environment: Mapping[str, str] | None = None) -> None:
        self.home, self.port, self.smtp_port = home.resolve(), port, 0
        self.said: list[str] = []
        self.environment = {
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            "FEEDBACK_HOME": str(self.home),
            "PYTHONUNBUFFERED": "1",
            "FEEDBACK_API_WRITES_A_MINUTE": "1000000",
            # Each customer comes from an address of their own, as behind a balancer.
            "TRUSTED_PROXIES": "1",
            **(environment or {}),
        }

    def __enter__(self) -> "Site":
        self.process = subprocess.Popen(
            [
                sys.executable, "manage.py", "up", "--home", str(self.home),
                "--port", str(self.port), "--no-demo",
            ],
            cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        is_ready = threading.Event()
        threading.Thread(target=self._listen, args=(is_ready,), daemon=True).start()
        if not is_ready.wait(SECONDS_TO_START) or self.process.poll() is not None:
            self.process.terminate()
            raise SystemExit("the site did not start:\n" + "\n".join(self.said[-20:]))
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(90)
        except subprocess.TimeoutExpired:
            self.process.kill()
        EmbeddedPostgres(self.home).stop()

    def _listen(self, is_ready: threading.Event) -> None:
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if found := re.search(r"Mail in\s+\S+:(\d+)", line):
                self.smtp_port = int(found[1])
            if line.startswith("ready "):
                is_ready.set()
        is_ready.set()

    def manage(self, *arguments: str, feed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=PROJECT, env=self.environment,
            input=feed, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    def partner_key(self) -> str:
        made = self.manage("make_partner_key", "storm")
        if made.returncode:
            raise SystemExit(made.stderr)
        return made.stdout.split()[-1]

    def processes_of(self, kind: str) -> list[psutil.Process]:
        """Find what `kind` names: web, web_child, worker, beat, smtp or database."""
        if kind == "database":
            postmaster = self._postmaster()
            return [postmaster] if postmaster else []
        named = self._marked(WORDS[kind.removesuffix("_child")])
        if not kind.endswith("_child"):
            return named
        try:
            return [child for parent in named for child in parent.children()]
        except psutil.NoSuchProcess:
            return []

    def _postmaster(self) -> psutil.Process | None:
        """The database's first process; a killed one may stay as a zombie for a while."""
        try:
            pid_file = EmbeddedPostgres(self.home).place.data / "postmaster.pid"
            process = psutil.Process(int(pid_file.read_text().split("\n")[0]))
            return None if process.status() == psutil.STATUS_ZOMBIE else process
        except (OSError, ValueError, psutil.Error):
            return None

    def _marked(self, word: str) -> list[psutil.Process]:
        """The children of the supervisor whose command line holds this word."""
        found = []
        for process in psutil.Process(self.process.pid).children():
            try:
                is_ours = process.environ().get(SUPERVISED) == str(self.home)
                if is_ours and any(word == part for part in process.cmdline()):
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def serves(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def is_back(self, kind: str, before: list[psutil.Process]) -> bool:
        """Whether there are as many as before a kill, and doors answer."""
        now = self.processes_of(kind)
        if len(now) < len(before) or set(now) == set(before):
            return False
        if kind in ("web", "web_child"):
            return self.serves()
        if kind == "database":
            return EmbeddedPostgres(self.home).answers()
        return kind != "smtp" or self._takes_mail()

    def _takes_mail(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.smtp_port), timeout=5) as connection:
                return connection.recv(4).startswith(b"220")
        except OSError:
            return False


def until(question, *, seconds: float, every: float = 0.1) -> float | None:
    """Wait until the question is answered with yes; the seconds it took, None where it took too long."""
    began = time.monotonic()
    while not question():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(every)
    return time.monotonic() - began
