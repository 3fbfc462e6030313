"""Explains time limits: questions as JSON lines on standard input, or a real case by its number."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.errors import CaseError
from cases.sla_wire import answer, receipt_as_json


class Command(BaseCommand):
    """Answers each line with one line; a line that is wrong gets its error and stops nothing."""

    help = "Explain time limits: JSON lines on standard input, or one case with --case NUMBER."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of a case."""
        parser.add_argument("--case", metavar="NUMBER", help="explain this case instead")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Answer until the input ends."""
        if options["case"]:
            self._explain_case(options["case"])
            return
        for line in sys.stdin.buffer:
            if line.strip():
                sys.stdout.write(answer(line) + "\n")
                sys.stdout.flush()

    def _explain_case(self, reference: str) -> None:
        from cases.rules.clocking import explain_case  # needs the database, which questions do not

        try:
            receipts = explain_case(reference)
        except CaseError as error:
            raise CommandError(str(error)) from error
        for receipt in receipts:
            self.stdout.write(receipt_as_json(receipt))
