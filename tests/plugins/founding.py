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
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(NOT_OURS):
                cursor.execute(f'CREATE TABLE IF NOT EXISTS {KEPT}."{table}" AS TABLE "{table}"')
                cursor.execute(f'SELECT FROM {KEPT}."{table}" LIMIT 1')
                if cursor.fetchone() is None:
                    cursor.execute(f'DROP TABLE {KEPT}."{table}"')


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
        tables = [
            table for table in connection.introspection.table_names(cursor)
            if not table.startswith(NOT_OURS)
        ]  # fmt: skip
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables
            )
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE SELECT * FROM {KEPT}."{table}"'
            )


def _empties_tables(item):
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and bool(
        marker.kwargs.get("transaction") or marker.args[:1] == (True,)
    )
    return asked or not {"transactional_db", "live_server"}.isdisjoint(
        getattr(item, "fixturenames", ())
    )
