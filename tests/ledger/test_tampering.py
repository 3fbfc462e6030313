"""Whoever owns the database may change anything, and is found out: by what, and where first."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from feedback_site.ledger import merkle
from feedback_site.ledger.canonical import head_hash
from feedback_site.ledger.errors import LedgerBroken
from feedback_site.ledger.models import LedgerContent, LedgerEvent, LedgerSeal
from feedback_site.ledger.rules.sealing import anchor, leaves_between
from feedback_site.ledger.rules.verifying import Verified, verify
from tests.ledger.conftest import as_superuser

# The leaf as it should be for the row as it is now, worked out in the database.
LEAF = r"""
    UPDATE ledger_event SET leaf = sha256('\x00'::bytea || convert_to(
        'v1|' || epoch || '|' || tx::text || '|' || writer || '|' || writer_seq || '|' ||
        (extract(epoch FROM happened_at) * 1000000)::bigint || '|' || actor || '|' || verb || '|' ||
        subject || '|' || encode(commitment, 'hex'), 'UTF8'));
"""
FIRST = "(SELECT min(id) FROM ledger_event)"
LAST = "(SELECT max(id) FROM ledger_event)"
INSERTED = f"""
    INSERT INTO ledger_writer VALUES (gen_random_uuid(), 1);
    INSERT INTO ledger_event
        (epoch, tx, writer, writer_seq, happened_at, actor, verb, subject, commitment, leaf)
    SELECT epoch, tx, (SELECT id FROM ledger_writer WHERE last_seq = 1), 1, happened_at,
           'user:9', verb, subject, commitment, leaf
    FROM ledger_event WHERE id = {FIRST};
"""
RENUMBERED = """
    UPDATE ledger_writer SET last_seq = (SELECT count(*) FROM ledger_event WHERE writer = ledger_writer.id);
    WITH counted AS (SELECT id, row_number() OVER (PARTITION BY writer ORDER BY id) AS n FROM ledger_event)
    UPDATE ledger_event e SET writer_seq = -n FROM counted c WHERE c.id = e.id;
    UPDATE ledger_event SET writer_seq = -writer_seq;
"""
TAMPERING = {
    "edit an event": (
        f"UPDATE ledger_event SET actor = 'user:9' WHERE id = {FIRST}", r"event \d+ was changed",
    ),
    "edit an event and its hash": (
        f"UPDATE ledger_event SET actor = 'user:9' WHERE id = {FIRST}; {LEAF}",
        "seal 1 does not match its events",
    ),
    "change when it happened": (
        f"UPDATE ledger_event SET happened_at = happened_at - interval '1 day' WHERE id = {FIRST}",
        r"event \d+ was changed",
    ),
    "delete an event": (
        f"DELETE FROM ledger_event WHERE id = {FIRST}", r"event \d+ is missing",
    ),
    "delete an event and its content": (
        (f"DELETE FROM ledger_content WHERE event_id = {FIRST};"
        f"DELETE FROM ledger_event WHERE id = {FIRST}"),
        r"writer \S+: events are missing",
    ),
    "delete an event that is not sealed yet": (
        (f"DELETE FROM ledger_content WHERE event_id = {LAST};"
        f"DELETE FROM ledger_event WHERE id = {LAST}"),
        r"writer \S+: events are missing",
    ),
    "delete an event and close the gap": (
        (f"DELETE FROM ledger_content WHERE event_id = {FIRST};"
        f"DELETE FROM ledger_event WHERE id = {FIRST}; {RENUMBERED} {LEAF}"),
        "seal 1 covers 6 events, 5 are there",
    ),
    "swap two events": (
        ("UPDATE ledger_event SET writer_seq = -writer_seq WHERE writer_seq IN (1, 2);"
        f"UPDATE ledger_event SET writer_seq = 3 + writer_seq WHERE writer_seq < 0; {LEAF}"),
        "seal 1 does not match its events",
    ),
    "insert an event with an earlier date": (
        f"{INSERTED} {LEAF}", "seal 1 covers 6 events, 7 are there",
    ),
    "truncate the events": ("TRUNCATE ledger_event", r"event \d+ is missing"),
    "truncate events, contents and writers": (
        "TRUNCATE ledger_event, ledger_content, ledger_writer",
        "seal 1 covers 6 events, 0 are there",
    ),
    "truncate everything": (
        "TRUNCATE ledger_event, ledger_content, ledger_writer, ledger_seal",
        "seal 1 differs from its anchor",
    ),
    "delete the first seal": (
        "DELETE FROM ledger_seal WHERE number = 1", "seal 1 is missing or does not follow",
    ),
    "delete the last seal": (
        "DELETE FROM ledger_seal WHERE number = 2", "seal 2 differs from its anchor",
    ),
    "swap two seals": (
        "UPDATE ledger_seal SET number = -number; UPDATE ledger_seal SET number = 3 + number",
        "seal 1 is missing or does not follow",
    ),
    "change when it was sealed": (
        "UPDATE ledger_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 2",
        "seal 2 differs from its anchor",
    ),
    "edit a content": (
        (r"UPDATE ledger_content SET body = '\x7b7d' WHERE event_id ="
        " (SELECT min(event_id) FROM ledger_content)"),
        r"content of event \d+ was changed",
    ),
    "edit a salt": (
        (r"UPDATE ledger_content SET salt = '\x00' WHERE event_id ="
        " (SELECT min(event_id) FROM ledger_content)"),
        r"content of event \d+ was changed",
    ),
}  # fmt: skip


def test_untouched_it_verifies(filled):
    assert verify() == Verified(events=14, sealed=12, seals=2, anchors=2)


@pytest.mark.parametrize(("sql", "place"), TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_found_and_named(filled, sql, place):
    as_superuser(sql)

    with pytest.raises(LedgerBroken, match=place):
        verify()


def test_a_seal_rewritten_without_the_key_is_found(filled):
    as_superuser(f"UPDATE ledger_event SET actor = 'user:9' WHERE id = {FIRST}; {LEAF}")
    _rewrite_seals(Ed25519PrivateKey.generate())

    with pytest.raises(LedgerBroken, match="seal 1 carries a wrong signature"):
        verify()


def test_a_seal_rewritten_with_the_key_is_found_by_its_anchor(filled, settings):
    """Even the site's own key cannot take back a head that was given out."""
    as_superuser(f"UPDATE ledger_event SET actor = 'user:9' WHERE id = {FIRST}; {LEAF}")
    _rewrite_seals(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.LEDGER_KEY)))

    with pytest.raises(LedgerBroken, match="seal 1 differs from its anchor"):
        verify()


@pytest.mark.parametrize("line", ['{"number": 1, "he', "[]", '{"number": 1}', "\xff"])
def test_a_line_of_the_anchors_that_cannot_be_read_is_named(filled, line):
    with filled.open("a") as file:
        file.write(f"{line}\n")

    with pytest.raises(LedgerBroken, match="line 3 of the anchors cannot be read"):
        verify()


def test_an_edited_anchor_is_found(filled):
    first, *others = filled.read_text().splitlines()
    filled.write_text("\n".join([json.dumps(json.loads(first) | {"head": "00" * 32}), *others]))

    with pytest.raises(LedgerBroken, match="seal 1 differs from its anchor"):
        verify()


def test_erasing_a_content_breaks_no_proof(filled):
    LedgerContent.objects.all().delete()

    assert verify().events == 14


@pytest.mark.parametrize("table", ["ledger_event", "ledger_seal", "ledger_epoch"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET epoch = 9", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_may_only_insert(filled, table, statement):
    sql = statement.format(table).replace("epoch = 9", "number = 9") if table == "ledger_epoch" else (
        statement.format(table)
    )  # fmt: skip

    with pytest.raises(DatabaseError, match=r"permission denied|insert-only"), transaction.atomic():
        connection.cursor().execute(sql)

    assert verify() == Verified(events=14, sealed=12, seals=2, anchors=2)


def test_the_trigger_refuses_where_somebody_grants_the_right(filled):
    as_superuser("GRANT UPDATE ON ledger_event TO feedback")
    try:
        with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
            LedgerEvent.objects.update(actor="user:9")
    finally:
        as_superuser("REVOKE UPDATE ON ledger_event FROM feedback")
    assert not LedgerEvent.objects.filter(actor="user:9").exists()


def test_the_command_counts_or_names_the_first_bad_place(filled, capsys):
    call_command("verify_ledger")
    assert "14 events verified, 12 under 2 seals, 2 anchors agree" in capsys.readouterr().out

    as_superuser("DELETE FROM ledger_seal WHERE number = 1")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger")

    assert ended.value.code == 1
    assert "1" in capsys.readouterr().err


def _rewrite_seals(key):
    """Make every seal fit the events as they are now, signed by this key."""
    previous = bytes(32)
    with connection.cursor() as cursor:
        for seal in LedgerSeal.objects.order_by("number"):
            leaves = leaves_between(cursor, seal.epoch, seal.from_tx, seal.to_tx)
            root = merkle.root(leaves)
            head = head_hash(
                previous=previous, number=seal.number, epoch=seal.epoch, from_tx=seal.from_tx,
                to_tx=seal.to_tx, count=seal.count, root=root,
            )  # fmt: skip
            as_superuser(
                f"UPDATE ledger_seal SET root = '\\x{root.hex()}', previous = '\\x{previous.hex()}',"
                f" head = '\\x{head.hex()}', signature = '\\x{key.sign(head).hex()}'"
                f" WHERE number = {seal.number}"
            )
            previous = head


def test_a_seal_made_while_the_ledger_is_verified_is_no_difference(filled):
    def sealed_meanwhile(execute, sql, params, many, context):
        # As by the sealer of a site that runs: its seal is not in the snapshot, its anchor is in the file.
        if sql.startswith("SET TRANSACTION"):
            anchor(LedgerSeal(number=99, head=b"0", signature=b"0", sealed_at=timezone.now()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(sealed_meanwhile):
        assert verify() == Verified(events=14, sealed=12, seals=2, anchors=2)
    assert len(filled.read_text().splitlines()) == 3
