"""Fails when a sentence of the site has no finished translation in a catalogue.

Works on a copy of the tracked files, so that looking changes nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh_Hant", "zh_Hans")
SHOWN = 30


def main() -> int:
    """Return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copy_sources(copy)
        extract(copy)
        missing = [line for language in LANGUAGES for line in missing_in(copy, language)]
    for line in missing[:SHOWN]:
        print(line)
    if missing:
        print(f"{len(missing)} translations are missing; `make messages` brings them in.")
    return 1 if missing else 0


def copy_sources(copy: Path) -> None:
    """Copy what git knows or would take."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=PROJECT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0"):
        source = PROJECT / name
        if name and source.is_file() and not name.startswith(("tests/", "bench/", "docs/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy / name)


def extract(copy: Path) -> None:
    """Bring the copy's catalogues up to date with the copy's sources."""
    wanted = [option for language in LANGUAGES for option in ("--locale", language)]
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--verbosity", "0", *wanted],
        cwd=copy,
        env={**os.environ, "FEEDBACK_HOME": str(copy / ".local"), "PYTHONPATH": ""},
        check=True,
    )


def missing_in(copy: Path, language: str) -> list[str]:
    """Return a line for each sentence without a finished translation."""
    found = []
    for path in sorted(copy.glob(f"**/locale*/{language}/LC_MESSAGES/django.po")):
        entries = polib.pofile(str(path))
        unfinished = [*entries.untranslated_entries(), *entries.fuzzy_entries()]
        found += [f"{language}: {entry.msgid!r} ({_place(entry)})" for entry in unfinished]
    return found


def _place(entry: polib.POEntry) -> str:
    return ":".join(entry.occurrences[0]) if entry.occurrences else "?"


if __name__ == "__main__":
    sys.exit(main())
