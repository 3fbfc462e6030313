"""The ledger's tables, insert-only by grant and by trigger, and the function that appends."""

from django.db import migrations, models

import feedback_site.ledger.models.fields

FORWARDS = r"""
CREATE TABLE ledger_epoch (
    number integer PRIMARY KEY,
    system_identifier bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    reason text NOT NULL
);
CREATE TABLE ledger_writer (
    id uuid PRIMARY KEY,
    last_seq bigint NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE ledger_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch integer NOT NULL,
    tx xid8 NOT NULL,
    writer uuid NOT NULL,
    writer_seq bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    actor text NOT NULL CHECK (actor ~ '^[a-z0-9_.:-]+$'),
    verb text NOT NULL CHECK (verb ~ '^[a-z0-9_.:-]+$'),
    subject text NOT NULL CHECK (subject ~ '^[a-z0-9_.:-]+$'),
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    leaf bytea NOT NULL,
    CONSTRAINT ledger_event_writer_seq UNIQUE (writer, writer_seq)
);
CREATE INDEX ledger_event_tx ON ledger_event (epoch, tx);
CREATE INDEX ledger_event_subject ON ledger_event (subject);
CREATE TABLE ledger_content (
    event_id bigint PRIMARY KEY,
    salt bytea NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE ledger_seal (
    number bigint PRIMARY KEY,
    epoch integer NOT NULL,
    from_tx xid8 NOT NULL,
    to_tx xid8 NOT NULL,
    count integer NOT NULL,
    root bytea NOT NULL,
    previous bytea NOT NULL,
    head bytea NOT NULL,
    signature bytea NOT NULL,
    sealed_at timestamptz NOT NULL
);

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is insert-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_seal_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_epoch_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_epoch
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_event, ledger_seal, ledger_epoch FROM CURRENT_USER;

-- One statement and no shared lock: each connection has its own row in ledger_writer.
CREATE FUNCTION ledger_append(
    p_writer uuid, p_epoch integer, p_happened_at timestamptz, p_actors text[], p_verbs text[],
    p_subjects text[], p_commitments bytea[], p_salts bytea[], p_bodies bytea[]
) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
    v_count integer := cardinality(p_verbs);
    v_last bigint;
    v_tx xid8 := pg_current_xact_id();
    v_micros bigint := (extract(epoch FROM p_happened_at) * 1000000)::bigint;
BEGIN
    INSERT INTO ledger_writer (id, last_seq) VALUES (p_writer, v_count)
        ON CONFLICT (id) DO UPDATE SET last_seq = ledger_writer.last_seq + v_count
        RETURNING last_seq INTO v_last;
    RETURN QUERY
    WITH given AS (
        SELECT i, v_last - v_count + i AS seq, p_actors[i] AS actor, p_verbs[i] AS verb,
               p_subjects[i] AS subject, p_commitments[i] AS commitment
        FROM generate_series(1, v_count) AS i
    ), written AS (
        INSERT INTO ledger_event
            (epoch, tx, writer, writer_seq, happened_at, actor, verb, subject, commitment, leaf)
        SELECT p_epoch, v_tx, p_writer, seq, p_happened_at, actor, verb, subject, commitment,
               sha256('\x00'::bytea || convert_to(
                   'v1|' || p_epoch || '|' || v_tx::text || '|' || p_writer || '|' || seq || '|' ||
                   v_micros || '|' || actor || '|' || verb || '|' || subject || '|' ||
                   encode(commitment, 'hex'), 'UTF8'))
        FROM given ORDER BY seq
        RETURNING id, writer_seq
    ), content AS (
        INSERT INTO ledger_content (event_id, salt, body)
        SELECT w.id, p_salts[(w.writer_seq - v_last + v_count)::integer],
               p_bodies[(w.writer_seq - v_last + v_count)::integer]
        FROM written w
    )
    SELECT id FROM written ORDER BY writer_seq;
END $$;
"""

BACKWARDS = """
DROP FUNCTION ledger_append(uuid, integer, timestamptz, text[], text[], text[], bytea[], bytea[], bytea[]);
DROP TABLE ledger_seal, ledger_content, ledger_event, ledger_writer, ledger_epoch;
DROP FUNCTION ledger_refuse();
"""


def _unmanaged(name, table, fields, verbose=None):
    options = {"db_table": table, "managed": False}
    if verbose:
        options["verbose_name"], options["verbose_name_plural"] = verbose
    return migrations.CreateModel(name=name, fields=fields, options=options)


TX = feedback_site.ledger.models.fields.TransactionIdField


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        _unmanaged("LedgerEpoch", "ledger_epoch", [
            ("number", models.IntegerField(primary_key=True, serialize=False)),
            ("system_identifier", models.BigIntegerField()),
            ("opened_at", models.DateTimeField()),
            ("reason", models.TextField()),
        ]),
        _unmanaged("LedgerWriter", "ledger_writer", [
            ("id", models.UUIDField(primary_key=True, serialize=False)),
            ("last_seq", models.BigIntegerField()),
        ]),
        _unmanaged("LedgerContent", "ledger_content", [
            ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ("salt", models.BinaryField()),
            ("body", models.BinaryField()),
        ]),
        _unmanaged("LedgerEvent", "ledger_event", [
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("epoch", models.IntegerField()),
            ("tx", TX()),
            ("writer", models.UUIDField()),
            ("writer_seq", models.BigIntegerField()),
            ("happened_at", models.DateTimeField(verbose_name="happened at")),
            ("actor", models.TextField(verbose_name="actor")),
            ("verb", models.TextField(verbose_name="verb")),
            ("subject", models.TextField(verbose_name="subject")),
            ("commitment", models.BinaryField()),
            ("leaf", models.BinaryField()),
        ], ("ledger event", "ledger events")),
        _unmanaged("LedgerSeal", "ledger_seal", [
            ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
            ("epoch", models.IntegerField()),
            ("from_tx", TX()),
            ("to_tx", TX()),
            ("count", models.IntegerField(verbose_name="events")),
            ("root", models.BinaryField()),
            ("previous", models.BinaryField()),
            ("head", models.BinaryField()),
            ("signature", models.BinaryField()),
            ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
        ], ("ledger seal", "ledger seals")),
    ]
