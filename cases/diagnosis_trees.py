"""What makes a tree of questions whole: every branch ends, and every page says all in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# More than this many questions nobody answers on a phone.
DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One step as far as its place and its words go; `missing` are languages in which it says too little."""

    code: str
    above: str | None
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong: its code, and the step that it is about."""

    code: str
    step: str = ""


def faults_of(pages: Sequence[Page]) -> list[Fault]:
    """List what keeps a tree from being published; nothing for a whole one."""
    first = [page for page in pages if page.above is None]
    if len(first) != 1:
        return [Fault(code="no_first")]
    below: dict[str, list[str]] = {}
    for page in pages:
        if page.above is not None:
            below.setdefault(page.above, []).append(page.code)
    if not below:
        return [Fault(code="no_answers", step=first[0].code)]
    depths = _depths(first[0].code, below)
    lonely = [
        Fault(code="one_answer", step=code)
        for code, its in below.items()
        if len(its) == 1 and code in depths
    ]
    lost = [Fault(code="unreachable", step=page.code) for page in pages if page.code not in depths]
    deep = [Fault(code="too_deep", step=code) for code, depth in depths.items() if depth > DEEPEST]
    silent = [Fault(code="words_missing", step=page.code) for page in pages if page.missing]
    return [*lost, *lonely, *deep, *silent]


def _depths(first: str, below: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Give how far below the first each step is that can be come to; in a ring nothing can."""
    depths: dict[str, int] = {}
    row, depth = [first], 0
    while row:
        depths |= dict.fromkeys(row, depth)
        row = [code for above in row for code in below.get(above, ()) if code not in depths]
        depth += 1
    return depths
