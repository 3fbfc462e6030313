"""Files of labelled texts, as commands are given them."""

import json
from pathlib import Path
from typing import IO

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
                row = json.loads(line)
                text, label = str(row["text"]), str(row["label"])
            except (ValueError, KeyError, TypeError) as error:
                raise CommandError(
                    f'{path}, line {number}: a line must be {{"text": …, "label": …}}'
                ) from error
            name = "" if is_seed else str(number)
            found.append(
                Labelled(text=text, label=label, name=name, weight=weight, is_seed=is_seed)
            )
    return found


def lines_in(path: Path, label: str) -> list[Labelled]:
    """Read a file whose lines all have one label."""
    with _opened(path) as file:
        return [Labelled(text=line, label=label, is_seed=True) for line in file if line.strip()]


def descriptions_in(path: Path) -> dict[str, str]:
    """Read JSON {label: description}; raises CommandError where it is something else."""
    with _opened(path) as file:
        try:
            given = json.load(file)
        except ValueError as error:
            raise CommandError(f"{path} is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise CommandError(f"{path} must be {{label: description}}")
    return {str(label): str(text) for label, text in given.items()}


def _opened(path: Path) -> IO[str]:
    try:
        return path.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
