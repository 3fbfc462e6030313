"""Explaining: what was read and why, as it is kept with a case."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from cases.rules import categorising
from cases.triage.reading import Triage


def explained(reading: Triage) -> dict[str, object]:
    """Keep what was read and why, as a person will be shown it; of what is retired, its successor."""
    standing = categorising.successors()
    return {
        "category": standing.get(reading.category or "", reading.category),
        "confidence": round(reading.verdict.confidence, 3),
        "top3": _together(reading.verdict.top3, standing),
        "reasons": [asdict(reason) for reason in reading.verdict.reasons],
        "words": [asdict(word) for word in reading.verdict.words],
        "alike": [asdict(case) for case in reading.verdict.alike],
        "version": reading.verdict.version,
        "urgency": [asdict(reason) for reason in reading.urgency.reasons],
        "flags": sorted(reading.flags),
        "sentiment": round(reading.sentiment.score, 3),
    }


def _together(
    shares: Sequence[tuple[str, float]], standing: Mapping[str, str]
) -> list[list[object]]:
    sums: dict[str, float] = {}
    for code, share in shares:
        now = standing.get(code, code)
        sums[now] = sums.get(now, 0.0) + share
    return [[code, round(share, 3)] for code, share in sums.items()]
