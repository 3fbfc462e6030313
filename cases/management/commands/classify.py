"""Reads texts as JSON lines on standard input and prints category, urgency and mood of each."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from cases.rules import recognising
from cases.triage.category_tree import BY_CODE, KLASSES
from cases.triage.learned import Learned, shipped_klasses
from cases.triage.learner.files import load
from cases.triage.learner.moods import Moods
from cases.triage.learner.shipped import shipped_moods
from cases.triage.reading import read
from cases.triage.wire import triage_as_json


class Command(BaseCommand):
    """Answers each line with one line; a line that is wrong gets its error and stops nothing."""

    help = (
        'Classify JSON lines {"text": …, "hint": code or class}; one JSON line each. Reads as the site '
        "reads what comes in, or with the model of --model."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a model of one's own, or none."""
        parser.add_argument("--model", type=Path, help="folder that train_classifier wrote")
        parser.add_argument(
            "--shipped", action="store_true", help="the model that came with the product"
        )
        parser.add_argument("--rules", action="store_true", help="by rules and word lists alone")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Answer until the input ends."""
        learned = _learned(options)
        moods = _moods(options)
        for line in sys.stdin.buffer:
            if line.strip():
                self.stdout.write(json.dumps(_answer(line, learned, moods), ensure_ascii=False))
                self.stdout.flush()


def _learned(options: dict[str, Any]) -> Learned | None:
    if options["rules"]:
        return None
    if options["model"] is None:
        return recognising.shipped() if options["shipped"] else _of_the_site()
    try:
        model = load(options["model"])
    except (OSError, ValueError) as error:
        raise CommandError(f"no model can be read from {options['model']}: {error}") from error
    klasses = {code: klass for code, klass in shipped_klasses().items() if code in model.labels}
    # Rules speak of the shipped tree: to labels of another they say nothing.
    return Learned(model=model, version=0, klasses=klasses, uses_rules=bool(klasses))


def _moods(options: dict[str, Any]) -> Moods | None:
    """The site's own where its model reads as well."""
    if options["rules"]:
        return None
    if options["shipped"] or options["model"] is not None:
        return shipped_moods()
    try:
        return recognising.moods_in_use()
    except DatabaseError:
        return shipped_moods()


def _of_the_site() -> Learned | None:
    """What reads on this site; without its database what came with the product."""
    try:
        return recognising.in_use()
    except DatabaseError:
        return recognising.shipped()


def _answer(line: bytes, learned: Learned | None, moods: Moods | None) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"not JSON: {error}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": 'a line must be {"text": "…"}'}
    hint = asked.get("hint")
    if hint is not None and not _is_hint(hint):
        return {"error": f"no such category or class: {hint!a}"}
    if not _is_written(asked["text"]):
        return {"error": "half of a character in the text: it was cut in the middle of one"}
    now = timezone.localtime()
    return triage_as_json(read(asked["text"], now=now, hint=hint, learned=learned, moods=moods))


def _is_hint(hint: object) -> bool:
    return isinstance(hint, str) and (hint in BY_CODE or hint in KLASSES)


def _is_written(text: str) -> bool:
    """Whether it can be written down: JSON may hold one of the two halves of a character alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
