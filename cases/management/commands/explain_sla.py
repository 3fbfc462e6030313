"""Explains time limits: questions as JSON lines on standard input, or a real case by its number."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sla.receipt import receipts
from cases.sla.wire import answer, receipt_as_json
from channels.references import read_reference


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
                self.stdout.write(answer(line))
                self.stdout.flush()

    def _explain_case(self, reference: str) -> None:
        from cases.rules import clocking, ruling  # needs the database, which questions do not

        try:
            spelled = read_reference(reference) or reference
            cycles = clocking.explain_case(spelled, now=timezone.now())
        except ObjectDoesNotExist as error:
            raise CommandError(_("There is no such case.")) from error
        for receipt in receipts(cycles, ruling.rules().calendars):
            self.stdout.write(receipt_as_json(receipt))
