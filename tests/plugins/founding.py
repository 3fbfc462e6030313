"""Leave the tables as migrations founded them after each test that commits.

Django ends such a test (live_server, transaction=True) by truncating every table, which takes a third of a
second for some 150 of them, nearly all empty, and takes the first channels, departments, categories, time
limits and the privacy notice from every test after it. Here the few rows that it wrote are deleted instead,
and what a fresh site holds is put back.
"""

import pgtrigger
import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key

KEPT = "founded"
# No test changes the first three; the ledger and the broker are emptied in ways of their own.
NOT_OURS = ("django_migrations", "django_content_type", "auth_permission", "ledger_", "pgmq")

LEDGER = ("ledger_event", "ledger_seal", "ledger_content", "ledger_writer")
IS_LEDGER_EMPTY = "SELECT " + " AND ".join(f"NOT EXISTS (SELECT FROM {table})" for table in LEDGER)
# Rows name the transaction that wrote them, by numbers that only grow: as many rows with the same sum are
# the same rows, and what nobody touched need not be written again.
MARK = "SELECT ROW(count(*), coalesce(sum(xmin::text::bigint), 0))::text FROM "
OURS = " AND ".join(f"NOT starts_with(tablename, '{beginning}')" for beginning in NOT_OURS)
TABLES = f"SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND {OURS}"
# Some 150 tables in one statement of a function, whose plan a connection keeps: planning is what costs.
TOUCHED = """
CREATE OR REPLACE FUNCTION {KEPT}.touched() RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
    RETURN ARRAY(
        SELECT name FROM ({each}) AS found LEFT JOIN {KEPT}.marks USING (name)
         WHERE found.mark <> coalesce(marks.mark, '(0,0)')
    );
END $$
"""
EMPTY_TABLES = f"""
DO $$
DECLARE
    touched text[] := {KEPT}.touched();
    one text;
    found text;
BEGIN
    FOREACH one IN ARRAY touched LOOP
        EXECUTE 'DELETE FROM ' || one;
    END LOOP;
    FOR one IN SELECT name FROM {KEPT}.marks WHERE name = ANY (touched) LOOP
        EXECUTE 'INSERT INTO ' || one || ' OVERRIDING SYSTEM VALUE SELECT * FROM {KEPT}.' || one;
        EXECUTE '{MARK}' || one INTO found;
        UPDATE {KEPT}.marks SET mark = found WHERE name = one;
    END LOOP;
END $$
"""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Tables are emptied below, after each test that commits; not by truncating."""
    TransactionTestCase._fixture_teardown = lambda _case: None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep a copy of what a fresh site holds, in a schema that no flush reaches."""
    if not connection.settings_dict["NAME"].startswith("test_"):
        return  # no test of this run asks for a database
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {KEPT}")
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {KEPT}.marks (name text PRIMARY KEY, mark text)"
        )
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(NOT_OURS):
                cursor.execute(f'CREATE TABLE IF NOT EXISTS {KEPT}."{table}" AS TABLE "{table}"')
                cursor.execute(f'SELECT FROM {KEPT}."{table}" LIMIT 1')
                if cursor.fetchone() is None:
                    cursor.execute(f'DROP TABLE {KEPT}."{table}"')
                    continue
                cursor.execute(
                    f'INSERT INTO {KEPT}.marks SELECT quote_ident(%s), ({MARK} "{table}")'
                    " ON CONFLICT DO NOTHING",
                    [table],
                )
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        each = " UNION ALL ".join(
            f"SELECT '{name}'::text AS name, ({MARK} {name}) AS mark" for name in names
        )
        cursor.execute(TOUCHED.format(KEPT=KEPT, each=each))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    result = yield
    # After the last test its database is gone already.
    if nextitem is not None and _empties_tables(item):
        with item.config.stash[blocking_manager_key].unblock():
            empty_ledger()
            empty_tables()
    return result


def empty_ledger():
    """Take away what a committing test wrote; the owner of the tables can, once it lifts its own bars."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IS_LEDGER_EMPTY)
        if cursor.fetchone()[0]:
            return
        for table in ("ledger_event", "ledger_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"GRANT TRUNCATE ON {table} TO CURRENT_USER")
        cursor.execute(f"TRUNCATE {', '.join(LEDGER)}")
        for table in ("ledger_event", "ledger_seal"):
            cursor.execute(f"REVOKE TRUNCATE ON {table} FROM CURRENT_USER")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def empty_tables():
    """Delete all rows and put the founded ones back; keys between tables are checked at the commit."""
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(EMPTY_TABLES)


def _empties_tables(item):
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and bool(
        marker.kwargs.get("transaction") or marker.args[:1] == (True,)
    )
    return asked or not {"transactional_db", "live_server"}.isdisjoint(
        getattr(item, "fixturenames", ())
    )
