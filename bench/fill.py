"""Fill a copy's database for measuring: the demonstration's cases, multiplied in SQL to any number.

    python bench/fill.py --home /tmp/bench --cases 100000      # again with more adds to it

A first run loads the demonstration (through the rules); every further case is a copy of one of its cases
with all rows of channels, cases, surveys and reports that hang on it, under ids, references, customers,
order numbers and moments of its own and with a text drawn from the same pools. So shares of states,
channels, lengths of histories and months are those of the demonstration. No ledger is written for the
copies, and nothing of them is due or unread, so that workers stay quiet while something is measured.

The server writes without durability meanwhile (a home that was being filled at a power cut is filled
anew), each table is read and written once, and its indexes are built when its rows are there.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")

# Ids of the n-th copy are the original's plus n times this.
STRIDE = 1_000_000
VARIANTS = 40
# Rows that hang on a case; whatever else they point to stays the same for all copies.
COPIED = (
    # The largest first: whoever builds the indexes of a small one is not waited for at the end.
    "cases_caseevent", "cases_casetext", "channels_rawintake", "channels_message", "cases_neartext",
    "cases_case", "channels_submission", "channels_conversation", "cases_clockcycle",
    "channels_outgoing", "cases_notice", "channels_contactpoint", "channels_customer",
    "channels_customersigns", "cases_assignment", "cases_casequality", "channels_attachment",
    "channels_consent", "cases_escalation", "cases_promise", "cases_note", "cases_caselink",
    "cases_nearduplicate", "cases_laidlist", "cases_laidstep", "cases_workorder", "cases_orderevent",
    "cases_orderstay", "cases_consultation", "cases_opinion", "cases_appointment", "cases_quote",
    "cases_answeruse", "cases_solutionuse", "cases_handover", "surveys_followup",
    "surveys_callattempt",
)  # fmt: skip
# In so many cases of the whole database stands a word that stands nowhere else.
RARE_WORDS = {"琉璃": 5, "kaleidoscope": 5}

_OWN_MAIL_ID = "CASE WHEN row.{column} = '' THEN '' ELSE row.{column} || copy.n END"
_OWN_INDEX = "sha256(row.{column} || convert_to(copy.n::text, 'UTF8'))"
# Columns that are not simply copied, by table and by name.
SPECIAL = {
    "channels_customer": {"name_index": _OWN_INDEX},
    "channels_contactpoint": {
        "value_index": _OWN_INDEX, "claim_index": _OWN_INDEX, "tail_index": _OWN_INDEX
    },
    "channels_conversation": {"reference": "own.reference", "subject": "coalesce(drawn.title, row.subject)"},
    "channels_rawintake": {
        "reference": "own.reference", "seq": "row.seq + copy.n * 1000000",
        "external_id": "row.external_id || ':' || copy.n",
    },
    "channels_submission": {
        "title": "coalesce(drawn.title, row.title)", "text": "coalesce(drawn.text, row.text)",
        "order_number": "CASE WHEN row.order_number = '' THEN '' "
        " ELSE coalesce(drawn.order_number, 'P-') || copy.n END",
    },
    "channels_message": {
        "text": "CASE WHEN row.raw_id = drawn.raw_id THEN drawn.text ELSE row.text END",
        "mail_message_id": _OWN_MAIL_ID,
    },
    "channels_outgoing": {
        "dedup_key": "row.dedup_key || ':' || copy.n",
        "mail_message_id": _OWN_MAIL_ID,
    },
    "cases_case": {
        "reference": "own.reference", "title": "drawn.title",
        "concerns": "CASE WHEN row.concerns = '' THEN '' ELSE drawn.order_number || copy.n END",
    },
    "cases_casetext": {
        "terms": "drawn.terms || to_tsvector('simple', lower(drawn.order_number || copy.n))",
    },
    "cases_neartext": {"keys": "CASE WHEN row.keys = '{}' THEN row.keys ELSE drawn.keys END"},
    # Another person: the same kinds of signs (their four lowest bits), of which none is the first one's.
    "channels_customersigns": {
        "signs": "ARRAY(SELECT hashint8extended(sign, copy.n) & ~15::bigint | sign & 15"
        " FROM unnest(row.signs) AS sign)",
        "compared_up_to": f"row.compared_up_to + copy.n * {STRIDE}",
    },
    "cases_workorder": {"alarm_at": "NULL"},
    "cases_consultation": {"alarm_at": "NULL"},
    "cases_appointment": {"look_at": "NULL"},
}  # fmt: skip
# How a row finds the text drawn for its case, and its case's or item's own reference.
DRAWN = {
    "channels_conversation": "drawn.conversation_id = row.id",
    "channels_submission": "drawn.submission_id = row.id",
    "channels_message": "drawn.conversation_id = row.conversation_id",
    "cases_case": "drawn.submission_id = row.submission_id",
    "cases_casetext": "drawn.case_id = row.case_id",
    "cases_neartext": "drawn.case_id = row.case_id",
}
REFERENCED = {"channels_conversation", "channels_rawintake", "cases_case"}

# 31 to the power of 7 is a multiple of no prime but 31: multiplying by another prime is one to one.
_REFERENCE = """
CREATE OR REPLACE FUNCTION bench_reference(number bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    alphabet text := '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
    rest bigint := (number * 6700417) % 27512614111;
    digit int; checked int := 0; seven text := '';
BEGIN
    FOR place IN 1..7 LOOP
        digit := rest % 31; rest := rest / 31;
        seven := seven || substr(alphabet, digit + 1, 1);
        checked := checked + digit * place;
    END LOOP;
    RETURN 'FB-' || left(seven, 4) || '-' || right(seven, 3) || substr(alphabet, checked % 31 + 1, 1);
END $$;
"""
_QUIET = """
UPDATE cases_clockcycle SET alarm_at = now() + interval '2 days' WHERE alarm_at < now() + interval '2 days';
UPDATE cases_case SET resume_by = now() + interval '2 days' WHERE resume_by < now() + interval '2 days';
UPDATE channels_outgoing SET state = 'sent', sent_at = due_at, leased_until = NULL WHERE state = 'pending';
"""
_NUMBERED = """
CREATE TABLE IF NOT EXISTS bench_number AS
    SELECT reference, row_number() OVER (ORDER BY id) AS n FROM channels_rawintake WHERE id < 1000000;
CREATE UNIQUE INDEX IF NOT EXISTS bench_number_reference ON bench_number (reference);
"""

# Only while a home is being filled; the site's own settings come back with its next start.
_WHILE_FILLING = {
    "autovacuum": "off", "max_wal_size": "16GB", "checkpoint_timeout": "1h",
    "log_min_duration_statement": "-1", "temp_buffers": "256MB", "vacuum_buffer_usage_limit": "256MB",
}  # fmt: skip
# Each row of the demonstration for the first copy, then for the second: in the order of their ids.
_SESSION = """
SET session_replication_role = replica; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB';
SET join_collapse_limit = 1; SET enable_hashjoin = off; SET enable_mergejoin = off;
"""
# So many hours from now on nobody looks for recurring problems, which reads the texts of three months.
QUIET_HOURS = 72


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", required=True, help="folder of the copy to fill")
    parser.add_argument("--cases", type=int, required=True, help="how many there shall be at least")
    parser.add_argument("--base", type=int, default=2000, help="cases of the demonstration itself")
    parser.add_argument("--jobs", type=int, default=2, help="tables at once")
    options = parser.parse_args()
    os.environ["FEEDBACK_HOME"] = str(Path(options.home).resolve())

    from feedback_site.embedded.postgres import running_for

    with running_for(Path(options.home).resolve(), durable=False) as server, hurried(server):
        manage("migrate", "--verbosity", "0")
        manage(
            "collectstatic", "--no-input", "--verbosity", "0"
        )  # page_profile.py draws pages as well
        manage("load_demo", "--if-empty", "--cases", str(options.base))
        began = time.monotonic()
        added = fill(server, options.cases, options.jobs)
        seconds = time.monotonic() - began
    os.sync()  # what was written without waiting for the disk
    print(json.dumps({
        "cases": options.cases, "added": added, "seconds": round(seconds, 1),
        "per_second": round(added / seconds) if seconds else None,
    }))  # fmt: skip


@contextmanager
def hurried(server):
    """Have the server put off what it does between whiles."""
    changes = [f"ALTER SYSTEM SET {name} = '{value}';" for name, value in _WHILE_FILLING.items()]
    server.query_as_superuser("\n".join([*changes, "SELECT pg_reload_conf();"]))
    try:
        yield
    finally:
        server.query_as_superuser("ALTER SYSTEM RESET ALL; SELECT pg_reload_conf(); CHECKPOINT;")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=PROJECT, check=True)


def fill(server, wanted: int, jobs: int) -> int:
    """Copy until there are so many cases; as the superuser, who may leave out foreign keys' triggers."""
    import django

    django.setup()
    from django.db import connection

    read_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FILTER (WHERE id < %s), max(id) / %s FROM cases_case",
                       [STRIDE, STRIDE])  # fmt: skip
        base, done = cursor.fetchone()
        last = -(-(wanted - base) // base)
        if last <= done:
            return 0
        cursor.execute(_QUIET + _REFERENCE + _NUMBERED)
        draw_texts(cursor)
        tables = present(cursor)
        scripts = [copy_of(cursor, table, tables, done + 1, last) for table in tables]
        database = connection.settings_dict["NAME"]
    connection.close()
    with ThreadPoolExecutor(jobs) as pool:
        for line in pool.map(partial(copied, server, database), tables, scripts):
            print(line, file=sys.stderr, flush=True)
    plant_rare_words(server, database)
    return (last - done) * base


def copied(server, database: str, table: str, script: str) -> str:
    """Run one table's script, and say how long it took."""
    began = time.monotonic()
    server.query_as_superuser(_SESSION + script, database=database)
    return f"{table}: {time.monotonic() - began:.0f} s"


def read_all() -> None:
    """Let the demonstration be read to its end, so that there is nothing left to read of its copies.

    Reviews that it read in last wait for workers to open their cases: each copy of them would wait again.
    """
    from django.utils import timezone

    from cases.models import SpikePass
    from cases.rules import sweeping
    from cases.rules.links import comparing
    from cases.rules.openings import grading
    from channels.rules.customers import recognising
    from feedback_site.sweeping.sweeps import BELL_HAS
    from reports.rules.refreshing import refresh_all

    now = timezone.now()
    sweeping.sweep_long_lost(now=now + BELL_HAS)
    refresh_all(now=now)
    for sweep in (grading.sweep_quality, comparing.sweep_near, recognising.sweep_people):
        while sweep(now=now, limit=500):
            pass
    this = int(now.timestamp() // timedelta(hours=1).total_seconds())
    SpikePass.objects.bulk_create(
        [
            SpikePass(hour=this + later, asked=0, proposed=0, left_out=0, done_at=now)
            for later in range(QUIET_HOURS)
        ],
        ignore_conflicts=True,
    )


def present(cursor) -> tuple[str, ...]:
    """The tables to copy, with those that reports keeps for each case."""
    cursor.execute(
        "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        " AND confrelid = 'cases_case'::regclass AND conrelid::regclass::text LIKE 'reports_%'"
    )
    return (*COPIED, *(row[0] for row in cursor.fetchall()))


def columns_of(cursor, table: str) -> dict[str, str]:
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [table],
    )
    return dict(cursor.fetchall())


def pointers_of(cursor, table: str, tables: tuple[str, ...]) -> set[str]:
    """Columns that point into what is copied, and the table's own key."""
    cursor.execute(
        "SELECT a.attname FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)"
        " WHERE c.conrelid = %s::regclass AND (c.contype = 'f' AND c.confrelid::regclass::text = ANY(%s)"
        " OR c.contype = 'p')",
        [table, list(tables)],
    )
    return {row[0] for row in cursor.fetchall()}


def copy_of(cursor, table: str, tables: tuple[str, ...], first: int, last: int) -> str:
    """The script that copies one table's rows of the demonstration, without its indexes until they are there.

    Whatever is written into a table that was made anew in the same transaction needs no log (wal_level is
    minimal), so that it is made anew along its key before.
    """
    columns = columns_of(cursor, table)
    key, key_index = key_of(cursor, table)
    aside, back = indexes_of(cursor, table)
    rows = f"SELECT * FROM {table} WHERE {key} < {STRIDE} ORDER BY {key}"
    return "\n".join([
        "BEGIN;",
        f"CREATE TEMP TABLE bench_rows ON COMMIT DROP AS {rows};",
        *aside,
        f"CLUSTER {table} USING {key_index};",
        rows_of(cursor, table, columns, tables, first, last),
        *back,
        f"ALTER TABLE {table} SET WITHOUT CLUSTER;",
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}));"
        if "id" in columns else "",
        "COMMIT;",
        f"VACUUM (ANALYZE) {table};",
    ])  # fmt: skip


def rows_of(
    cursor, table: str, columns: dict[str, str], tables: tuple[str, ...], first: int, last: int
) -> str:
    """The statement that writes the copies."""
    pointers = pointers_of(cursor, table, tables)
    special = SPECIAL.get(table, {})
    values = [
        value_of(name, kind, name in pointers, special.get(name)) for name, kind in columns.items()
    ]
    joins = ""
    if table in DRAWN:
        joins += f" LEFT JOIN bench_text AS drawn ON {DRAWN[table]} AND drawn.variant = copy.n % {VARIANTS}"
    if table in REFERENCED:
        joins += (
            " JOIN bench_number AS numbered ON numbered.reference = row.reference"
            " CROSS JOIN LATERAL (SELECT bench_reference(numbered.n + copy.n * 100000) AS reference) AS own"
        )
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"
        f" FROM generate_series({first}, {last}) AS copy (n)"
        f" CROSS JOIN LATERAL (SELECT * FROM bench_rows WHERE copy.n > 0 OFFSET 0) AS row{joins};"
    )


def key_of(cursor, table: str) -> tuple[str, str]:
    """The column of a table's own key, and the index of that."""
    cursor.execute(
        "SELECT a.attname, i.indexrelid::regclass::text FROM pg_index i JOIN pg_attribute a"
        " ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = %s::regclass AND i.indisprimary",
        [table],
    )
    return cursor.fetchone()


def indexes_of(cursor, table: str) -> tuple[list[str], list[str]]:
    """What puts a table's other indexes aside, and what builds them again, which is far quicker."""
    cursor.execute(
        "SELECT c.conname, pg_get_constraintdef(c.oid), i.indexrelid::regclass::text,"
        " pg_get_indexdef(i.indexrelid)"
        " FROM pg_index i LEFT JOIN pg_constraint c"
        " ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid AND c.contype IN ('u', 'x')"
        " WHERE i.indrelid = %s::regclass AND NOT i.indisprimary ORDER BY i.indexrelid",
        [table],
    )
    aside, back = [], []
    for constraint, constrained, index, indexed in cursor.fetchall():
        if constraint:
            aside.append(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}";')
            back.append(f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {constrained};')
        else:
            aside.append(f"DROP INDEX {index};")
            back.append(f"{indexed};")
    return aside, back


def value_of(name: str, kind: str, is_pointer: bool, special: str | None) -> str:
    column = f'row."{name}"'
    if special:
        return special.replace("{column}", name)
    if is_pointer:
        return f"{column} + copy.n * {STRIDE}"
    if name in ("alarm_at", "resume_by"):
        return column
    if name == "coming":
        return "NULL"  # its moments are no timestamps that could be moved: a sweep folds
    if kind == "timestamp with time zone":
        return f"{column} - copy.n % 97 * interval '7 minutes'"
    return column


def draw_texts(cursor) -> None:
    """Draw some texts for each case of the demonstration, about what it is about and in its language."""
    cursor.execute("SELECT to_regclass('bench_text')")
    if cursor.fetchone()[0]:
        return
    from cases.measures.triage.near_cases import grams_of, weights_in_force
    from cases.triage.bigrams import search_terms
    from cases.triage.near import keys_of
    from reports.demo import wording

    weights = weights_in_force()
    cursor.execute(
        "CREATE TABLE bench_text (case_id bigint, submission_id bigint, conversation_id bigint,"
        " raw_id bigint, variant int, title text, text text, order_number text, terms tsvector,"
        " keys int[])"
    )
    cursor.execute(
        "SELECT c.id, s.id, s.conversation_id, s.raw_id, k.code, c.language, c.opened_at::date,"
        " (SELECT coalesce(string_agg(m.text, ' '), '') FROM channels_message m"
        "  WHERE m.conversation_id = s.conversation_id AND m.raw_id IS DISTINCT FROM s.raw_id)"
        " FROM cases_case c JOIN channels_submission s ON s.id = c.submission_id"
        " LEFT JOIN cases_category k ON k.id = c.category_id WHERE c.id < %s",
        [STRIDE],
    )
    chance = random.Random(1)
    rows = cursor.fetchall()
    with cursor.copy(
        "COPY bench_text (case_id, submission_id, conversation_id, raw_id, variant, title, text,"
        " order_number, terms, keys) FROM STDIN"
    ) as copy:
        for case, submission, conversation, raw, category, language, on, said in rows:
            for variant in range(VARIANTS):
                drawn = wording.complaint(chance, category or "print_colour", language, on=on)
                terms = search_terms(f"{drawn.title}\n{drawn.text}\n{said}")
                copy.write_row((
                    case, submission, conversation, raw, variant, drawn.title[:200], drawn.text,
                    f"P{on:%y%m%d}-", " ".join(f"'{term}'" for term in terms.split()),
                    keys_of(grams_of(drawn.text), weights),
                ))  # fmt: skip
    cursor.execute(
        "CREATE INDEX ON bench_text (submission_id, variant);"
        "CREATE INDEX ON bench_text (conversation_id, variant);"
        "CREATE INDEX ON bench_text (case_id, variant); ANALYZE bench_text; ANALYZE bench_number;"
    )


def plant_rare_words(server, database: str) -> None:
    from cases.triage.bigrams import query_terms, search_terms

    for word, times in RARE_WORDS.items():
        found = " & ".join(query_terms(word))
        server.query_as_superuser(
            f"UPDATE cases_casetext SET terms = terms || to_tsvector('simple', '{search_terms(word)}')"
            f" WHERE case_id IN (SELECT case_id FROM cases_casetext TABLESAMPLE SYSTEM (1) LIMIT {times})"
            f" AND NOT EXISTS (SELECT FROM cases_casetext WHERE terms @@ '{found}'::tsquery);",
            database=database,
        )


if __name__ == "__main__":
    main()
