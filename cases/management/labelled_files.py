"""Files of labelled texts, as commands are given them."""

import json
import os
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError

from cases.triage.learner.texts import Labelled


def labelled_in(path: Path, *, weight: float = 1.0, is_seed: bool = False) -> list[Labelled]:
    """Read JSON lines {"text", "label"}; raises CommandError naming the line that is none."""
    found = []
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                text, label = _told(json.loads(line))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise CommandError(
                    f'{path}, line {number}: a line must be {{"text": …, "label": …}}'
                ) from error
            name = "" if is_seed else str(number)
            found.append(
                Labelled(text=text, label=label, name=name, weight=weight, is_seed=is_seed)
            )
    return found


def _told(row: Any) -> tuple[str, str]:
    """A label may be a number. Raises TypeError for nothing, ValueError for half of a character."""
    text, label = row["text"], row["label"]
    is_word = isinstance(label, str | int) and not isinstance(label, bool) and label != ""
    if not (isinstance(text, str) and is_word):
        raise TypeError
    text.encode()
    return text, str(label)


def require_folder(path: Path) -> None:
    """Raise CommandError where a folder cannot be made or written to, before a minute of work is lost."""
    there = path
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise CommandError(f"{path} cannot be written to: {there} is no folder, or not yours")


def lines_in(path: Path, label: str) -> list[Labelled]:
    """Read a file whose lines all have one label."""
    with _opened(path) as file:
        return [Labelled(text=line, label=label, is_seed=True) for line in file if line.strip()]


def descriptions_in(path: Path) -> dict[str, str]:
    """Read JSON {label: description}; raises CommandError where it is something else."""
    with _opened(path) as file:
        try:
            given = json.load(file)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{path} is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise CommandError(f"{path} must be {{label: description}}")
    for label, text in given.items():
        if not isinstance(text, str | None):
            raise CommandError(f"{path}: the description of {label} must be a text")
    # A label without one is described by its name.
    return {label: text or label for label, text in given.items()}


def _opened(path: Path) -> IO[str]:
    try:
        return path.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
