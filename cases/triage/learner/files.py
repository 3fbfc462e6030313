"""A model as two files that hold numbers and words and nothing that runs: `model.npz` and `model.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cases.triage.learner.backing import Backing
from cases.triage.learner.characters import LENGTHS_BEFORE
from cases.triage.learner.model import Linear, Model
from cases.triage.learner.packing import (
    WrongModel,
    arrays,
    characters_as_arrays,
    characters_of,
    complete,
    npz,
)
from cases.triage.normalising import VERSION

# With what stands behind a guess, how sure it must be is another: no program of before may read it.
FORMAT, BACKED = 2, 3
__all__ = ("Packed", "WrongModel", "load", "pack", "save", "unpack")
NUMBERS, WORDS = "model.npz", "model.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A model as bytes: `numbers` an npz, `words` JSON in UTF-8."""

    numbers: bytes
    words: bytes


def pack(model: Model) -> Packed:
    """Write a model as bytes."""
    words = {
        "format": BACKED if model.backing else FORMAT, "normalising": VERSION, "labels": model.labels,
        "fitted_on": model.fitted_on, "share": model.share, "heat": model.heat,
        "character_heat": model.by_characters.heat,
        "sentence_heat": model.by_sentences.heat if model.by_sentences else 1.0,
        "sure_from": model.sure_from, "sure_in": model.sure_in, "near_from": model.near_from,
        "known_names": model.known_names, "lengths": model.characters.lengths,
        "backing": model.backing and asdict(model.backing),
    }  # fmt: skip
    return Packed(
        numbers=npz(_numbers(model)),
        words=json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def _numbers(model: Model) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        **characters_as_arrays(model.characters),
        "character_weights": model.by_characters.weights,
        "character_bias": model.by_characters.bias,
        "known_labels": np.array(model.known_labels, np.int32),
    }
    if model.by_sentences is not None:
        numbers["sentence_weights"] = model.by_sentences.weights
        numbers["sentence_bias"] = model.by_sentences.bias
    optional = {"descriptions": model.descriptions, "known": model.known}
    return numbers | {name: given for name, given in optional.items() if given is not None}


@complete()
def unpack(packed: Packed) -> Model:
    """Read a model. Raises WrongModel where it is of another time or lacks something, or ValueError."""
    words = json.loads(packed.words)
    if words.get("format") not in {FORMAT, BACKED} or words.get("normalising") != VERSION:
        raise WrongModel("this model was made by another version; train it again")
    numbers = arrays(packed.numbers)
    by_sentences = None
    if "sentence_weights" in numbers:
        by_sentences = Linear(
            weights=numbers["sentence_weights"], bias=numbers["sentence_bias"],
            heat=words["sentence_heat"],
        )  # fmt: skip
    return Model(
        labels=tuple(words["labels"]),
        fitted_on=words["fitted_on"],
        # Models of before know runs of three characters in every writing.
        characters=characters_of(numbers, lengths=tuple(words.get("lengths", LENGTHS_BEFORE))),
        by_characters=Linear(
            weights=numbers["character_weights"], bias=numbers["character_bias"],
            heat=words["character_heat"],
        ),
        by_sentences=by_sentences,
        share=words["share"],
        heat=words["heat"],
        sure_from=words["sure_from"],
        sure_in=words.get("sure_in", {}),  # models of before have one threshold
        near_from=words["near_from"],
        descriptions=numbers.get("descriptions"),
        known=numbers.get("known"),
        known_labels=tuple(int(label) for label in numbers["known_labels"]),
        known_names=tuple(words["known_names"]),
        backing=_backing(words.get("backing")),  # models of before have none
    )  # fmt: skip


def _backing(given: Mapping[str, Any] | None) -> Backing | None:
    if given is None:
        return None
    agreed, by_label = tuple(given["agreed"]), tuple(given["by_label"])
    return Backing(odds=float(given["odds"]), agreed=agreed, by_label=by_label)


def save(model: Model, folder: Path) -> None:
    """Write both files into a folder, which is made where it is missing.

    Whoever is stopped while writing leaves what was there: two halves of two models would read, and wrongly.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packed = pack(model)
    written = {NUMBERS: packed.numbers, WORDS: packed.words}
    for name, content in written.items():
        (folder / f".{name}").write_bytes(content)
    for name in written:
        (folder / f".{name}").replace(folder / name)


def load(folder: Path) -> Model:
    """Read both files. Raises OSError, WrongModel, or ValueError where they are broken."""
    return unpack(
        Packed(numbers=(folder / NUMBERS).read_bytes(), words=(folder / WORDS).read_bytes())
    )
