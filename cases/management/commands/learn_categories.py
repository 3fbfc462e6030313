"""Makes the next versions of what reads categories and moods; by hand, or by the worker."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.rules.triage import learning, mood_learning

# Behind everybody who waits: it takes a minute of a processor, and nobody waits for it.
_NICE = 10


class Command(BaseCommand):
    """Learns where enough is new, and says what became of it."""

    help = "Learn categories and moods from what people decided; a new version reads where it is no worse."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many decisions must be new."""
        parser.add_argument("--at-least", type=int, default=1, help="decisions that must be new")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Learn once."""
        os.nice(_NICE)
        self._learn_categories(options)
        self._learn_moods(options)

    def _learn_moods(self, options: dict[str, Any]) -> None:
        """Says nothing where nothing is new: few label moods each day."""
        row = mood_learning.learn_moods(now=timezone.now(), at_least=options["at_least"])
        if row is not None:
            end = "reads from now on" if row.is_in_use else "is no better, and is kept aside"
            self.stdout.write(f"version {row.number} of moods {end}")

    def _learn_categories(self, options: dict[str, Any]) -> None:
        row = learning.learn(now=timezone.now(), at_least=options["at_least"])
        if row is None:
            self.stdout.write("too few decisions are new")
        elif row.is_in_use:
            self.stdout.write(f"version {row.number} reads from now on")
        else:
            self.stdout.write(f"version {row.number} is no better, and is kept aside")
