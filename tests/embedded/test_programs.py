import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from feedback_site.embedded.arguments import set_environment
from feedback_site.embedded.errors import SupervisorFailed
from feedback_site.embedded.home import PROJECT
from feedback_site.embedded.programs import (
    Addresses,
    beat,
    check_port,
    free_smtp_port,
    mailboxes,
    smtp,
    web,
    workers,
)
from feedback_site.embedded.supervising import LOG_BYTES, rotate


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_is_none_is_refused_by_the_option_s_name(port):
    with pytest.raises(SupervisorFailed, match="--port must be a number from 1 to 65535"):
        check_port("127.0.0.1", port, "--port")


def test_a_taken_port_is_refused_by_the_option_s_name(taken):
    with pytest.raises(SupervisorFailed, match=f"Port {taken} is taken: .* --smtp-port"):
        check_port("127.0.0.1", taken, "--smtp-port")


def test_the_mail_port_moves_aside_when_it_is_taken(taken):
    assert free_smtp_port("127.0.0.1", taken - 25) not in {taken, 0}


def test_a_wildcard_is_visited_on_this_machine():
    assert Addresses(bind="0.0.0.0", port=81, smtp_port=1).site == "http://127.0.0.1:81"
    assert Addresses(bind="::1", port=81, smtp_port=1).site == "http://[::1]:81"


def test_the_settings_hear_of_home_and_address_before_they_load(monkeypatch, tmp_path):
    monkeypatch.setenv("FEEDBACK_HOME", "elsewhere")
    monkeypatch.delenv("SITE_URL", raising=False)

    set_environment(["--home", str(tmp_path), "--port=8123", "--no-demo"])

    assert os.environ["FEEDBACK_HOME"] == str(tmp_path)
    assert os.environ.pop("SITE_URL") == "http://127.0.0.1:8123"


def test_big_logs_are_moved_aside_and_three_are_kept(tmp_path):
    log = tmp_path / "web.log"
    for age in range(5):
        log.write_bytes(bytes([age]) * LOG_BYTES)
        rotate(log)
    log.write_bytes(b"small")
    rotate(log)

    kept = {path.name: path.read_bytes()[:1] for path in tmp_path.iterdir()}
    assert kept == {"web.log": b"s", "web.log.1": b"\4", "web.log.2": b"\3", "web.log.3": b"\2"}


def test_no_worker_shares_a_lock_with_processes_that_may_be_killed():
    first, second = workers(2)

    assert (first.name, second.name) == ("worker1", "worker2")
    for one in (first, second):
        assert one.command[one.command.index("--pool") + 1] == "solo"
        assert f"{one.name}@%h" in one.command


# Says whether pages are loaded, before and after the program needs the address of one.
ASKS_FOR_AN_ADDRESS = """
import sys, django
django.setup()
from django.urls import reverse
from feedback_site.celery_app import app
app.loader.import_default_modules()
before = "cases.admin.pages" in sys.modules
print(before, reverse("admin:cases_queues"), "cases.admin.pages" in sys.modules, len(app.tasks))
"""


def _asked(environment):
    done = subprocess.run(
        [sys.executable, "-c", ASKS_FOR_AN_ADDRESS], cwd=PROJECT, env=os.environ | environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_programs_without_pages_load_them_when_they_need_an_address():
    addresses = Addresses(bind="127.0.0.1", port=81, smtp_port=1)
    shows, *others = (
        web(addresses, 2), *workers(), beat(Path("/nowhere")), smtp(PROJECT, addresses),
        mailboxes(PROJECT),
    )  # fmt: skip
    assert shows.environment == {}
    (told,) = {tuple(one.environment.items()) for one in others}

    *page, tasks = _asked(shows.environment)
    *lean, same_tasks = _asked(dict(told))

    assert page == ["True", "/admin/cases/queue/", "True"]
    assert lean == ["False", "/admin/cases/queue/", "True"]
    assert same_tasks == tasks
