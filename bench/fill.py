"""Fill a copy's database for measuring: the demonstration's cases, multiplied in SQL to any number.

    python bench/fill.py --home /tmp/bench --cases 100000      # again with more adds to it

A first run loads the demonstration (through the rules); every further case is a copy of one of its cases
with all rows of channels, cases, surveys and reports that hang on it, under ids, references, customers,
order numbers and moments of its own and with a text drawn from the same pools. So shares of states,
channels, lengths of histories and months are those of the demonstration. No ledger is written for the
copies, and nothing of them is due, so that workers stay quiet while something is measured.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")

# Ids of the n-th copy are the original's plus n times this.
STRIDE = 1_000_000
VARIANTS = 40
# Rows that hang on a case; whatever else they point to stays the same for all copies.
COPIED = (
    "channels_customer", "channels_contactpoint", "channels_conversation", "channels_rawintake",
    "channels_submission", "channels_message", "channels_attachment", "channels_consent",
    "channels_outgoing", "cases_case", "cases_casetext", "cases_caseevent", "cases_clockcycle",
    "cases_notice", "cases_assignment", "cases_escalation", "cases_promise", "cases_note",
    "cases_caselink", "surveys_followup", "surveys_callattempt",
)  # fmt: skip
# In so many cases of the whole database stands a word that stands nowhere else.
RARE_WORDS = {"琉璃": 5, "kaleidoscope": 5}

_OWN_MAIL_ID = "CASE WHEN row.{column} = '' THEN '' ELSE row.{column} || copy.n END"
_OWN_INDEX = "sha256(row.{column} || convert_to(copy.n::text, 'UTF8'))"
# Columns that are not simply copied, by table and by name.
SPECIAL = {
    "channels_customer": {"name_index": _OWN_INDEX},
    "channels_contactpoint": {"value_index": _OWN_INDEX, "tail_index": _OWN_INDEX},
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
}  # fmt: skip
# How a row finds the text drawn for its case, and its case's or item's own reference.
DRAWN = {
    "channels_conversation": "drawn.conversation_id = row.id",
    "channels_submission": "drawn.submission_id = row.id",
    "channels_message": "drawn.conversation_id = row.conversation_id",
    "cases_case": "drawn.submission_id = row.submission_id",
    "cases_casetext": "drawn.case_id = row.case_id",
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", required=True, help="folder of the copy to fill")
    parser.add_argument("--cases", type=int, required=True, help="how many there shall be at least")
    parser.add_argument("--base", type=int, default=2000, help="cases of the demonstration itself")
    options = parser.parse_args()
    os.environ["FEEDBACK_HOME"] = str(Path(options.home).resolve())

    from feedback_site.embedded.postgres import running_for

    with running_for(Path(options.home).resolve()) as server:
        manage("migrate", "--verbosity", "0")
        manage("load_demo", "--if-empty", "--cases", str(options.base))
        began = time.monotonic()
        added = fill(server, options.cases)
        seconds = time.monotonic() - began
    print(json.dumps({
        "cases": options.cases, "added": added, "seconds": round(seconds, 1),
        "per_second": round(added / seconds) if seconds else None,
    }))  # fmt: skip


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=PROJECT, check=True)


def fill(server, wanted: int) -> int:
    """Copy until there are so many cases; as the superuser, who may leave out foreign keys' triggers."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from reports.rules.refreshing import refresh_all

    refresh_all(now=timezone.now())
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
        script = [copy_of(cursor, table, tables, done + 1, last) for table in tables]
        # Building the index of words anew takes a tenth of the time of growing it row by row.
        cursor.execute("SELECT pg_get_indexdef('cases_text_terms'::regclass)")
        script = ["DROP INDEX cases_text_terms;", *script, f"{cursor.fetchone()[0]};"]
        sequences = [
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}));"
            for table in tables if "id" in columns_of(cursor, table)
        ]  # fmt: skip
    connection.close()
    database = connection.settings_dict["NAME"]
    server.query_as_superuser(
        "SET session_replication_role = replica; SET maintenance_work_mem = '1GB';"
        "SET synchronous_commit = off;\n" + "\n".join([*script, *sequences]),
        database=database,
    )
    plant_rare_words(server, database)
    server.query_as_superuser("VACUUM (ANALYZE);", database=database)
    return (last - done) * base


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
    """The statement that copies one table's rows of the demonstration."""
    columns = columns_of(cursor, table)
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
    key = "case_id" if "id" not in columns else "id"
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"
        f" FROM generate_series({first}, {last}) AS copy (n) CROSS JOIN {table} AS row{joins}"
        f" WHERE row.{key} < {STRIDE} ORDER BY copy.n, row.{key};"
    )


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
    from cases.triage.bigrams import search_terms
    from reports.demo import wording

    cursor.execute(
        "CREATE TABLE bench_text (case_id bigint, submission_id bigint, conversation_id bigint,"
        " raw_id bigint, variant int, title text, text text, order_number text, terms tsvector)"
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
        " order_number, terms) FROM STDIN"
    ) as copy:
        for case, submission, conversation, raw, category, language, on, said in rows:
            for variant in range(VARIANTS):
                drawn = wording.complaint(chance, category or "print_colour", language, on=on)
                terms = search_terms(f"{drawn.title}\n{drawn.text}\n{said}")
                copy.write_row((
                    case, submission, conversation, raw, variant, drawn.title[:200], drawn.text,
                    f"P{on:%y%m%d}-", " ".join(f"'{term}'" for term in terms.split()),
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
