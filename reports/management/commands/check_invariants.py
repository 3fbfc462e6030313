"""Check what must always be true: exit 0 and counts, or exit 1 naming everything that is wrong."""

import json
import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.measures.invariants import SETTLED, Inspection, inspect


class Command(BaseCommand):
    """Reads everything and changes nothing; may run beside a working site."""

    help = "Check that nothing is lost, doubled, forgotten or changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what the sources were told is kept, and how long things may be on their way."""
        parser.add_argument(
            "--acknowledged", type=Path, metavar="FILE",
            help="one reference, id at the source or idempotency key a line; each must exist once",
        )  # fmt: skip
        parser.add_argument(
            "--settled", type=float, default=SETTLED.total_seconds(), metavar="SECONDS",
            help="judge as forgotten what is older than this (default: %(default)g)",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts, and on standard error what is wrong."""
        found = inspect(
            now=timezone.now(),
            settled=timedelta(seconds=options["settled"]),
            acknowledged=_lines(options["acknowledged"]),
        )
        self._tell(found, as_json=options["json"])
        if found.violations:
            sys.exit(1)

    def _tell(self, found: Inspection, *, as_json: bool) -> None:
        wrong = [str(violation) for violation in found.violations]
        if as_json:
            self.stdout.write(json.dumps({"counts": found.counts, "violations": wrong}))
            return
        for name, count in found.counts.items():
            self.stdout.write(f"{count:>9} {name}")
        self.stdout.write("nothing is wrong" if not wrong else f"{len(wrong)} things are wrong:")
        for line in wrong:
            self.stderr.write(line)


def _lines(path: Path | None) -> list[str]:
    return path.read_text().split() if path else []
