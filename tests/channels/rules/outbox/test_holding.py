"""After a restore no old mail goes out by itself: held, until an administrator has decided."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from channels.errors import NothingToSend
from channels.models import KeptMail, Outgoing
from channels.rules.outbox import delivery, holding, recalling
from feedback_site.embedded import home
from feedback_site.embedded.postgres import EmbeddedPostgres
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.channels import conversation_with
from tests.factories.organisation import posted

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def put(number=0, **more):
    return delivery.tell_customer(
        conversation_with(f"p{number}@example.com"), template="closed", dedup_key=str(number),
        now=NOW, **more,
    )  # fmt: skip


def of_before(number=0):
    """A message that was pending when the backup was made."""
    row = put(number)
    Outgoing.objects.filter(pk=row.pk).update(life=0)
    return row


def stands(row):
    row.refresh_from_db()
    return row.state, row.hold_reason


def verbs(row):
    found = LedgerEvent.objects.filter(subject=f"outgoing:{row.pk}").order_by("id")
    return list(found.values_list("verb", "actor"))


@pytest.mark.django_db
def test_what_was_pending_is_held_and_what_was_written_since_goes_out():
    old, new = of_before(0), put(1)

    assert delivery.sweep(now=LATER, limit=10) == 1

    assert stands(old) == ("held", "restored")
    assert stands(new) == ("sent", "")
    assert verbs(old) == [("outgoing.held", "system")]
    assert KeptMail.objects.count() == 1


@pytest.mark.django_db
def test_a_bell_of_before_delivers_nothing_even_while_nobody_sweeps():
    old = of_before()

    delivery.deliver(old.pk, now=LATER)

    assert stands(old) == ("pending", "")
    assert not KeptMail.objects.exists()


@pytest.mark.django_db
def test_without_a_restore_nothing_is_held():
    row = put()

    assert holding.hold_after_restore(now=LATER) == 0
    assert stands(row) == ("pending", "")


@pytest.mark.django_db
def test_what_is_released_goes_out_and_what_is_withdrawn_never_does():
    sent, withdrawn = of_before(0), of_before(1)
    holding.hold_after_restore(now=LATER)
    admin = posted(Role.ADMINISTRATOR)
    how = {"actor": admin, "now": LATER}

    assert holding.release_held(Outgoing.objects.filter(pk=sent.pk), **how) == 1
    assert holding.withdraw_held(Outgoing.objects.all(), **how) == 1
    delivery.sweep(now=LATER, limit=10)

    assert stands(sent) == ("sent", "")
    assert stands(withdrawn) == ("recalled", "")
    assert verbs(withdrawn)[-1] == ("outgoing.recalled", f"user:{admin.pk}")
    assert verbs(sent)[1:] == [
        ("outgoing.released", f"user:{admin.pk}"),
        ("outgoing.sent", "system"),
    ]
    with pytest.raises(NothingToSend):
        holding.release_held(Outgoing.objects.all(), **how)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_decides(role):
    row = of_before()
    holding.hold_after_restore(now=LATER)

    for decide in (holding.release_held, holding.withdraw_held):
        with pytest.raises(NotAllowed):
            decide(Outgoing.objects.all(), actor=posted(role), now=LATER)
    with pytest.raises(NothingToSend):
        recalling.requeue(row.pk, actor=posted(role), now=LATER)

    assert stands(row) == ("held", "restored")


@pytest.mark.django_db
@pytest.mark.parametrize("hold", [holding.hold_after_restore, holding.hold_everything])
def test_what_a_colleague_recalls_and_puts_back_waits_for_the_administrator_again(hold):
    row = of_before() if hold is holding.hold_after_restore else put()
    hold(now=LATER)
    assert recalling.withdraw(row.dedup_key, now=LATER)

    assert recalling.reinstate(row.dedup_key, now=LATER)
    delivery.sweep(now=LATER, limit=10)

    assert stands(row) == ("held", "restored")
    assert not KeptMail.objects.exists()
    holding.release_held(Outgoing.objects.all(), actor=posted(Role.ADMINISTRATOR), now=LATER)
    delivery.sweep(now=LATER, limit=10)
    assert stands(row) == ("sent", "")


@pytest.mark.django_db
def test_what_is_held_for_another_reason_is_not_decided_about():
    row = put()
    Outgoing.objects.update(state="held", hold_reason="flood")

    with pytest.raises(NothingToSend):
        holding.withdraw_held(Outgoing.objects.all(), actor=posted(Role.ADMINISTRATOR), now=LATER)

    assert stands(row) == ("held", "flood")


@pytest.mark.django_db
def test_a_dead_letter_of_before_is_sent_again_by_a_person():
    row = of_before()
    Outgoing.objects.update(state="dead")

    recalling.requeue(row.pk, actor=posted(Role.AGENT), now=LATER)
    delivery.sweep(now=LATER, limit=10)

    assert stands(row) == ("sent", "")


@pytest.mark.django_db
def test_a_case_that_moves_on_withdraws_a_held_notice_too():
    row = of_before()
    holding.hold_after_restore(now=LATER)

    assert recalling.withdraw("0", now=LATER) is True
    assert stands(row) == ("recalled", "")


@pytest.mark.django_db
def test_an_operator_holds_everything_where_the_database_cannot_know(capsys):
    row = put()

    call_command("hold_outbox")

    assert capsys.readouterr().out == "1 messages are held\n"
    assert stands(row) == ("held", "restored")


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="copies a database as its superuser")
@pytest.mark.django_db(transaction=True)
def test_a_real_copy_of_the_database_holds_what_the_first_still_sends():
    """A copy by template is what loading a dump gives: the same rows in another database."""
    row = put()
    server = EmbeddedPostgres(home.test_home(home.PROJECT), durable=False)
    first = connection.settings_dict["NAME"]
    copy = f"{first}_copy"
    connection.close()
    # A test before this one may have left threads whose connections are not closed yet.
    server.query_as_superuser(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{first}'"
    )
    server.query_as_superuser(f'CREATE DATABASE "{copy}" TEMPLATE "{first}" OWNER feedback')
    try:
        connection.settings_dict["NAME"] = copy
        new = put(1)
        delivery.sweep(now=LATER, limit=10)
        of_copy = (stands(row), stands(new))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = first
        server.query_as_superuser(f'DROP DATABASE "{copy}" WITH (FORCE)')

    delivery.sweep(now=LATER, limit=10)
    assert of_copy == (("held", "restored"), ("sent", ""))
    assert stands(row) == ("sent", "")
