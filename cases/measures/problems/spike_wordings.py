"""Groups of cases of one category told in the same words lately, each with its own past: bounded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from cases.incident_kinds import KeyKind
from cases.measures.problems.spike_counts import LEAST_WINDOWS, WINDOW, WINDOWS
from cases.measures.told import told_in
from cases.models import Case
from cases.states import CALLED_OFF
from cases.triage import near, wording_groups
from cases.triage.learner import sentences
from cases.triage.normalising import normalise
from cases.triage.spikes import FEWEST, Series
from cases.triage.wording_groups import CUT, MOST_TEXTS, Floats

# Of a category so many texts of before, and of all categories together: some seconds of one worker.
_MOST_BEFORE = 400
_MOST_TOGETHER = 2_000
# Without sentence vectors texts are told apart by their characters, which agree less (bench/spikes.py).
_CUT_OF_GRAMS = 0.8
_BOXES = 2_048
_PIECES = (2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A group and its series; `cases` are of the last window, the one that says it best first."""

    series: Series
    category_id: int
    cases: tuple[int, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """The groups of all categories that were read; `left_out` are those for which no time was left."""

    groups: Sequence[Wording] = ()
    left_out: int = 0


@dataclass(slots=True)
class _Text:
    case_id: int
    who: int
    back: int
    level: str = ""


@dataclass(slots=True)
class _Category:
    now: list[_Text] = field(default_factory=list)
    before: list[_Text] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.now) + len(self.before)


def wordings(until: datetime, *, windows: int) -> Worded:
    """Group the last window of each category; every group counts, also of one text alone.

    Small categories come first: more of them are read within the bound, and large ones are counted anyway.
    """
    if windows < LEAST_WINDOWS:
        return Worded()
    worth_it = {
        category_id: texts
        for category_id, texts in _by_category(until).items()
        if len(texts.now) >= FEWEST
    }
    groups: list[Wording] = []
    read = left_out = 0
    for category_id, texts in sorted(worth_it.items(), key=lambda one: (one[1].size, one[0])):
        if read + texts.size > _MOST_TOGETHER:
            left_out += 1
            continue
        read += texts.size
        _fill(texts)
        groups += _grouped(category_id, texts, windows)
    return Worded(groups=groups, left_out=left_out)


def _grouped(category_id: int, texts: _Category, windows: int) -> Iterator[Wording]:
    vectors, cut = _vectors([one.level for one in (*texts.now, *texts.before)])
    now, before = vectors[: len(texts.now)], vectors[len(texts.now) :]
    # What was left out at the bound was the earliest: its windows are not known.
    reached = max((one.back for one in texts.before), default=0) - 1
    own = windows if len(texts.before) < _MOST_BEFORE else max(min(reached, windows), 1)
    for places in wording_groups.groups_of(now, cut=cut, fewest=1):
        group = [texts.now[at] for at in places]
        best = group[wording_groups.medoid(now[places])]
        past = [texts.before[at] for at in wording_groups.belonging(now[places], before, cut=cut)]
        yield Wording(
            series=_series(f"wording:{category_id}:{best.case_id}", group, past, own),
            category_id=category_id,
            cases=(best.case_id, *(one.case_id for one in group if one is not best)),
            words=_words(group, texts.now) if len(group) >= FEWEST else (),
        )


def _series(key: str, group: Sequence[_Text], past: Sequence[_Text], windows: int) -> Series:
    people: list[set[int]] = [set() for _ in range(windows)]
    for one in past:
        if one.back <= windows:
            people[one.back - 1].add(one.who)
    return Series(
        kind=KeyKind.WORDING, key=key, now=len({one.who for one in group}),
        before=tuple(len(some) for some in people),
    )  # fmt: skip


def _by_category(until: datetime) -> dict[int, _Category]:
    rows = (
        Case.objects.filter(
            opened_at__gt=until - WINDOW * (WINDOWS + 1), opened_at__lte=until, problem=None,
            category__isnull=False,
        )
        .exclude(state__in=sorted(CALLED_OFF))
        .order_by("-opened_at", "-pk")
        .values_list("pk", "category", "opened_at", "customer", "customer__person")
    )  # fmt: skip
    found: dict[int, _Category] = {}
    for pk, category, opened_at, customer, person in rows.iterator():
        its = found.setdefault(category, _Category())
        one = _Text(pk, person or customer or -pk, int((until - opened_at) / WINDOW))
        if one.back == 0 and len(its.now) < MOST_TEXTS:
            its.now.append(one)
        elif one.back > 0 and len(its.before) < _MOST_BEFORE:
            its.before.append(one)
    return found


def _fill(texts: _Category) -> None:
    told = told_in([one.case_id for one in (*texts.now, *texts.before)])
    for one in (*texts.now, *texts.before):
        if (said := told.get(one.case_id)) is not None:
            one.level = normalise(said.text or said.title)


def _vectors(levels: Sequence[str]) -> tuple[Floats, float]:
    """Sentence vectors where the package is there, and else boxes of grams, which are further apart."""
    made = sentences.vectors(levels)
    if made is not None:
        return made, CUT
    boxes: Floats = np.zeros((len(levels), _BOXES), np.float32)
    for row, level in enumerate(levels):
        for gram, count in near.grams_of(near.stripped(level)).items():
            boxes[row, gram % _BOXES] += np.float32(np.sqrt(count))
    lengths = np.linalg.norm(boxes, axis=1, keepdims=True)
    unit: Floats = (boxes / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return unit, _CUT_OF_GRAMS


def _words(group: Sequence[_Text], now: Sequence[_Text]) -> tuple[str, ...]:
    inside = {one.case_id for one in group}
    return tuple(
        wording_groups.telling_words(
            [one.level for one in group],
            [one.level for one in now if one.case_id not in inside],
            _pieces,
        )
    )


def _pieces(level: str) -> Iterator[str]:
    """Runs of two to four Chinese characters, and Latin words."""
    for word in near.stripped(level).split():
        if word[0] < "\u3400":
            yield word
            continue
        for length in _PIECES:
            yield from (word[at : at + length] for at in range(len(word) - length + 1))
