"""Reads mail files as intake would, and tells what it found: one path a line in, one JSON line each out."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from channels.adapters.email.bounded.reader import read_bounded
from channels.adapters.email.reading import MailReading


class Command(BaseCommand):
    """Needs no database; answers in order and at once, so it can be driven through a pipe."""

    help = "Reads one mail file path per line on standard input; answers each with one JSON line."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Answer until standard input ends."""
        for line in sys.stdin.buffer:
            path = Path(line.decode("utf-8", "surrogateescape").rstrip("\r\n"))
            self.stdout.write(json.dumps(as_told(read_file(path)), ensure_ascii=True))
            self.stdout.flush()


def read_file(path: Path) -> MailReading:
    """The reading of one file; a file that cannot be opened gives one with an error."""
    try:
        return read_bounded(path.read_bytes())
    except (OSError, ValueError) as error:
        return MailReading(error=f"cannot open: {getattr(error, 'strerror', None) or error}")


def as_told(reading: MailReading) -> dict[str, Any]:
    """What the command says of a mail."""
    return {
        "from_email": reading.from_email,
        "from_name": reading.from_name,
        "to": list(reading.to),
        "cc": list(reading.cc),
        "subject": reading.subject,
        "text": reading.text,
        "html": reading.html,
        "reply_text": reading.reply_text,
        "auto": reading.auto,
        "bounce": reading.bounce is not None
        and not (reading.bounce.delayed or reading.bounce.doubtful),
        "attachments": [
            {
                "name": file.name,
                "mime": file.mime,
                "size": file.size,
                "md5": file.md5,
                "inline": file.inline,
            }
            for file in reading.attachments
        ],
        "error": reading.error,
    }
