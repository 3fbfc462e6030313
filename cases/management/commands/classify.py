"""Reads texts as JSON lines on standard input and prints category, urgency and mood of each."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from cases.measures.triage.word_rules import site_book
from cases.rules.categories import categorising
from cases.rules.triage import recognising
from cases.rules.triage.explaining import as_it_stands
from cases.triage.category_tree import KLASSES
from cases.triage.learned import Learned, shipped_klasses
from cases.triage.learner.files import load
from cases.triage.learner.moods import Moods
from cases.triage.learner.shipped import shipped_moods
from cases.triage.reading import read
from cases.triage.rule_book import SHIPPED, Book
from cases.triage.wire import triage_as_json


class Command(BaseCommand):
    """Answers each line with one line, an empty one too; what is wrong gets its error and stops nothing."""

    help = (
        'Classify JSON lines {"text": …, "hint": code or class}; one JSON line each. Reads as the site '
        "reads what comes in, or with the model of --model."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a model of one's own, or none."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--model", type=Path, help="folder that train_classifier wrote")
        which.add_argument(
            "--shipped", action="store_true", help="the model that came with the product"
        )
        which.add_argument("--rules", action="store_true", help="by rules and word lists alone")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Answer until the input ends."""
        site = _site(options)
        learned = _learned(options, site)
        moods = _moods(options, site)
        try:
            for line in sys.stdin.buffer:
                answered = _answer(line, learned, moods, site)
                self.stdout.write(json.dumps(answered, ensure_ascii=False))
                self.stdout.flush()
        except BrokenPipeError:
            # Whoever read has seen enough. What is left would be written when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """What texts are read by beside what was learned: the rules, and the class of each category."""

    book: Book
    klasses: Mapping[str, str]
    is_there: bool


def _site(options: dict[str, Any]) -> _Site:
    """Look once; without the site's database there is what came with the product."""
    shipped = shipped_klasses()
    if options["model"] or options["shipped"]:
        return _by(SHIPPED, shipped, is_there=False)
    try:
        return _by(site_book(), {**shipped, **categorising.klasses()}, is_there=True)
    except DatabaseError:
        return _by(SHIPPED, shipped, is_there=False)


def _by(book: Book, klasses: Mapping[str, str], *, is_there: bool) -> _Site:
    known = replace(book, klasses={**klasses, **book.klasses})
    return _Site(book=known, klasses=klasses, is_there=is_there)


def _learned(options: dict[str, Any], site: _Site) -> Learned | None:
    if options["rules"]:
        return None
    if options["model"] is None:
        learned = recognising.in_use() if site.is_there else recognising.shipped()
        # A hint may be any category of the site, also one that the model has not met.
        return learned and replace(learned, klasses={**site.klasses, **learned.klasses})
    try:
        model = load(options["model"])
    except (OSError, ValueError) as error:
        raise CommandError(f"no model can be read from {options['model']}: {error}") from error
    klasses = {code: klass for code, klass in shipped_klasses().items() if code in model.labels}
    # Rules speak of the shipped tree: to labels of another they say nothing.
    return Learned(model=model, version=0, klasses=klasses, uses_rules=bool(klasses))


def _moods(options: dict[str, Any], site: _Site) -> Moods | None:
    """The site's own where its model reads as well."""
    if options["rules"]:
        return None
    return recognising.moods_in_use() if site.is_there else shipped_moods()


def _answer(
    line: bytes, learned: Learned | None, moods: Moods | None, site: _Site
) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"not JSON: {error}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": 'a line must be {"text": "…"}'}
    hint = asked.get("hint")
    if hint is not None and not (
        isinstance(hint, str) and (hint in site.klasses or hint in KLASSES)
    ):
        return {"error": f"no such category or class: {hint!a}"}
    if not _is_written(asked["text"]):
        return {"error": "half of a character in the text: it was cut in the middle of one"}
    now = timezone.localtime()
    reading = read(asked["text"], now=now, hint=hint, learned=learned, moods=moods, book=site.book)
    if site.is_there:
        reading = replace(reading, verdict=as_it_stands(reading.verdict))
    return triage_as_json(reading)


def _is_written(text: str) -> bool:
    """Whether it can be written down: JSON may hold one of the two halves of a character alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
