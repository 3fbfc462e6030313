"""Trains a classifier on labelled texts of one's own, and writes it into a folder."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.management.labelled_files import descriptions_in, labelled_in, require_folder
from cases.triage.learner.files import save
from cases.triage.learner.fitting import fit


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
        given = labelled_in(options["labels"])
        described = descriptions_in(options["descriptions"]) if options["descriptions"] else None
        require_folder(options["out"])
        began = time.monotonic()
        try:
            model = fit(given, labels=tuple(described or ()), descriptions=described)
        except ValueError as error:
            raise CommandError(str(error)) from error
        save(model, options["out"])
        about = {
            "labels": len(model.labels), "texts": model.fitted_on,
            "sentence_vectors": model.by_sentences is not None, "share": round(model.share, 3),
            "heat": round(model.heat, 3), "sure_from": model.sure_from,
            "near_from": model.near_from, "seconds": round(time.monotonic() - began, 1),
        }  # fmt: skip
        self.stdout.write(json.dumps(about))
