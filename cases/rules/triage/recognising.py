"""Recognising: which model reads what comes in, in this process, right now."""

import logging
from collections.abc import Sequence
from functools import lru_cache

from cases.models import MoodModel, ReadingModel
from cases.rules.categories import categorising
from cases.triage.learned import Learned, shipped_klasses
from cases.triage.learner import sentences
from cases.triage.learner.files import Packed, unpack
from cases.triage.learner.model import Model
from cases.triage.learner.moods import Moods, unpack_moods
from cases.triage.learner.shipped import shipped_model, shipped_moods
from cases.triage.normalising import normalise
from feedback_site.remembering import remember

log = logging.getLogger(__name__)


def in_use() -> Learned | None:
    """The model that reads: the promoted one, else the one that came with the product; None: rules.

    What was promoted or rolled back elsewhere is seen here after settings.LOOK_UP_SECONDS.
    """
    found = remember("reading model in use", _number_in_use)
    if found is None:
        return shipped()
    pk, number = found
    model = _model(pk)
    if model is None:
        return shipped()
    return Learned(model=model, version=number, klasses=categorising.klasses())


def moods_in_use() -> Moods | None:
    """The moods that read: the promoted ones, else those that came with the product; None: the word list."""
    pk = remember("moods in use", _moods_number_in_use)
    found = None if pk is None else _moods(pk)
    return shipped_moods() if found is None else found


def look_ahead(texts: Sequence[str]) -> None:
    """Prepare to read several texts, one after the other: what costs most is done for all at once."""
    if len(texts) > 1:
        sentences.make_ahead([normalise(text) for text in texts])


def shipped() -> Learned | None:
    """The model that came with the product."""
    model = shipped_model()
    return None if model is None else Learned(model=model, version=0, klasses=shipped_klasses())


def unpacked(row: ReadingModel) -> Model:
    """Read the model of a row. Raises ValueError where it was made by another version."""
    return unpack(Packed(numbers=bytes(row.numbers), words=bytes(row.words)))


def _number_in_use() -> tuple[int, int] | None:
    return ReadingModel.objects.filter(is_in_use=True).values_list("pk", "number").first()


@lru_cache(maxsize=2)
def _model(pk: int) -> Model | None:
    """Keep the model in this process: rows of models never change what they say."""
    row = ReadingModel.objects.filter(pk=pk).first()
    try:
        return None if row is None else unpacked(row)
    except ValueError as error:
        log.warning("the model of this site cannot be read, the shipped one is: %s", error)
        return None


def _moods_number_in_use() -> int | None:
    return MoodModel.objects.filter(is_in_use=True).values_list("pk", flat=True).first()


@lru_cache(maxsize=2)
def _moods(pk: int) -> Moods | None:
    row = MoodModel.objects.filter(pk=pk).first()
    try:
        return None if row is None else unpack_moods(bytes(row.numbers))
    except ValueError as error:
        log.warning("the moods of this site cannot be read, the shipped ones are: %s", error)
        return None
