"""Nothing that came in is lost, and nothing is there twice."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from channels.rules.monitoring import sweeping
from reports.measures.violations import Violation, breaches, rows

# Of these the daily reconciliation is the one judge; the rest of its findings are told below, row by row.
_NUMBERS = frozenset({"gap", "no_intake.received", "no_intake.accounted"})

# What each disposition leaves behind: submissions, messages and events of calls of that very item.
_DISPOSITION = """
SELECT 'intake:' || raw.id, raw.state, raw.disposition, submissions.n || ' submissions',
       messages.n || ' messages', calls.n || ' events of calls'
FROM channels_rawintake AS raw
CROSS JOIN LATERAL (SELECT count(*) AS n FROM channels_submission WHERE raw_id = raw.id) AS submissions
CROSS JOIN LATERAL (SELECT count(*) AS n FROM channels_message WHERE raw_id = raw.id) AS messages
CROSS JOIN LATERAL (SELECT count(*) AS n FROM channels_callevent WHERE raw_id = raw.id) AS calls
WHERE ARRAY[submissions.n, messages.n, calls.n] <> CASE
    WHEN raw.state <> 'done' THEN '{0,0,0}'::bigint[]
    WHEN raw.disposition IN ('opened', 'kept') THEN '{1,1,0}'::bigint[]
    WHEN raw.disposition = 'appended' THEN '{0,1,0}'::bigint[]
    WHEN raw.disposition = 'logged' THEN '{0,0,1}'::bigint[]
    ELSE '{0,0,0}'::bigint[]
END OR (raw.state = 'done') <> (raw.disposition <> '')
"""
_LEFT_STORED = """
SELECT 'intake:' || id, received_at FROM channels_rawintake
WHERE state = 'stored' AND received_at < %(settled)s
"""
_NOT_ONE_CASE = """
SELECT 'submission:' || submission.id, cases.n || ' cases'
FROM channels_submission AS submission
CROSS JOIN LATERAL (SELECT count(*) AS n FROM cases_case WHERE submission_id = submission.id) AS cases
WHERE cases.n > CASE WHEN submission.is_insight THEN 0 ELSE 1 END
   OR cases.n = 0 AND NOT submission.is_insight AND submission.received_at < %(settled)s
"""
_REFERENCES = """
SELECT 'case:' || cases_case.id, cases_case.reference, conversation.reference, raw.reference
FROM cases_case
JOIN channels_submission AS submission ON submission.id = cases_case.submission_id
JOIN channels_conversation AS conversation ON conversation.id = submission.conversation_id
JOIN channels_rawintake AS raw ON raw.id = submission.raw_id
WHERE (cases_case.reference, raw.conversation_id)
      IS DISTINCT FROM (conversation.reference, conversation.id)
   OR raw.reference <> conversation.reference
"""
_SAME_NUMBER = """
SELECT 'channel:' || channel_id, 'number ' || seq, count(*) || ' items'
FROM channels_rawintake GROUP BY channel_id, seq HAVING count(*) > 1
"""
# An item is known by its reference, by its id at the source, or by the key its partner gave it.
_ACKNOWLEDGED = """
SELECT acknowledged.id, count(DISTINCT found.id) || ' items'
FROM unnest(%(ids)s::text[]) AS acknowledged (id)
LEFT JOIN LATERAL (
    SELECT id FROM channels_rawintake WHERE reference = acknowledged.id
    UNION SELECT id FROM channels_rawintake WHERE external_id = acknowledged.id
    UNION SELECT raw_id FROM channels_idempotencyrecord WHERE key = acknowledged.id
) AS found ON true
GROUP BY acknowledged.id HAVING count(DISTINCT found.id) <> 1
"""


def dispositions(settled: datetime) -> Iterator[Violation]:
    """Each item has exactly one disposition and its rows, or stands visibly in a queue."""
    yield from breaches("disposition", _DISPOSITION)
    yield from breaches("left_stored", _LEFT_STORED, {"settled": settled})


def cases_of_items(settled: datetime) -> Iterator[Violation]:
    """One opened item is one submission is one case, all under one reference; an insight is none."""
    yield from breaches("not_one_case", _NOT_ONE_CASE, {"settled": settled})
    yield from breaches("reference_differs", _REFERENCES)


def numbers(now: datetime) -> Iterator[Violation]:
    """Each channel's numbers run without gap or repeat, and the ledger knows each item."""
    yield from breaches("same_number", _SAME_NUMBER)
    for finding in sweeping.reconcile(now=now):
        if finding.code in _NUMBERS:
            yield Violation(code=finding.code, subject=f"{finding.channel} {finding.subject}")


def acknowledged(ids: Iterable[str]) -> Iterator[Violation]:
    """What a source was told is kept exists exactly once."""
    yield from breaches("acknowledged_not_once", _ACKNOWLEDGED, {"ids": sorted(set(ids))})


def counts() -> dict[str, int]:
    """How many items there are in each state, and what became of them."""
    found = rows(
        "SELECT 'items ' || state, count(*) FROM channels_rawintake GROUP BY 1"
        " UNION ALL SELECT 'items ' || disposition, count(*) FROM channels_rawintake"
        " WHERE disposition <> '' GROUP BY 1"
        " UNION ALL SELECT 'submissions', count(*) FROM channels_submission"
        " UNION ALL SELECT 'cases', count(*) FROM cases_case ORDER BY 1"
    )
    return dict(found)
