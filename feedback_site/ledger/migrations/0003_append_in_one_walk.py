"""Append events by walking once through what is given: each subscript would count its array from the start.

The number of an event is drawn before both of its rows are written, so that neither asks for the other.
"""

from django.db import migrations

SIGNATURE = """
CREATE OR REPLACE FUNCTION ledger_append(
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
"""
LINE = r"""sha256('\x00'::bytea || convert_to(
                   'v1|' || p_epoch || '|' || v_tx::text || '|' || p_writer || '|' || seq || '|' ||
                   v_micros || '|' || actor || '|' || verb || '|' || subject || '|' ||
                   encode(commitment, 'hex'), 'UTF8'))"""
FORWARDS = (
    SIGNATURE
    + f"""
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT nextval('ledger_event_id_seq') AS id, v_last - v_count + i AS seq, actor, verb, subject,
               commitment, salt, body
        FROM unnest(p_actors, p_verbs, p_subjects, p_commitments, p_salts, p_bodies)
             WITH ORDINALITY AS one (actor, verb, subject, commitment, salt, body, i)
    ), written AS (
        INSERT INTO ledger_event
            (id, epoch, tx, writer, writer_seq, happened_at, actor, verb, subject, commitment, leaf)
        OVERRIDING SYSTEM VALUE
        SELECT id, p_epoch, v_tx, p_writer, seq, p_happened_at, actor, verb, subject, commitment,
               {LINE}
        FROM given
    ), content AS (
        INSERT INTO ledger_content (event_id, salt, body) SELECT id, salt, body FROM given
    )
    SELECT id FROM given ORDER BY seq;
END $$;
"""
)
BACKWARDS = (
    SIGNATURE
    + f"""
    RETURN QUERY
    WITH given AS (
        SELECT i, v_last - v_count + i AS seq, p_actors[i] AS actor, p_verbs[i] AS verb,
               p_subjects[i] AS subject, p_commitments[i] AS commitment
        FROM generate_series(1, v_count) AS i
    ), written AS (
        INSERT INTO ledger_event
            (epoch, tx, writer, writer_seq, happened_at, actor, verb, subject, commitment, leaf)
        SELECT p_epoch, v_tx, p_writer, seq, p_happened_at, actor, verb, subject, commitment,
               {LINE}
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
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_find_the_seal_of_an_event")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
