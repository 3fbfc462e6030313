"""Verify the ledger: exit 0 and a count, or exit 1 naming the first bad place."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from feedback_site.ledger.errors import LedgerBroken
from feedback_site.ledger.rules.verifying import verify


class Command(BaseCommand):
    """Recompute every hash from the rows and compare with seals and anchors."""

    help = "Verify every event, sequence, seal and anchor of the ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = verify()
        except LedgerBroken as error:
            self.stderr.write(str(error))
            sys.exit(1)
        self.stdout.write(
            f"{found.events} events verified, {found.sealed} under {found.seals} seals, "
            f"{found.anchors} anchors agree"
        )
