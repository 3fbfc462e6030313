"""An outsider verifies an export with the stand-alone verifier, which imports nothing of ours."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from feedback_site.ledger.rules.exporting import public_key_hex
from feedback_site.ledger.rules.sealing import seal
from tests.factories.cases import NOW
from tests.ledger.conftest import as_superuser, happen

VERIFIER = Path(__file__).parents[2] / "docs" / "verify" / "verify_ledger.py"


@pytest.fixture
def export(filled, tmp_path):
    path = tmp_path / "export.jsonl"
    call_command("export_ledger", "--to", path)
    return path


def run(path, *anchors, key=None):
    done = subprocess.run(
        [sys.executable, "-I", VERIFIER, "--key", key or public_key_hex(), path, *anchors],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).strip()


def test_it_accepts_a_good_export_and_its_anchors(export, filled):
    said = "14 events verified, 12 under 2 seals, 2 anchors agree"

    assert run(export, filled) == (0, said)


def test_it_accepts_two_epochs(ledger, tmp_path):
    happen(2)
    as_superuser("UPDATE ledger_epoch SET system_identifier = 1")
    connection.close()
    happen(3)
    seal(now=NOW)
    seal(now=NOW)
    call_command("export_ledger", "--to", tmp_path / "export.jsonl")

    code, said = run(tmp_path / "export.jsonl", ledger)

    assert (code, said) == (0, "5 events verified, 5 under 2 seals, 2 anchors agree")


def _first(lines, kind):
    return next(index for index, line in enumerate(lines) if line["kind"] == kind)


def _edit(lines):
    lines[_first(lines, "event")]["actor"] = "user:9"


def _drop_event(lines):
    del lines[_first(lines, "event")]


def _drop_unsealed(lines):
    events = [line for line in lines if line["kind"] == "event"]
    lines.remove(events[-2])


def _double(lines):
    lines.append(dict(lines[_first(lines, "event")]))


def _drop_seal(lines):
    del lines[_first(lines, "seal")]


def _forge(lines):
    lines[_first(lines, "seal")]["signature"] = "00" * 64


def _drop_last_seal(lines):
    lines.pop()


@pytest.mark.parametrize(
    ("tamper", "place"),
    [
        (_edit, "seal 1 does not match its events"),
        (_drop_event, "seal 1 covers 6 events, 5 are there"),
        (_drop_unsealed, "events are missing or were added"),
        (_double, "seal 1 covers 6 events, 7 are there"),
        (_drop_seal, "seal 1 is missing or does not follow"),
        (_forge, "seal 1 carries a wrong signature"),
        (_drop_last_seal, "seal 2 differs from its anchor"),
    ],
)
def test_it_rejects_a_tampered_export_and_says_where(export, filled, tamper, place):
    lines = [json.loads(line) for line in export.read_text().splitlines()]
    tamper(lines)
    export.write_text("\n".join(map(json.dumps, lines)))

    code, said = run(export, filled)

    assert code == 1
    assert place in said


def test_it_rejects_another_sites_signature(export):
    code, said = run(export, key="3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")

    assert (code, said) == (1, "seal 1 carries a wrong signature")


def test_an_export_holds_codes_and_no_content(export):
    lines = [json.loads(line) for line in export.read_text().splitlines()]

    assert {line["kind"] for line in lines} == {"ledger", "epoch", "event", "seal"}
    assert not {"body", "salt"} & {name for line in lines for name in line}


def test_the_command_gives_the_public_key_to_note_down(ledger, capsys):
    call_command("export_ledger", "--key")

    assert capsys.readouterr().out.strip() == public_key_hex()
