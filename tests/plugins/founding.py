"""Put the rows that migrations found back after each test that empties the tables.

A transactional test (live_server, transaction=True) ends with a flush, which also takes the first
channels, departments, categories, time limits and the privacy notice from every test after it.
"""

import pytest
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key

KEPT = "founded"
# Django writes these anew itself after each flush; no flush reaches the ledger.
NOT_OURS = ("django_", "auth_", "ledger_", "pgmq")


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
            found_again()
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


def found_again():
    """Insert every kept row that is missing; keys between tables are checked at the commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE'
                f' SELECT * FROM {KEPT}."{table}" ON CONFLICT DO NOTHING'
            )


def _empties_tables(item):
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and bool(
        marker.kwargs.get("transaction") or marker.args[:1] == (True,)
    )
    return asked or not {"transactional_db", "live_server"}.isdisjoint(
        getattr(item, "fixturenames", ())
    )
