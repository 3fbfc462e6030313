"""Seals attachments and scans that were stored before files were sealed."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from channels.rules.files.sealing import seal_old_files


class Command(BaseCommand):
    """Run once after an upgrade, while the site serves; may be stopped and run again."""

    help = "Seal attachments and scans that lie open on disk; prints how many, and names those it left."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and say what could not be."""
        counted: Counter[str] = Counter()
        for name, became in seal_old_files():
            counted[became] += 1
            if became != "sealed":
                self.stderr.write(f"{became}: {name}")
        self.stdout.write(
            f"{counted['sealed']} files are sealed, {counted.total() - counted['sealed']} left"
        )
