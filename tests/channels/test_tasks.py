"""The bell and the sweep of the outbox, as a worker runs them."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from channels import tasks
from channels.kinds import OutboxState
from channels.models import Outgoing
from channels.rules.outbox import delivery
from feedback_site import ringing
from feedback_site.celery_app import app
from feedback_site.ringing import answer
from tests.factories.channels import conversation_with
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db


def put(key="k", **more):
    return delivery.tell_customer(
        conversation_with(f"{key}@example.com"), template="received", dedup_key=key,
        now=timezone.now(), **more,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet():
    tasks.outbox_bell.quieten()
    yield
    tasks.outbox_bell.quieten()


def test_many_rows_of_one_moment_ring_once(django_capture_on_commit_callbacks):
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        for number in range(3):
            with django_capture_on_commit_callbacks(execute=True):
                put(key=str(number))
        message = queue.get(timeout=60)

        assert message.headers["task"] == "channels.deliver"
        with pytest.raises(queue.Empty):
            queue.get(timeout=0.1)


def test_whoever_hears_the_bell_sends_what_comes_meanwhile(monkeypatch):
    monkeypatch.setattr(ringing, "LINGERS", 1.5)
    monkeypatch.setattr(ringing, "LONGEST", 60)
    put(key="before")
    turns = []

    def work():
        turns.append(len(turns))
        if len(turns) == 3:
            put(key="meanwhile")
        return delivery.sweep(now=timezone.now(), limit=1)

    answer(tasks.outbox_bell, work)

    assert set(Outgoing.objects.values_list("dedup_key", "state")) == {
        ("before", OutboxState.SENT), ("meanwhile", OutboxState.SENT),
    }  # fmt: skip


def test_whoever_is_at_it_for_long_rings_again_and_ends(monkeypatch):
    monkeypatch.setattr(ringing, "LONGEST", 0.05)
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        answer(tasks.outbox_bell, lambda: 1)

        assert queue.get(timeout=60).headers["task"] == "channels.deliver"


def test_lingering_is_longer_than_gathering():
    # Else a row of which nobody rang would wait for the sweep.
    assert ringing.LINGERS >= ringing.GATHERS + ringing.PAUSE


def test_a_broker_that_is_away_loses_nothing(
    django_capture_on_commit_callbacks, monkeypatch, caplog
):
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)

    with django_capture_on_commit_callbacks(execute=True):
        put()
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(10):
            delivery.enqueue(
                template="staff_escalated", dedup_key=str(number), language="en", now=timezone.now(),
                recipient=UserFactory(email="lin@shop.example"),
            )  # fmt: skip
    waited = time.monotonic() - started
    tasks.sweep_outbox()

    assert caplog.text.count("the sweep will do channels.deliver") == 1
    assert waited < 1
    assert set(Outgoing.objects.values_list("state", flat=True)) == {OutboxState.SENT}


def test_a_task_from_another_version_runs_and_twice_is_once():
    row = put()

    tasks.deliver(outgoing_id=row.pk)
    tasks.deliver(added_later=True)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (OutboxState.SENT, 1)


def test_the_sweep_leaves_what_is_not_due():
    put(not_before=timezone.now() + timedelta(hours=1))

    tasks.sweep_outbox()

    assert Outgoing.objects.get().state == OutboxState.PENDING


def test_every_task_of_the_schedule_is_there(settings):
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    ours = {name for name in wanted if name.startswith("channels.")}

    assert {"channels.sweep_outbox"} <= ours
    assert {name for name in ours if name not in app.tasks} == set()
