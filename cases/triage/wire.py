"""A triage as the classify command prints it; the keys are the agreed door for measuring."""

from typing import Any

from cases.triage.verdicts import Triage


def triage_as_json(triage: Triage) -> dict[str, Any]:
    """Plain lists and dicts; category and class are null where no rule spoke."""
    verdict = triage.verdict
    return {
        "category": verdict.category,
        "class": verdict.klass,
        "top3": [[code, share] for code, share in verdict.top3],
        "confidence": verdict.confidence,
        "auto": verdict.auto,
        "sentiment": triage.sentiment.band,
        "sentiment_score": triage.sentiment.score,
        "urgency": {
            "points": triage.urgency.points,
            "reasons": [
                {"code": reason.code, "matched": reason.matched, "points": reason.points}
                for reason in triage.urgency.reasons
            ],
        },
        "language": triage.language,
        "reasons": [
            {"word": fired.word, "points": fired.points, "category": fired.category}
            for fired in verdict.reasons
        ]
        + [
            {"word": spoke.word, "lost": spoke.lost, "category": verdict.category}
            for spoke in verdict.words
        ],
    }
