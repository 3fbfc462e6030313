"""The outbox: once, again later, or given up loudly."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from channels.errors import NothingToSend
from channels.kinds import OutboxState
from channels.models import Conversation, KeptMail, Outgoing
from channels.rules import access
from channels.rules.answers import writing
from channels.rules.outbox import delivery, ending, recalling
from channels.rules.outbox.ending import Ending
from channels.signals import message_delivered, message_refused, outgoing_enqueued
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.channels.relays import AnsweringRelay, DroppingRelay, Relay, SilentRelay, running
from tests.factories.channels import conversation_with
from tests.factories.organisation import UserFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def bells():
    heard = []
    signals = {
        "enqueued": outgoing_enqueued,
        "delivered": message_delivered,
        "refused": message_refused,
    }
    hearers = []
    for name, signal in signals.items():

        def hear(outgoing_id, _name=name, **_more):
            heard.append((_name, outgoing_id))

        signal.connect(hear, dispatch_uid=f"test {name}")
        hearers.append(hear)
    yield heard
    for name, signal in signals.items():
        signal.disconnect(dispatch_uid=f"test {name}")


@pytest.fixture
def by_smtp(settings):
    """Send to this relay, and wait for it a moment only."""

    def use(relay):
        settings.MAIL_TRANSPORT = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
            "127.0.0.1",
            relay.port,
            2,
        )

    return use


def put(conversation=None, *, key="one", template="received", **more):
    return delivery.tell_customer(
        conversation or conversation_with(), template=template, dedup_key=key, now=NOW, **more
    )


def verbs(row):
    return list(
        LedgerEvent.objects.filter(subject=f"outgoing:{row.pk}")
        .order_by("id")
        .values_list("verb", flat=True)
    )


def test_a_message_is_kept_once_for_each_key(statements):
    conversation = conversation_with()
    with statements(1):
        first = put(conversation)
    again = put(conversation, template="closed")

    assert again == first
    assert Outgoing.objects.get().template == "received"


def test_a_change_that_is_undone_leaves_no_message():
    conversation = conversation_with()
    with transaction.atomic():
        put(conversation)
        transaction.set_rollback(True)

    assert not Outgoing.objects.exists()


def test_the_bell_rings_after_the_commit_and_only_for_what_is_due(
    bells, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = put()
        put(row.conversation, key="later", not_before=NOW + timedelta(minutes=10))
        assert bells == []

    assert [one for one in bells if one[0] == "enqueued"] == [("enqueued", row.pk)]


@pytest.mark.parametrize("why", ["anonymous", "bounced", "erased"])
def test_nobody_is_told_who_cannot_be_written_to(why):
    conversation = conversation_with(None if why == "anonymous" else "mei@example.com")
    if why != "anonymous":
        point = conversation.customer.contact_points.get()
        point.bounced_at = NOW if why == "bounced" else None
        point.value_sealed = None if why == "erased" else point.value_sealed
        point.save()

    assert put(conversation) is None
    assert not Outgoing.objects.exists()


def test_without_a_relay_mail_is_kept_for_reading(bells, django_capture_on_commit_callbacks):
    row = put()

    with django_capture_on_commit_callbacks(execute=True):
        sent = delivery.deliver(row.pk, now=NOW)

    kept = KeptMail.objects.get()
    assert (sent.state, sent.receipt, sent.sent_at) == (OutboxState.SENT, "kept", NOW)
    assert (kept.to, kept.mail_message_id) == ("mei@example.com", sent.mail_message_id)
    assert row.conversation.reference in kept.subject
    assert ("delivered", row.pk) in bells
    assert verbs(row) == ["outgoing.sent"]


def test_a_second_run_does_nothing():
    row = put()
    delivery.deliver(row.pk, now=NOW)

    again = delivery.deliver(row.pk, now=NOW)

    assert again.attempts == 1
    assert KeptMail.objects.count() == 1


def test_it_goes_out_by_smtp(by_smtp):
    with running(Relay()) as relay:
        by_smtp(relay)
        row = delivery.deliver(put().pk, now=NOW)

    [mail], [parsed] = relay.mails, relay.parsed
    assert row.state == OutboxState.SENT
    assert row.receipt == "250 2.0.0 queued as 42"
    assert mail.rcpt_tos == ["mei@example.com"]
    assert parsed["Message-ID"] == row.mail_message_id
    assert mail.mail_from == parsed["Reply-To"].addresses[0].addr_spec


@pytest.mark.parametrize(
    "relay", [SilentRelay(), AnsweringRelay("451 4.7.1 greylisted"), DroppingRelay()]
)
def test_what_failed_for_now_is_tried_again_with_the_same_message_id(by_smtp, relay):
    with running(relay):
        by_smtp(relay)
        first = delivery.deliver(put().pk, now=NOW)
    pause = first.due_at - NOW
    cache.clear()

    assert first.state == OutboxState.PENDING
    assert first.last_error
    assert timedelta(seconds=22) < pause < timedelta(seconds=38)
    assert delivery.deliver(first.pk, now=first.due_at - timedelta(seconds=1)).attempts == 1
    with running(Relay()) as second_relay:
        by_smtp(second_relay)
        second = delivery.deliver(first.pk, now=first.due_at)
    assert (second.state, second.attempts) == (OutboxState.SENT, 2)
    assert second_relay.parsed[0]["Message-ID"] == first.mail_message_id
    assert verbs(second) == ["outgoing.sent"]


def test_nobody_listening_makes_others_wait_instead_of_trying(by_smtp, settings):
    with running(Relay()) as relay:
        by_smtp(relay)
    rows = [put(conversation_with(f"p{n}@example.com"), key=str(n)) for n in range(3)]

    tried = delivery.sweep(now=NOW, limit=10)

    assert tried == 1
    assert sorted(Outgoing.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    with running(Relay()) as relay:
        by_smtp(relay)
        assert delivery.deliver(rows[1].pk, now=NOW).state == OutboxState.PENDING
        assert relay.dialogues == 0
        cache.clear()
        assert delivery.deliver(rows[2].pk, now=NOW).state == OutboxState.SENT


def test_what_is_refused_for_good_is_dead_and_rings(
    by_smtp, bells, django_capture_on_commit_callbacks
):
    with running(AnsweringRelay("550 5.1.1 no such user")) as relay:
        by_smtp(relay)
        with django_capture_on_commit_callbacks(execute=True):
            row = delivery.deliver(put().pk, now=NOW)

    assert row.state == OutboxState.DEAD
    assert "550 5.1.1" in row.last_error
    assert ("refused", row.pk) in bells
    assert verbs(row) == ["outgoing.dead"]
    assert delivery.sweep(now=NOW + timedelta(days=1), limit=10) == 0


def test_it_gives_up_after_a_day(by_smtp):
    with running(Relay()) as relay:
        by_smtp(relay)
    row, moment = put(), NOW
    while row.state == OutboxState.PENDING:
        cache.clear()
        moment = max(moment, row.due_at)
        row = delivery.deliver(row.pk, now=moment)

    assert row.state == OutboxState.DEAD
    assert row.attempts == delivery.MOST_ATTEMPTS
    assert timedelta(hours=18) < moment - NOW < timedelta(hours=36)


@pytest.mark.parametrize("attempts", range(1, 60))
def test_pauses_double_up_to_two_hours(attempts):
    middle = min(30 * 2 ** (attempts - 1), 7200)

    assert 0.75 * middle <= delivery.pause_after(attempts).total_seconds() <= 1.25 * middle


def test_a_killed_worker_costs_one_lease(by_smtp):
    row = put()
    Outgoing.objects.filter(pk=row.pk).update(
        leased_until=NOW + delivery.LEASE, attempts=1, mail_message_id="<same@feedback.example.com>"
    )

    assert delivery.sweep(now=NOW + timedelta(seconds=59), limit=10) == 0
    assert delivery.sweep(now=NOW + delivery.LEASE, limit=10) == 1
    assert KeptMail.objects.get().mail_message_id == "<same@feedback.example.com>"


def test_what_kills_its_process_costs_those_beside_it_one_try():
    rows = [put(conversation_with(f"p{n}@example.com"), key=str(n)) for n in range(3)]
    assert len(delivery._claim(Outgoing.objects.all(), now=NOW, most=20)) == 3
    later = NOW + delivery.LEASE

    # Its process dies again, and takes nobody along.
    (again,) = delivery._claim(Outgoing.objects.all(), now=later, most=20)
    fresh = put(conversation_with("fresh@example.com"), key="fresh")

    assert delivery.sweep(now=later, limit=20) == 3
    beside = {row.pk for row in rows} - {again.pk}
    sent = dict(Outgoing.objects.filter(state=OutboxState.SENT).values_list("pk", "attempts"))
    assert sent == {fresh.pk: 1, **dict.fromkeys(beside, 2)}
    again.refresh_from_db()
    assert (again.state, again.attempts) == (OutboxState.PENDING, 2)


def test_what_a_slow_batch_does_not_reach_within_its_lease_is_given_back(by_smtp):
    for number in range(3):
        put(conversation_with(f"p{number}@example.com"), key=str(number))
    rows = delivery._claim(Outgoing.objects.all(), now=NOW, most=3)
    claimed_at = time.monotonic() - delivery.PATIENCE - 1  # so long it took to look everything up

    with running(Relay()) as relay:
        by_smtp(relay)
        assert delivery._attempt_all(rows, claimed_at, now=NOW) == (1, False)

    given_back = Outgoing.objects.filter(attempts=0, leased_until=None, state=OutboxState.PENDING)
    assert (len(relay.mails), given_back.count()) == (1, 2)


@pytest.mark.parametrize("goes", ["kept", "smtp"])
def test_one_that_breaks_off_holds_up_none_of_its_batch(goes, by_smtp):
    broken, *others = (put(conversation_with(f"p{n}@example.com"), key=str(n)) for n in range(3))
    Outgoing.objects.filter(pk=broken.pk).update(context=["no", "mapping"])

    with running(Relay()) as relay:
        if goes == "smtp":
            by_smtp(relay)
        delivery.sweep(now=NOW, limit=20)

    sent = Outgoing.objects.filter(state=OutboxState.SENT).order_by("pk")
    assert list(sent.values_list("pk", flat=True)) == [row.pk for row in others]


def test_a_late_worker_does_not_overwrite_the_one_that_took_over():
    row = put()
    (slow,) = delivery._claim(Outgoing.objects.filter(pk=row.pk), now=NOW)
    later = NOW + delivery.LEASE
    delivery.deliver(row.pk, now=later)

    delivery._postpone(slow, "too late", now=later)
    ending.finish([Ending(row=slow, state=OutboxState.DEAD, why="too late")], now=later)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (OutboxState.SENT, 2, "")
    assert verbs(row) == ["outgoing.sent"]


def test_a_batch_that_was_rolled_back_still_keeps_the_code_open_when_it_is_repeated():
    row = put()
    conversation = row.conversation
    Conversation.objects.filter(pk=conversation.pk).update(opened_at=NOW - timedelta(days=30))
    (claimed,) = delivery._claim(Outgoing.objects.filter(pk=row.pk), now=NOW)
    sent = [Ending(row=claimed, state=OutboxState.SENT)]
    with transaction.atomic():
        ending.finish(sent, now=NOW)
        transaction.set_rollback(True)

    ending.finish(sent, now=NOW)

    conversation.refresh_from_db()
    assert access.expires_at(conversation) == NOW + access.VALID_FOR


def test_what_breaks_off_each_time_is_given_up_too():
    row = put()
    Outgoing.objects.filter(pk=row.pk).update(attempts=delivery.MOST_ATTEMPTS)

    row = delivery.deliver(row.pk, now=NOW)

    assert (row.state, row.last_error) == (OutboxState.DEAD, "each try broke off")
    assert not KeptMail.objects.exists()


def test_a_text_that_is_missing_is_a_dead_letter():
    row = delivery.deliver(put(template="nobody_wrote_this").pk, now=NOW)

    assert row.state == OutboxState.DEAD
    assert "nobody_wrote_this" in row.last_error


def test_an_address_that_is_none_is_a_dead_letter(by_smtp):
    with running(Relay()) as relay:
        by_smtp(relay)
        for number, address in enumerate(
            (
                "no-at-sign",
                "a@b\r\nBcc: c@d.example",
                "a b@example.com",
                "a@example.com,b@example.com",
                "@x.example",
            )
        ):
            row = delivery.deliver(put(conversation_with(address), key=str(number)).pk, now=NOW)
            assert row.state == OutboxState.DEAD, address

    assert relay.mails == []


def test_an_address_that_came_back_meanwhile_gets_no_more():
    row = put()
    row.contact_point.bounced_at = NOW
    row.contact_point.save()

    assert delivery.deliver(row.pk, now=NOW).state == OutboxState.DEAD
    assert not KeptMail.objects.exists()


def test_a_dead_letter_is_sent_again_by_a_person():
    row = put()
    Outgoing.objects.filter(pk=row.pk).update(state="dead", attempts=20, mail_message_id="<a@b>")
    agent = posted(Role.AGENT)

    recalling.requeue(row.pk, actor=agent, now=NOW)
    sent = delivery.deliver(row.pk, now=NOW)

    assert (sent.state, sent.attempts, sent.mail_message_id) == (OutboxState.SENT, 1, "<a@b>")
    assert verbs(row) == ["outgoing.requeued", "outgoing.sent"]
    with pytest.raises(NothingToSend):
        recalling.requeue(row.pk, actor=agent, now=NOW)
    row.refresh_from_db()
    assert row.state == OutboxState.SENT


def test_what_has_not_gone_out_can_be_recalled():
    row = put(not_before=NOW + timedelta(minutes=10))

    assert recalling.withdraw("one", now=NOW) is True
    assert delivery.sweep(now=NOW + timedelta(hours=1), limit=10) == 0
    row.refresh_from_db()
    assert row.state == OutboxState.RECALLED
    assert recalling.withdraw("one", now=NOW) is False
    assert recalling.withdraw("unknown", now=NOW) is False


@pytest.mark.parametrize(("after", "rings"), [(1, []), (10, ["enqueued"])])
def test_what_was_recalled_goes_out_when_it_would_have(
    bells, django_capture_on_commit_callbacks, after, rings
):
    put(not_before=NOW + timedelta(minutes=10))
    assert recalling.reinstate("one", now=NOW) is False
    recalling.withdraw("one", now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        assert recalling.reinstate("one", now=NOW + timedelta(minutes=after)) is True

    assert [name for name, _row in bells] == rings
    assert delivery.sweep(now=NOW + timedelta(minutes=9), limit=10) == 0
    assert delivery.sweep(now=NOW + timedelta(minutes=10), limit=10) == 1
    assert recalling.reinstate("one", now=NOW) is False
    assert recalling.reinstate("unknown", now=NOW) is False


def test_what_is_on_its_way_cannot_be_recalled():
    row = put()
    delivery._claim(Outgoing.objects.filter(pk=row.pk), now=NOW)

    assert recalling.withdraw("one", now=NOW) is False
    row.refresh_from_db()
    assert row.state == OutboxState.PENDING


def test_a_persons_words_are_on_the_conversation_and_in_the_mail():
    conversation = conversation_with()
    agent = UserFactory(display_name="林小姐")

    message = writing.write_to_customer(conversation, text="我們會重印。", author=agent, now=NOW)
    row = delivery.deliver(Outgoing.objects.get().pk, now=NOW)

    assert (message.direction, message.author, message.text) == ("outbound", agent, "我們會重印。")
    assert (row.message, row.template, row.state) == (message, "answered", OutboxState.SENT)


def test_an_anonymous_customer_is_answered_on_the_page_only():
    writing.write_to_customer(conversation_with(None), text="您好", author=UserFactory(), now=NOW)

    assert not Outgoing.objects.exists()


def test_many_are_handed_over_in_as_many_statements_as_few(settings):
    forget()
    settings.LOOK_UP_SECONDS = (
        60  # as a running site, which looks seldom for letters in our own words
    )
    delivery.deliver(put(conversation_with("first@example.com"), key="first").pk, now=NOW)
    for number in range(2):
        put(conversation_with(f"a{number}@example.com"), key=f"few {number}")
    with CaptureQueriesContext(connection) as few:
        assert delivery.sweep(now=NOW, limit=20) == 2
    for number in range(12):
        put(conversation_with(f"b{number}@example.com"), key=f"many {number}")
    with CaptureQueriesContext(connection) as many:
        assert delivery.sweep(now=NOW, limit=20) == 12

    assert (
        KeptMail.objects.count() == Outgoing.objects.filter(state="sent", attempts=1).count() == 15
    )
    forget()
    assert len(many) == len(few)


def test_those_of_one_batch_are_counted_beside_each_other():
    mei, other = conversation_with("mei@example.com"), conversation_with("other@example.com")
    for number in range(8):
        put(mei, key=str(number))
    put(other, key="other")

    delivery.sweep(now=NOW, limit=20)

    sent = Outgoing.objects.filter(state=OutboxState.SENT).order_by("pk")
    assert list(sent.values_list("dedup_key", flat=True)) == [*"01234", "other"]
    assert Outgoing.objects.filter(state=OutboxState.HELD).count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(by_smtp):
    rows = [put(conversation_with(f"p{n}@example.com"), key=str(n)) for n in range(20)]

    def work(_n):
        for row in rows:
            delivery.deliver(row.pk, now=NOW)
        delivery.sweep(now=NOW, limit=50)

    with running(Relay()) as relay:
        by_smtp(relay)
        at_once(2, work)

    assert len(relay.mails) == 20
    assert set(Outgoing.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.django_db(transaction=True)
def test_two_twins_enqueue_one_row():
    conversation = conversation_with()

    at_once(2, lambda _n: put(conversation))

    assert Outgoing.objects.count() == 1
