"""Watching mailboxes: news is taken in at once, and what changes about an account is followed."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from channels import mailbox_watch, tasks
from channels.mailbox_watch import MailboxWatch
from channels.models import ChannelAccount, RawIntake
from channels.rules.connections import connecting
from feedback_site.embedded.home import PROJECT
from tests.channels.imap.server import MailServer, serving
from tests.channels.mail_door import eventually
from tests.channels.rules.mailboxes.test_fetching import account_at, mail
from tests.channels.rules.mailboxes.test_fetching_by_token import TokenServer, connected
from tests.channels.servers import serving as serving_tokens
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    return MailServer()


@pytest.fixture
def account(world):
    with serving(world) as port:
        yield account_at(port)


@pytest.fixture
def by_token(world, settings):
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    world.by_token = ("XOAUTH2",)
    lender = TokenServer(world)
    with serving_tokens(lender) as server, serving(world) as port:
        lender.url, lender.port = f"{server.url}/token", port
        yield connected(lender)


@pytest.fixture
def watch(monkeypatch):
    """Run the watch in a thread, as the command runs it in a process."""
    monkeypatch.setattr(mailbox_watch, "LIST_SECONDS", 0.2)
    asked_to_stop = threading.Event()
    thread = threading.Thread(target=_run, args=(asked_to_stop,), daemon=True)

    def start():
        thread.start()
        return thread

    yield start
    asked_to_stop.set()
    thread.join(60)
    assert not thread.is_alive()


def _run(asked_to_stop):
    MailboxWatch().run(asked_to_stop)
    close_old_connections()


def items():
    return RawIntake.objects.exclude(accounted_at=None).count()


def test_mail_that_comes_while_it_waits_is_taken_in_at_once(world, account, watch):
    watch()
    eventually(lambda: world.idling == 1)

    began = time.monotonic()
    world.deliver(mail(1))

    eventually(lambda: items() == 1)
    assert time.monotonic() - began < 5
    eventually(lambda: world.idling == 1)
    world.deliver(mail(2))
    eventually(lambda: items() == 2)


def test_no_connection_to_the_database_is_held_while_it_waits(world, by_token, watch):
    before = connections()
    watch()
    eventually(lambda: world.idling == 1)

    eventually(lambda: connections() <= before)
    assert world.idling == 1


def connections():
    """Count those of others than this test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_mail_that_was_there_before_is_taken_in(world, account, watch):
    world.deliver(mail(1))

    watch()

    eventually(lambda: items() == 1)


def test_a_server_that_tells_nothing_is_asked_again(world, account, watch, monkeypatch):
    monkeypatch.setattr(mailbox_watch, "POLL_SECONDS", 0.2)
    world.can_idle = False
    watch()
    eventually(lambda: world.commands.count("SELECT") > 1)

    world.deliver(mail(1))

    eventually(lambda: items() == 1)
    assert "IDLE" not in world.commands


def test_an_account_that_is_switched_off_is_left_and_one_that_is_made_is_followed(
    world, account, watch
):
    watch()
    eventually(lambda: world.idling == 1)
    ChannelAccount.objects.update(is_active=False)
    eventually(lambda: world.idling == 0)

    second = MailServer()
    second.deliver(mail(2))
    with serving(second) as port:
        account_at(port, name="Second")
        eventually(lambda: items() == 1)


def test_an_account_with_a_new_password_is_tried_with_it(world, account, watch):
    world.password = "another"
    watch()
    eventually(lambda: ChannelAccount.objects.get().failures == 1)
    world.deliver(mail(1))

    connecting.change_account(
        account.pk, name="Care", is_active=True, values={"password": "another"},
        actor=UserFactory(), now=timezone.now(),
    )  # fmt: skip

    eventually(lambda: items() == 1)


def test_the_periodic_task_looks_into_mailboxes_without_any_watch(world, account):
    world.deliver(mail(1))

    tasks.poll_mailboxes()

    assert items() == 1
    tasks.recount_mailboxes()
    assert items() == 1


def test_the_program_watches_until_it_is_told_to_stop():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    program = subprocess.Popen(
        [sys.executable, "manage.py", "watch_mailboxes"], cwd=PROJECT, stdout=subprocess.PIPE,
        env=environment, text=True,
    )  # fmt: skip
    try:
        assert program.stdout.readline() == "watching mailboxes\n"
        program.send_signal(signal.SIGTERM)
        assert program.wait(120) == 0
    finally:
        program.kill()
        program.wait()
