"""Fails when a sentence of the site has no finished translation in a catalogue, or cannot get into one.

Works on a copy of the tracked files, so that looking changes nothing.
"""

import ast
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
# As `make messages` does it, without loading the site: that the copy's modules are compiled takes longer.
EXTRACT = """
import sys
from django.conf import settings
settings.configure(LOCALE_PATHS=["feedback_site/locale"])
import django
django.setup()
from django.core.management import call_command
call_command("makemessages", "--no-obsolete", "--verbosity", "0", *sys.argv[1:])
"""
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def main() -> int:
    """Return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copy_sources(copy)
        extract(copy)
        hidden = [line for path in sorted(copy.glob("**/*.py")) for line in hidden_in(path)]
        missing = [line for language in LANGUAGES for line in missing_in(copy, language)]
    for line in hidden:
        print(f"{line}: nothing within an f-string is found by gettext")
    for line in missing[:SHOWN]:
        print(line)
    if missing:
        print(f"{len(missing)} translations are missing; `make messages` brings them in.")
    return 1 if missing or hidden else 0


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
    environment = {**os.environ, "PYTHONPATH": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-c", EXTRACT, *wanted], cwd=copy, env=environment, check=True)


def missing_in(copy: Path, language: str) -> list[str]:
    """Return a line for each sentence without a finished translation."""
    found = []
    for path in sorted(copy.glob(f"**/locale*/{language}/LC_MESSAGES/django.po")):
        entries = polib.pofile(str(path))
        unfinished = [*entries.untranslated_entries(), *entries.fuzzy_entries()]
        found += [f"{language}: {entry.msgid!r} ({_place(entry)})" for entry in unfinished]
    return found


def hidden_in(path: Path) -> list[str]:
    """Return where sentences are marked within f-strings: they would never be brought in."""
    return [
        f"{path.name}:{call.lineno}"
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MARKS
    ]


def _place(entry: polib.POEntry) -> str:
    return ":".join(entry.occurrences[0]) if entry.occurrences else "?"


if __name__ == "__main__":
    sys.exit(main())
