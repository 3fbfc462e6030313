"""Sweeps by name: what each does with a row, in words for whoever watches."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

# What is younger than this is most likely being worked on by its bell.
BELL_HAS = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One kind of work that is done row by row; `label` finds what people call a row, for its id."""

    code: str
    title: str | Promise
    label: Callable[[int], str] = str


_sweeps: dict[str, Sweep] = {}


def register_sweeps(sweeps: Iterable[Sweep]) -> None:
    """Make the titles of sweeps known to the pages; call it from AppConfig.ready()."""
    _sweeps.update({sweep.code: sweep for sweep in sweeps})


def known_sweeps() -> tuple[Sweep, ...]:
    """All that were registered."""
    return tuple(_sweeps.values())


def title_of(code: str) -> str:
    """What a sweep does, in the reader's language; its code where the sweep is no more."""
    sweep = _sweeps.get(code)
    return str(sweep.title) if sweep else code
