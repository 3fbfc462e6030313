"""The whole site, started, maltreated and stopped, as `make run` does it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from feedback_site.embedded import locks
from feedback_site.embedded.home import PROJECT, SUPERVISED
from feedback_site.embedded.postgres import EmbeddedPostgres
from feedback_site.embedded.supervising import SupervisorFailed, stop_other
from tests.ports import free_port

pytestmark = pytest.mark.slow
PATIENCE = 240  # seconds; a cold machine with three workers is slow to begin
ALL = {"gunicorn", "worker", "beat"}


def clean_environment(home):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "FEEDBACK_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def manage(home, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=PROJECT, env=clean_environment(home),
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


class Site:
    """One `manage.py up`, and what a test asks of it."""

    def __init__(self, home):
        self.home, self.port = home, free_port()
        self.process = subprocess.Popen(
            [
                sys.executable, "manage.py", "up", "--home", home,
                "--port", str(self.port), "--no-demo",
            ],
            cwd=PROJECT, env=clean_environment(home), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said = []

    def until_ready(self):
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith("ready "):
                return self
        pytest.fail("\n".join(self.said))

    def status(self, path="/healthz"):
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=15
            ) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def programs(self):
        """What runs under this home's mark, by the word that tells it."""
        found = {}
        for process in psutil.process_iter():
            try:
                if process.environ().get(SUPERVISED) != str(self.home):
                    continue
                line = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if process.ppid() == self.process.pid:
                word = next(
                    word
                    for word in (
                        "gunicorn",
                        " worker",
                        " beat",
                        "receive_smtp",
                        "watch_mailboxes",
                    )
                    if word in line
                )
                found[word.strip()] = process
            else:
                found.setdefault("others", []).append(process)
        return found

    def until(self, fact, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if fact():
                return
            time.sleep(0.1)
        pytest.fail(f"it did not come true in {patience} seconds: {self.said}")


@pytest.fixture
def sites(home):
    started = []

    def start():
        started.append(Site(home))
        return started[-1].until_ready()

    yield start
    for site in started:
        if site.process.poll() is None:
            site.process.terminate()
        site.process.wait(PATIENCE)
        site.process.stdout.close()


def test_the_site_outlives_the_death_of_each_of_its_parts_and_of_its_supervisor_and_stops_as_one(
    home, sites
):
    """One story, for each start of a whole site takes some twenty seconds of a processor."""
    site = sites()
    it_is_ready_once_and_alone(home, site)
    its_parts_come_back(EmbeddedPostgres(home), site)
    next_one = the_next_one_starts_after_its_supervisor_was_killed(site, sites)
    it_stops_as_one(home, next_one)


def it_is_ready_once_and_alone(home, site):
    assert site.said[-1] == f"ready http://127.0.0.1:{site.port}"
    assert [line for line in site.said if line.startswith("ready")] == site.said[-1:]
    site.until(lambda: site.programs().keys() >= ALL)

    second = manage(home, "up", "--port", str(free_port()), "--no-demo")
    assert second.returncode == 1
    assert f"already runs in {home} (pid {site.process.pid})" in second.stderr


def its_parts_come_back(server, site):
    web = site.programs()["gunicorn"]
    web.kill()
    site.until(lambda: site.programs().get("gunicorn", web).pid != web.pid)
    site.until(lambda: site.status() == 200)

    postmaster = server._postmaster()
    postmaster.kill()
    site.until(lambda: server.answers() and server._postmaster().pid != postmaster.pid)
    site.until(lambda: site.status() == 200)


def the_next_one_starts_after_its_supervisor_was_killed(killed, sites):
    killed.until(lambda: killed.programs().keys() >= ALL)
    before = killed.programs()
    # One that cannot hear of its parent's death stands for whatever may be left behind.
    stuck = before["beat"]
    stuck.suspend()

    killed.process.kill()
    killed.process.wait()
    site = sites()

    assert site.status() == 200
    assert not stuck.is_running() or stuck.status() == psutil.STATUS_ZOMBIE
    site.until(lambda: site.programs().keys() >= ALL)
    after = site.programs()
    for name in ALL:
        assert after[name].pid != before[name].pid
    return site


def it_stops_as_one(home, site):
    """`--stop` sends it what Ctrl-C and a machine that shuts down send: it ends well, and all with it."""
    stopped = manage(home, "up", "--stop")
    assert (stopped.returncode, stopped.stdout) == (0, "stopped\n")
    assert site.process.wait(PATIENCE) == 0
    assert site.programs() == {}
    assert not EmbeddedPostgres(home).answers()
    assert site.status() is None


def test_any_command_brings_its_own_database_and_takes_it_away(home):
    def ask(question):
        words = f"from django.db import connection as c; print(c.cursor().execute({question!r}).rowcount)"
        done = manage(home, "shell", "--verbosity", "0", "--command", words)
        assert (done.returncode, done.stderr) == (0, "")
        assert not EmbeddedPostgres(home).answers()
        return done.stdout

    assert ask("CREATE TABLE kept AS SELECT 6 * 7 AS answer") == "1\n"
    assert ask("SELECT answer FROM kept WHERE answer = 42") == "1\n"


def test_a_taken_port_is_refused_before_anything_starts(home):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        done = manage(home, "up", "--port", str(listener.getsockname()[1]), "--no-demo")

    assert done.returncode == 1
    assert "--port" in done.stderr
    assert not (home / "pg").exists()


def test_a_supervisor_that_is_gone_is_named_where_what_it_began_still_holds_its_lock(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    held = locks.try_exclusive(tmp_path / "up.lock")
    (tmp_path / "up.lock").write_text(str(gone.pid))
    try:
        with pytest.raises(SupervisorFailed, match=rf"pid {gone.pid}\) is gone"):
            stop_other(tmp_path)
    finally:
        os.close(held)
