"""The experiment of bench/faults, shortened: all doors, four kills, and a task queued while nobody works."""

import json
import os
import subprocess
import sys

import pytest

from feedback_site.embedded.home import PROJECT
from tests.embedded.conftest import home_folder, remove
from tests.plugins.database_server import begin_migrated

pytestmark = pytest.mark.slow
COUNT, KILLS = 60, 4


@pytest.fixture(scope="module")
def home():
    """Where migrations have run already: how a first start goes is told in tests/embedded/test_up.py."""
    folder = home_folder()
    begin_migrated(folder)
    yield folder
    remove(folder)


@pytest.fixture(scope="module")
def report(home):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [
            sys.executable, "bench/faults/kill_at_random.py", "--count", str(COUNT),
            "--kills", str(KILLS), "--seconds", "6", "--most-seconds", "400", "--seed", "3",
            "--patience", "240",  # on a cold machine, beside other tests
            "--home", str(home),
        ],
        cwd=PROJECT, env=kept, capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_what_was_acknowledged_is_exactly_one_case(report):
    assert sum(report["kills"].values()) == KILLS
    assert sum(report["acknowledged"].values()) == COUNT
    assert report["cases"] == COUNT
    assert (report["lost"], report["doubled"]) == ([], [])


def test_everything_is_in_order_afterwards(report):
    assert report["violations"] == []
    assert report["ledger_verified"] is True
    assert report["at_rest_after_seconds"] is not None


def test_what_was_killed_came_back(report):
    assert [kind for kind, took in report["recovery_seconds"].items() if took["never"]] == []


def test_a_task_queued_while_no_worker_lives_runs_when_one_is_back(report):
    assert report["queued_task_ran_after_kill_in_seconds"] is not None


def test_the_experiment_as_a_whole_passed(report):
    assert report["passed"] is True
