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

# Rows name the transaction that wrote them, by numbers that only grow: as many rows with the same sum are
# the same rows, and what nobody touched need not be written again.
MARK = "SELECT ROW(count(*), coalesce(sum(xmin::text::bigint), 0))::text FROM "
OURS = " AND ".join(f"NOT starts_with(tablename, '{beginning}')" for beginning in NOT_OURS)
# One statement instead of one for each of some 150 tables.
EMPTY_TABLES = f"""
DO $$
DECLARE
    tables text[] := ARRAY(
        SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND {OURS}
    );
    touched text[] := '{{}}';
    one text;
    found text;
BEGIN
    FOREACH one IN ARRAY tables LOOP
        EXECUTE '{MARK}' || one INTO found;
        IF found <> coalesce((SELECT mark FROM {KEPT}.marks WHERE name = one), '(0,0)') THEN
            EXECUTE 'DELETE FROM ' || one;
            touched := touched || one;
        END IF;
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
        for table in ("ledger_event", "ledger_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"GRANT TRUNCATE ON {table} TO CURRENT_USER")
        cursor.execute("TRUNCATE ledger_event, ledger_seal, ledger_content, ledger_writer")
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
