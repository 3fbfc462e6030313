"""Arrays as bytes that hold numbers and nothing that runs."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from cases.triage.learner.characters import LENGTHS_BEFORE, Characters, Floats

_BETWEEN = "\n"
# What reading raises for a file cut short, an empty one, a broken or strangely packed middle, another kind.
_BROKEN = (
    zipfile.BadZipFile, EOFError, zlib.error, OSError, RuntimeError, AttributeError, TypeError,
)  # fmt: skip


class WrongModel(ValueError):
    """The files are broken, of another format, or were made for texts levelled in another way."""


def npz(arrays: Mapping[str, Any]) -> bytes:
    """Write arrays; half precision, which moves no share by more than a thousandth."""
    halved = {
        name: array.astype(np.float16) if array.dtype == np.float32 else array
        for name, array in arrays.items()
    }
    file = io.BytesIO()
    np.savez_compressed(file, **halved)
    return file.getvalue()


def arrays(packed: bytes) -> dict[str, Any]:
    """Read what `npz` wrote.

    Raises ValueError for anything that would have to be run, WrongModel where it is broken.
    """
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as file:
            return {name: _widened(file[name]) for name in file.files}
    except _BROKEN as error:
        raise WrongModel(f"these numbers are broken: {error!r}") from error


@contextmanager
def complete() -> Iterator[None]:
    """Raise WrongModel where what is read within lacks something, or holds another kind of thing."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise WrongModel(f"something is missing or is of another kind: {error!r}") from error


def words_as_array(words: Sequence[str]) -> Any:
    """Words without line breaks as one array of bytes, which packs better than JSON."""
    return np.frombuffer(_BETWEEN.join(words).encode(), np.uint8)


def characters_of(
    given: Mapping[str, Any], lengths: tuple[int, ...] = LENGTHS_BEFORE
) -> Characters:
    """The runs and their rarity, from the arrays `runs` and `rarity`."""
    with_signs, without = lengths
    text = given["runs"].tobytes().decode()
    runs = text.split(_BETWEEN) if text else []
    return Characters(
        places={run: place for place, run in enumerate(runs)},
        rarity=given["rarity"],
        lengths=(with_signs, without),
    )


def characters_as_arrays(characters: Characters) -> dict[str, Any]:
    """What `characters_of` reads."""
    runs = sorted(characters.places, key=characters.places.__getitem__)
    return {"runs": words_as_array(runs), "rarity": characters.rarity}


def _widened(array: Any) -> Floats:
    widened: Floats = array.astype(np.float32) if array.dtype == np.float16 else array
    return widened
