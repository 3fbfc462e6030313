"""Bells hasten what sweeps do, and never stand in the way of sweeps."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from cases.tasks import open_waiting, opening_bell
from feedback_site.celery_app import app
from feedback_site.ringing import GATHERS, LASTS


@pytest.fixture
def asked():
    """What is asked of workers meanwhile."""
    with app.connection_for_write() as line, line.SimpleQueue(app.conf.task_default_queue) as queue:
        queue.clear()
        opening_bell.quieten()
        yield queue
        queue.clear()
    opening_bell.quieten()


def test_a_burst_rings_once_and_is_dropped_where_nobody_hears_it(asked):
    for _ in range(20):
        opening_bell.ring()

    message = asked.get(timeout=60)
    assert message.headers["task"] == open_waiting.name
    left = datetime.fromisoformat(message.headers["expires"]) - datetime.now(UTC)
    assert timedelta(seconds=LASTS - 2) < left <= timedelta(seconds=LASTS)
    with pytest.raises(asked.Empty):
        asked.get(block=False)
    assert GATHERS < LASTS


def test_what_the_beat_asks_for_outlasts_bells():
    """Behind a queue full of bells, which are dropped after LASTS, it is still asked for in time."""
    expire = {
        name: entry.get("options", {}).get("expires")
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
    }

    assert [name for name, after in expire.items() if after is not None and after < 2 * LASTS] == []
