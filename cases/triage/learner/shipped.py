"""The models that come with the product, for a site that has decided nothing yet."""

import json
import logging
from functools import cache
from pathlib import Path

from cases.triage.learner.files import load
from cases.triage.learner.model import Model
from cases.triage.learner.moods import Moods, load_moods
from cases.triage.learner.texts import Labelled

FOLDER = Path(__file__).resolve().parent.parent / "shipped"
# The word rules were tuned on the first, and never on the second.
SEEDS = (FOLDER / "seeds.jsonl", FOLDER / "more_seeds.jsonl")
MOOD_SEEDS = FOLDER / "mood_seeds.jsonl"
MOODS = FOLDER / "moods.npz"
log = logging.getLogger(__name__)


@cache
def shipped_model() -> Model | None:
    """The model of categories; None, and a line in the log, where its files cannot be read."""
    try:
        return load(FOLDER)
    except (OSError, ValueError) as error:
        log.warning("the shipped model cannot be read: %s", error)
        return None


@cache
def shipped_moods() -> Moods | None:
    """The model of moods; None, and a line in the log, where its file cannot be read."""
    try:
        return load_moods(MOODS)
    except (OSError, ValueError) as error:
        log.warning("the shipped moods cannot be read: %s", error)
        return None


@cache
def seeds() -> tuple[Labelled, ...]:
    """The sentences that a site's own learning begins with; empty where a file is missing."""
    try:
        lines = [line for path in SEEDS for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        log.warning("the seeds cannot be read: %s", error)
        return ()
    rows = [json.loads(line) for line in lines if line.strip()]
    return tuple(Labelled(text=row["text"], label=row["label"], is_seed=True) for row in rows)
