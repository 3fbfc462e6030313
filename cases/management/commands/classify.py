"""Reads texts as JSON lines on standard input and prints category, urgency and mood of each."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.triage.category_tree import BY_CODE, KLASSES
from cases.triage.reading import read
from cases.triage.wire import triage_as_json


class Command(BaseCommand):
    """Answers each line with one line; a line that is wrong gets its error and stops nothing."""

    help = (
        'Classify JSON lines {"text": …, "hint": code or class} by the rules; one JSON line each.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Answer until the input ends."""
        for line in sys.stdin.buffer:
            if line.strip():
                self.stdout.write(json.dumps(_answer(line), ensure_ascii=False))
                self.stdout.flush()


def _answer(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError as error:
        return {"error": f"not JSON: {error}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": 'a line must be {"text": "…"}'}
    hint = asked.get("hint")
    if hint is not None and hint not in BY_CODE and hint not in KLASSES:
        return {"error": f"no such category or class: {hint}"}
    return triage_as_json(read(asked["text"], now=timezone.localtime(), hint=hint))
