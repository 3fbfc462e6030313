"""Events belong to their change's transaction, and seals to finished transactions only."""

import json
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from cases.kinds import EventKind
from feedback_site.ledger.canonical import body_bytes
from feedback_site.ledger.models import (
    LedgerContent,
    LedgerEpoch,
    LedgerEvent,
    LedgerSeal,
    LedgerWriter,
)
from feedback_site.ledger.placing import place_of
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.ledger.rules.sealing import latest_head, seal
from feedback_site.ledger.rules.verifying import verify
from tests.factories.cases import NOW
from tests.ledger.conftest import as_superuser, happen


def test_outside_a_transaction_it_refuses(ledger):
    with pytest.raises(TransactionManagementError):
        record([Entry(verb="case.note", subject="case:1")], now=NOW)

    assert not LedgerEvent.objects.exists()


def test_it_gives_the_ids_in_the_order_given(ledger):
    ids = happen(3)

    assert list(LedgerEvent.objects.order_by("id").values_list("id", "subject")) == [
        (ids[0], "case:1"), (ids[1], "case:2"), (ids[2], "case:3"),
    ]  # fmt: skip


def test_a_rollback_leaves_no_gap(ledger):
    happen(2)
    with transaction.atomic():
        record([Entry(verb="case.note", subject="case:9")], now=NOW)
        transaction.set_rollback(True)
    happen(1)

    assert LedgerWriter.objects.get().last_seq == 3
    assert list(LedgerEvent.objects.order_by("id").values_list("writer_seq", flat=True)) == [
        1,
        2,
        3,
    ]
    assert verify().events == 3


def test_many_have_each_its_own_content(ledger):
    bodies = [{"said": "一行\n兩行"}, {}, {"said": "\u2028\\n"}]
    with transaction.atomic():
        entries = [Entry(verb="case.note", subject="case:1", body=body) for body in bodies]
        ids = record(entries, now=NOW)

    kept = LedgerContent.objects.filter(pk__in=ids).order_by("pk")
    assert [json.loads(bytes(one.body)) for one in kept] == bodies
    assert verify().events == 3


@pytest.mark.parametrize("name", ["verb", "subject", "actor"])
def test_a_code_of_two_lines_becomes_nobody_elses(ledger, name):
    first = Entry(**{"verb": "case.note", "subject": "case:1", name: "a\nb"})
    with pytest.raises(ValueError, match="one line"), transaction.atomic():
        record([first, Entry(verb="case.note", subject="case:2")], now=NOW)

    assert not LedgerEvent.objects.exists()


@pytest.mark.parametrize(
    "entry",
    [
        Entry(verb="case|note", subject="case:1"),
        Entry(verb="case.note", subject="case:1|"),
        Entry(verb="case.note", subject="case:1", actor="王小明"),
    ],
    ids=["verb", "subject", "actor"],
)
def test_codes_hold_no_separator_and_no_name(ledger, entry):
    with pytest.raises(Exception, match=r"ledger_event_.*_check"), transaction.atomic():
        record([entry], now=NOW)

    assert not LedgerEvent.objects.exists()


def test_with_nothing_new_there_is_no_seal(ledger):
    happen()
    seal(now=NOW)

    assert seal(now=NOW) is None
    assert LedgerSeal.objects.count() == 1


def test_an_open_transaction_is_not_sealed_until_it_ends(ledger):
    """Nor is what came after it: a seal's range has no holes."""
    happen(1)  # whoever opens the epoch holds others back, once in a cluster's life
    assert seal(now=NOW).count == 1
    is_open, may_end = Event(), Event()

    def hold():
        try:
            with transaction.atomic():
                record([Entry(verb="case.slow", subject="case:1")], now=NOW)
                is_open.set()
                may_end.wait(60)
        finally:
            connection.close()

    slow = Thread(target=hold)
    slow.start()
    assert is_open.wait(60)
    happen(1)

    assert seal(now=NOW) is None

    may_end.set()
    slow.join(60)
    assert seal(now=NOW).count == 2
    assert verify().sealed == 3


def test_two_sealers_at_once_make_one_chain(ledger):
    happen()
    start, made = Barrier(4), []

    def run():
        try:
            start.wait(60)
            made.append(seal(now=NOW))
        finally:
            connection.close()

    sealers = [Thread(target=run) for _ in range(4)]
    for one in sealers:
        one.start()
    for one in sealers:
        one.join(120)

    assert len(made) == 4
    assert [one.number for one in made if one is not None] == [1]
    assert verify().seals == 1


def test_many_writers_at_once_verify(ledger):
    def write():
        try:
            for _ in range(10):
                happen(2)
        finally:
            connection.close()

    writers = [Thread(target=write) for _ in range(4)]
    for one in writers:
        one.start()
    while any(one.is_alive() for one in writers):
        seal(now=NOW)
    seal(now=NOW)

    found = verify()
    assert (found.events, found.sealed) == (80, 80)
    assert LedgerWriter.objects.count() == 4


def test_a_restore_opens_a_new_epoch_and_still_verifies(ledger):
    """On another cluster transaction ids begin again: the old epoch is closed, not called tampering."""
    happen(2)
    as_superuser("UPDATE ledger_epoch SET system_identifier = 1")
    connection.close()
    happen(3)

    assert list(LedgerEpoch.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert [seal(now=NOW).count, seal(now=NOW).count] == [2, 3]
    assert verify().sealed == 5


def test_a_receipt_can_say_where_it_stands(ledger):
    happen(1)
    before = place_of("case:1", "case.note")
    seal(now=NOW)
    after = place_of("case:1", "case.note")

    assert (before.seal, before.head) == (None, "")
    assert (after.seal, after.head) == latest_head()
    assert place_of("case:2", "case.note") is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"b": [1, -2.5, None, True], "a": {"ü": '相片\n"\\\x07', "é": 1e-7}},
        {"kind": EventKind.BREACHED, "big": 2**70, "of": (1, "x")},
    ],
)
def test_a_body_is_written_as_anybody_writes_it_who_verifies(body):
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert body_bytes(body) == plain.encode()
