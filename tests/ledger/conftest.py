"""A server of one's own for the ledger, and the superuser who tampers with it past every trigger.

Of one's own, because any transaction that is open anywhere on a server holds its seals back.
"""

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from feedback_site.embedded import cluster
from feedback_site.embedded.postgres import EmbeddedPostgres
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.ledger.rules.sealing import seal
from tests.embedded.conftest import home_folder, remove
from tests.factories.cases import NOW

TABLES = "ledger_event, ledger_content, ledger_seal, ledger_writer, ledger_epoch"
_servers = []


@pytest.fixture(scope="session")
def server():
    """Start it for the first test that asks, with the ledger's own migrations and nothing else."""
    folder = home_folder()
    made = EmbeddedPostgres(folder, durable=False)
    made.start()
    _servers.append(made)
    yield made
    _servers.remove(made)
    remove(folder)


@pytest.fixture(scope="module")
def on_this_server(server, django_db_blocker):
    """Let Django speak to it meanwhile."""
    entry = connection.settings_dict
    before = {name: entry[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    with django_db_blocker.unblock():
        connections.close_all()
        entry |= {
            "NAME": cluster.DATABASE, "HOST": str(server.place.socket), "PORT": str(cluster.PORT),
            "USER": cluster.ROLE, "PASSWORD": "",
        }  # fmt: skip
        call_command("migrate", "ledger", verbosity=0)
        yield
        connections.close_all()
        entry |= before


@pytest.fixture
def ledger(on_this_server, settings, tmp_path):
    """An empty ledger whose anchors go to a file of this test's."""
    settings.LEDGER_ANCHOR_FILE = tmp_path / "anchors.jsonl"
    as_superuser(f"TRUNCATE {TABLES}")
    connections.close_all()  # the next connection is a new writer, and finds its epoch anew
    return settings.LEDGER_ANCHOR_FILE


def as_superuser(sql):
    """Run statements as somebody whom no trigger and no grant stops."""
    (server,) = _servers
    return server.query_as_superuser(
        f"SET session_replication_role = replica; {sql}", database=cluster.DATABASE
    ).strip()


def happen(count=3, *, now=NOW):
    """Record some events in one transaction, and give their ids."""
    entries = [
        Entry(verb="case.note", subject=f"case:{n}", actor="user:7", body={"n": n})
        for n in range(1, count + 1)
    ]
    with transaction.atomic():
        return record(entries, now=now)


@pytest.fixture
def filled(ledger):
    """Two seals over two transactions each, and one transaction that is not sealed yet."""
    for _ in range(2):
        happen()
        happen()
        assert seal(now=NOW).count == 6
    happen(2)
    return ledger
