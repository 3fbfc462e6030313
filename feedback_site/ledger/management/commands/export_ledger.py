"""Write the ledger as JSON lines, for the stand-alone verifier in docs/verify/."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from feedback_site.ledger.rules.exporting import export_lines, public_key_hex


class Command(BaseCommand):
    """Write events without content, seals and epochs; what an auditor needs beside the anchors."""

    help = "Write the ledger as JSON lines: codes and hashes only, no content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to write."""
        parser.add_argument("--to", type=Path, help="a file instead of the standard output")
        parser.add_argument("--key", action="store_true", help="print only the public key, as hex")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the lines."""
        if options["key"]:
            self.stdout.write(public_key_hex())
        elif options["to"] is None:
            for line in export_lines():
                sys.stdout.write(json.dumps(line) + "\n")
        else:
            with options["to"].open("w") as file:
                count = sum(1 for line in export_lines() if file.write(json.dumps(line) + "\n"))
            self.stderr.write(f"{count} lines written")
