"""Explains time limits: questions as JSON lines on standard input, or a real case by its number."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.sla.receipt import receipts
from cases.sla.wire import answer, receipt_as_dict
from channels.references import read_reference


class Command(BaseCommand):
    """Answers each line with one line; a line that is wrong gets its error and stops nothing."""

    help = "Explain time limits: JSON lines on standard input, or one case with --case NUMBER."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of a case, and in which language it is put into words."""
        parser.add_argument("--case", metavar="NUMBER", help="explain this case instead")
        parser.add_argument(
            "--language", choices=list(dict(settings.LANGUAGES)), default=settings.LANGUAGE_CODE,
            help="language of the words about a case (%(default)s)",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Answer until the input ends."""
        if options["case"]:
            with translation.override(options["language"]):
                self._explain_case(options["case"])
            return
        for line in sys.stdin.buffer:
            if line.strip():
                self.stdout.write(answer(line))
                self.stdout.flush()

    def _explain_case(self, reference: str) -> None:
        # These need the database, which questions do not.
        from cases.measures.time_limits.limit_words import limit_as_dict, people_in
        from cases.rules.clocks import clocking, ruling

        try:
            spelled = read_reference(reference) or reference
            cycles = clocking.explain_case(spelled, now=timezone.now())
        except ObjectDoesNotExist as error:
            raise CommandError(_("There is no such case.")) from error
        found = receipts(cycles, ruling.rules().calendars)
        people = people_in(found)
        for one in found:
            told = {**receipt_as_dict(one), "words": limit_as_dict(one, people=people)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
