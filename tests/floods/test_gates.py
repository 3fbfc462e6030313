"""Counting: exact, over all processes, and leaving nothing behind."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from channels.models import RawIntake
from channels.views.floods import CALM
from feedback_site.embedded.home import PROJECT, SUPERVISED, TEST_DATABASE
from feedback_site.floods.gates import Gate, source_of
from feedback_site.floods.lines import network_of
from feedback_site.floods.models import Count
from tests.factories.channels import NOW
from tests.side_by_side import at_once

GATE = Gate(name="trial", limit=5, seconds=600)


@pytest.mark.django_db
def test_so_many_are_admitted_and_no_more_until_the_window_is_over():
    assert [GATE.admits("a", now=NOW) for _ in range(7)] == [True] * 5 + [False] * 2
    assert GATE.admits("b", now=NOW)
    assert GATE.admits("a", now=NOW + timedelta(seconds=GATE.opens_in(NOW)))


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:DB8:1:2::1%eth0", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"), ("unknown", "unknown"), ("", ""),
    ],
)  # fmt: skip
def test_whoever_counts_up_the_end_of_a_long_address_stays_one_source(rf, address, line):
    assert network_of(address) == line
    assert source_of(rf.get("/", REMOTE_ADDR=address)) == source_of(rf.get("/", REMOTE_ADDR=line))


@pytest.mark.django_db
def test_looking_counts_nothing():
    for _ in range(10):
        assert not GATE.is_full("a", now=NOW)
    for _ in range(5):
        GATE.admits("a", now=NOW)

    assert GATE.is_full("a", now=NOW)
    assert Count.objects.get().times == 5


@pytest.mark.django_db
def test_what_is_long_over_is_taken_away_by_whoever_counts():
    for number in range(7):
        GATE.admits(f"source {number}", now=NOW)
    later = NOW + timedelta(hours=2)
    for _ in range(3):
        GATE.admits("a", now=later)

    assert Count.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_two_take_the_same_place():
    """Eight threads, each with a connection of its own, at once."""
    admitted = at_once(8, lambda _n: sum(GATE.admits("a", now=NOW) for _ in range(10)))

    assert sum(admitted) == 5
    assert Count.objects.get().times == 80


# One web process: ten forms of one source, as the site's own handler takes them.
WEB = """
import django; django.setup()
import time_machine
from django.test import Client
from tests.doors import stamp
with time_machine.travel("{now}", tick=False):
    sent = [
        Client().post("/feedback/", dict(text="dark %s %s" % (n, "{name}"), is_anonymous="on", stamp=stamp()))
        for n in range(10)
    ]
print(*[answer.status_code for answer in sent])
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_web_processes_share_one_count():
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "feedback_site.settings.test", SUPERVISED: "the suite",
        TEST_DATABASE: connection.settings_dict["NAME"],
    }  # fmt: skip
    both = [
        subprocess.Popen(
            [sys.executable, "-c", WEB.format(now=NOW.isoformat(), name=name)],
            cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True,
        )
        for name in ("one", "two")
    ]  # fmt: skip

    answers = [code for one in both for code in one.communicate(timeout=120)[0].split()]

    # As many as are calm, and the one that goes without a proof.
    assert sorted(answers) == ["302"] * (CALM.limit + 1) + ["429"] * (19 - CALM.limit)
    assert RawIntake.objects.count() == CALM.limit + 1
