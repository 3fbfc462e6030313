"""The bell and the sweep of the outbox, as a worker runs them."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from channels import receivers, tasks
from channels.kinds import OutboxState
from channels.models import Outgoing
from channels.rules import delivery
from feedback_site.celery_app import app
from tests.factories.channels import conversation_with
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db


def put(**more):
    return delivery.tell_customer(
        conversation_with(), template="received", dedup_key="k", now=timezone.now(), **more
    )


def test_the_bell_carries_the_number_of_the_row(django_capture_on_commit_callbacks):
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            row = put()
        message = queue.get(timeout=5)

    assert message.headers["task"] == "channels.deliver"
    assert message.payload[1] == {"outgoing_id": row.pk}


def test_a_broker_that_is_away_loses_nothing(
    django_capture_on_commit_callbacks, monkeypatch, caplog
):
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(receivers, "_silent_until", 0.0)

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

    assert caplog.text.count("the sweep will deliver") == 1
    assert waited < 1
    assert set(Outgoing.objects.values_list("state", flat=True)) == {OutboxState.SENT}


def test_a_task_from_another_version_runs_and_twice_is_once():
    row = put()

    tasks.deliver(outgoing_id=row.pk, added_later=True)
    tasks.deliver(outgoing_id=row.pk)

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
