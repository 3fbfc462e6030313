"""Explaining: what was read and why, as it is kept with a case."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from cases.rules.categories import categorising
from cases.triage.reading import Triage
from cases.triage.verdicts import Verdict


def explained(reading: Triage) -> dict[str, object]:
    """Keep what was read and why, as a person will be shown it; of what is retired, its successor."""
    verdict = as_it_stands(reading.verdict)
    return {
        "category": verdict.category,
        "confidence": round(verdict.confidence, 3),
        "top3": [[code, round(share, 3)] for code, share in verdict.top3],
        "reasons": [asdict(reason) for reason in verdict.reasons],
        "words": [asdict(word) for word in verdict.words],
        "alike": [asdict(case) for case in verdict.alike],
        "version": verdict.version,
        "urgency": [asdict(reason) for reason in reading.urgency.reasons],
        "flags": sorted(reading.flags),
        "sentiment": round(reading.sentiment.score, 3),
    }


def as_it_stands(verdict: Verdict) -> Verdict:
    """Put in the place of each retired category what took its place, with its class.

    What reads may be older than the tree: a model, or the rules that came with the product.
    """
    standing = categorising.successors()
    now = standing.get(verdict.category or "", verdict.category)
    known = categorising.category_of(now) if now and now != verdict.category else None
    return replace(
        verdict,
        category=now,
        klass=known.klass if known is not None else verdict.klass,
        top3=_together(verdict.top3, standing),
        reasons=tuple(
            replace(one, category=standing.get(one.category, one.category))
            for one in verdict.reasons
        ),
        alike=tuple(
            replace(one, category=standing.get(one.category, one.category)) for one in verdict.alike
        ),
    )


def _together(
    shares: Sequence[tuple[str, float]], standing: Mapping[str, str]
) -> tuple[tuple[str, float], ...]:
    sums: dict[str, float] = {}
    for code, share in shares:
        now = standing.get(code, code)
        sums[now] = sums.get(now, 0.0) + share
    return tuple((code, round(share, 4)) for code, share in sums.items())
