"""Makes the next version of what reads categories; by hand, or by the worker in a process of its own."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.rules import learning

# Behind everybody who waits: it takes a minute of a processor, and nobody waits for it.
_NICE = 10


class Command(BaseCommand):
    """Learns where enough is new, and says what became of it."""

    help = "Learn categories from what people decided; the new version reads where it is no worse."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many decisions must be new."""
        parser.add_argument("--at-least", type=int, default=1, help="decisions that must be new")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Learn once."""
        os.nice(_NICE)
        row = learning.learn(now=timezone.now(), at_least=options["at_least"])
        if row is None:
            self.stdout.write("too few decisions are new")
        elif row.is_in_use:
            self.stdout.write(f"version {row.number} reads from now on")
        else:
            self.stdout.write(f"version {row.number} is no better, and is kept aside")
