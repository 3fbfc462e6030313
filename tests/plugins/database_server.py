"""One throw-away PostgreSQL for the suite; test databases are copies of one migrated template.

The controller starts the server and leaves it at the end; xdist's workers only connect. Runs side
by side share the server and have databases of their own. With DATABASE_URL set, that one is used.
"""

import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.backends.base.creation import BaseDatabaseCreation

from feedback_site.embedded import cluster
from feedback_site.embedded.home import PROJECT, SUPERVISED, TEST_DATABASE, test_home
from feedback_site.embedded.locks import exclusive
from feedback_site.embedded.postgres import EmbeddedPostgres, running_for

RUN = "FEEDBACK_TEST_RUN"
LEASE = pytest.StashKey[tuple[EmbeddedPostgres, int]]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # its server asks for it
    if "DATABASE_URL" in os.environ:
        return
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = secrets.token_hex(4)
        server = EmbeddedPostgres(test_home(PROJECT), durable=False)
        already_running = server.answers()
        config.stash[LEASE] = (server, server.join())
        if not already_running:
            _drop_left_overs(server)
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_{os.environ[RUN]}"
    BaseDatabaseCreation._destroy_test_db = _drop_at_once


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if LEASE in config.stash:
        server, share = config.stash[LEASE]
        server.leave(share)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    if "DATABASE_URL" not in os.environ:
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = _migrated_template()


def _drop_at_once(creation, name, _verbosity):
    """Drop the database of a run, whoever a last test has left connected: its threads end a moment later."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
            [name],
        )
        cursor.execute(f'DROP DATABASE "{name}"')


def _drop_left_overs(server):
    """Drop what killed runs left; nobody uses it, for the server was down."""
    names = server.query_as_superuser(
        r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_%'"
    )
    for name in names.split():
        server.query_as_superuser(f'DROP DATABASE "{name}" WITH (FORCE)')


def _migrated_template():
    """Name a database in which the present migrations have run, making it if need be."""
    server = EmbeddedPostgres(test_home(PROJECT), durable=False)
    name = f"template_{_digest_of_migrations()}"
    with exclusive(server.place.home / "template.lock"):
        found = server.query_as_superuser(
            r"SELECT datname FROM pg_database WHERE datname LIKE 'template\_%'"
        )
        if name not in found.split():
            for old in found.split():
                server.query_as_superuser(f'DROP DATABASE IF EXISTS "{old}"')
            _migrate_into("template_draft")
            server.query_as_superuser(f'ALTER DATABASE template_draft RENAME TO "{name}"')
    return name


def begin_migrated(home):
    """Give the server of a home what the present migrations make, for a test of what comes after them."""
    if "DATABASE_URL" in os.environ:
        return  # there is no template: the site that starts in this home migrates by itself
    template, suite = _migrated_template(), EmbeddedPostgres(test_home(PROJECT), durable=False)
    made = suite._tools.run(
        "pg_dump", f"--host={suite.place.socket}", f"--port={cluster.PORT}",
        f"--username={cluster.SUPERUSER}", template,
    )  # fmt: skip
    with running_for(home) as server:
        server.query_as_superuser(f"DROP DATABASE {cluster.DATABASE}")
        server.query_as_superuser(f"CREATE DATABASE {cluster.DATABASE} OWNER {cluster.ROLE}")
        server.query_as_superuser(made, database=cluster.DATABASE)


def _migrate_into(name):
    server = EmbeddedPostgres(test_home(PROJECT), durable=False)
    server.query_as_superuser(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.query_as_superuser(f'CREATE DATABASE "{name}" OWNER feedback')
    subprocess.run(
        [sys.executable, PROJECT / "manage.py", "migrate", "--verbosity", "0"],
        env={**os.environ, TEST_DATABASE: name, SUPERVISED: "the suite"},
        check=True,
    )


def _digest_of_migrations():
    digest = hashlib.sha256((PROJECT / "requirements.lock").read_bytes())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path).glob("migrations/**/*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
