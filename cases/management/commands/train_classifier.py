"""Trains a classifier on labelled texts of one's own, and writes it into a folder."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.triage.learner.files import save
from cases.triage.learner.fitting import Labelled, fit


class Command(BaseCommand):
    """Reads JSON lines {"text", "label"}; prints one JSON line about what was learned."""

    help = "Train a classifier on JSON lines {text, label}; `classify --model DIR` reads with it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take labels, descriptions and the folder."""
        parser.add_argument("--labels", type=Path, required=True, help="JSON lines {text, label}")
        parser.add_argument("--out", type=Path, required=True, help="folder for the model")
        parser.add_argument(
            "--descriptions", type=Path, help="JSON {label: description}, in any languages"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Fit and save."""
        given = _labelled(options["labels"])
        described = _descriptions(options["descriptions"]) if options["descriptions"] else None
        began = time.monotonic()
        try:
            model = fit(given, labels=tuple(described or ()), descriptions=described)
        except ValueError as error:
            raise CommandError(str(error)) from error
        save(model, options["out"])
        about = {
            "labels": len(model.labels), "texts": model.fitted_on,
            "sentence_vectors": model.by_sentences is not None, "share": round(model.share, 3),
            "sure_from": model.sure_from, "near_from": model.near_from,
            "seconds": round(time.monotonic() - began, 1),
        }  # fmt: skip
        self.stdout.write(json.dumps(about))


def _labelled(path: Path) -> list[Labelled]:
    found = []
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                found.append(
                    Labelled(text=str(row["text"]), label=str(row["label"]), name=str(number))
                )
            except (ValueError, KeyError, TypeError) as error:
                raise CommandError(
                    f'{path}, line {number}: a line must be {{"text": …, "label": …}}'
                ) from error
    return found


def _descriptions(path: Path) -> dict[str, str]:
    with _opened(path) as file:
        try:
            given = json.load(file)
        except ValueError as error:
            raise CommandError(f"{path} is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise CommandError(f"{path} must be {{label: description}}")
    return {str(label): str(text) for label, text in given.items()}


def _opened(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
