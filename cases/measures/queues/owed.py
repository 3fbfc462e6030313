"""Since when an answer is owed: to a case's own customer, and to those of cases that were merged into it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from cases.kinds import EventKind, LinkKind
from cases.measures.merged_cases import cases_under
from cases.models import Case, CaseEvent

# What merged customers wrote since the merge and nobody answered, on their case or by solving the other.
_TO_MERGED = """
WITH RECURSIVE joined (case_id, since) AS (
    SELECT link.source_id, link.made_at FROM cases_caselink AS link
    WHERE link.target_id = %(case)s AND link.kind = %(merged)s AND link.undone_at IS NULL
    UNION
    SELECT link.source_id, link.made_at FROM cases_caselink AS link
    JOIN joined ON link.target_id = joined.case_id
    WHERE link.kind = %(merged)s AND link.undone_at IS NULL
)
SELECT min(wrote.happened_at) FROM joined
JOIN cases_caseevent AS wrote ON wrote.case_id = joined.case_id AND wrote.kind = %(wrote)s
WHERE wrote.recorded_at > joined.since
  AND NOT EXISTS (
      SELECT FROM cases_caseevent AS answer
      WHERE answer.case_id = wrote.case_id AND answer.seq > wrote.seq AND answer.kind = %(answered)s
        AND NOT answer.by_customer AND answer.facts @> '{"human": true}'
        AND NOT EXISTS (
            SELECT FROM cases_caseevent AS back
            WHERE back.case_id = answer.case_id AND back.kind = ANY(%(back)s) AND back.seq > answer.seq
              AND back.facts -> 'takes_back' @> to_jsonb(answer.seq)
        )
  )
  AND NOT EXISTS (
      SELECT FROM cases_caseevent AS solved
      WHERE solved.case_id = %(case)s AND solved.kind = %(answered)s AND solved.facts ? 'resolution'
        AND solved.recorded_at > wrote.recorded_at
        AND NOT EXISTS (
            SELECT FROM cases_caseevent AS back
            WHERE back.case_id = solved.case_id AND back.kind = ANY(%(back)s) AND back.seq > solved.seq
              AND back.facts -> 'takes_back' @> to_jsonb(solved.seq)
        )
  )
"""
# What the customer of one case said since a person answered them last, by events of higher numbers, and what
# was not split off since.
_OWN = """
SELECT min(wrote.happened_at) FROM cases_caseevent AS wrote
WHERE wrote.case_id = %(case)s AND wrote.kind IN (%(received)s, %(wrote)s) AND wrote.seq > %(after)s
  AND wrote.seq > coalesce((
      SELECT max(answer.seq) FROM cases_caseevent AS answer
      WHERE answer.case_id = %(case)s AND answer.kind = %(answered)s AND NOT answer.by_customer
        AND answer.facts @> '{"human": true}'
        AND NOT EXISTS (
            SELECT FROM cases_caseevent AS back
            WHERE back.case_id = answer.case_id AND back.kind = ANY(%(back)s) AND back.seq > answer.seq
              AND back.facts -> 'takes_back' @> to_jsonb(answer.seq)
        )
  ), 0)
  AND NOT EXISTS (
      SELECT FROM cases_caseevent AS moved
      WHERE moved.case_id = %(case)s AND moved.kind = %(split)s AND moved.seq > wrote.seq
        AND (moved.facts ->> 'message_at')::timestamptz = wrote.happened_at
  )
"""

# What was owed at a merge, as the clock of the case that leads counts it (sla/steps.py): until that customer
# is answered, or the case that leads is, whose work it is since.
_AT_MERGES = """
SELECT min((merge.facts ->> 'unanswered_since')::timestamptz) FROM cases_caseevent AS merge
WHERE merge.case_id = %(case)s AND merge.kind = 'merged'
  AND merge.facts ? 'absorbed' AND merge.facts ? 'unanswered_since' AND NOT merge.facts ? 'message'
  AND NOT merge.facts ->> 'absorbed' = ANY(%(ended)s::text[])
  AND NOT EXISTS (
      SELECT FROM cases_caseevent AS apart
      WHERE apart.case_id = merge.case_id AND apart.seq > merge.seq AND apart.kind = %(apart)s
        AND apart.facts ->> 'absorbed' = merge.facts ->> 'absorbed'
  )
  AND NOT EXISTS (
      SELECT FROM cases_caseevent AS answer
      WHERE answer.case_id = merge.case_id AND answer.seq > merge.seq AND answer.kind = %(answered)s
        AND NOT answer.by_customer AND NOT answer.seq = ANY(%(gone)s::integer[])
        AND (answer.facts @> '{"human": true}'
             OR answer.facts ->> 'absorbed' = merge.facts ->> 'absorbed')
        AND NOT EXISTS (
            SELECT FROM cases_caseevent AS back
            WHERE back.case_id = answer.case_id AND back.kind = ANY(%(back)s) AND back.seq > answer.seq
              AND back.facts -> 'takes_back' @> to_jsonb(answer.seq)
        )
  )
"""


def earliest(*waits: datetime | None) -> datetime | None:
    """Give since when somebody waits, of several who may; None where nobody does."""
    return min((since for since in waits if since), default=None)


def answers_after(case: Case, event: CaseEvent) -> QuerySet[CaseEvent]:
    """Give what a person has answered a case's own customer since an event.

    One that is not called human went to a merged customer, and was no answer to this one; one that was
    taken back went to nobody, nor did that of a solving which was a slip.
    """
    return _answers(case).filter(~taken_back(), seq__gt=event.seq)


def gone_before(case: Case, event: CaseEvent) -> Iterator[CaseEvent]:
    """The answers right before an event that were taken back: what it found was theirs, and no answer."""
    earlier = _answers(case).filter(seq__lt=event.seq)
    for one in earlier.annotate(is_gone=taken_back()).order_by("-seq"):
        if not one.is_gone:
            return
        yield one


def _answers(case: Case) -> QuerySet[CaseEvent]:
    return case.events.filter(
        ~undone(), kind=EventKind.ANSWERED, by_customer=False, facts__human=True
    )


def undone() -> Exists:
    """Whether an answer belonged to a solving that was a slip; what was said aloud then is said."""
    return Exists(
        CaseEvent.objects.filter(
            case=OuterRef("case"), kind=EventKind.RESOLUTION_UNDONE,
            facts__resolution=OuterRef("facts__resolution"),
        )
    )  # fmt: skip


def taken_back() -> Exists:
    """Whether an answer was taken back before it went out."""
    return Exists(
        CaseEvent.objects.filter(
            case=OuterRef("case"), kind=EventKind.ANSWER_TAKEN_BACK, message=OuterRef("message")
        )
    )


def owed_to_merged(case_id: int) -> datetime | None:
    """Give since when a merged customer waits, by what they wrote after the merge. One statement or two."""
    return _asked(_TO_MERGED, case_id) if cases_under(case_id) else None


def owed_at_merges(case_id: int, happened: Iterable[CaseEvent] = ()) -> datetime | None:
    """Give since when a customer waits who waited when their case was merged. One statement.

    `happened`: what happens to the case at this moment, and is not written yet.
    """
    now = list(happened)
    ends = (EventKind.ANSWERED, EventKind.UNMERGED)
    ended = [one.facts["absorbed"] for one in now if one.kind in ends and "absorbed" in one.facts]
    gone = [seq for one in now for seq in one.facts.get("takes_back", ())]
    return _asked(_AT_MERGES, case_id, ended=ended, gone=gone)


def solved_since(case: Case, event: CaseEvent) -> bool:
    """Whether a case was solved after an event of another, and not by a slip."""
    solved = case.events.filter(kind=EventKind.RESOLVED, recorded_at__gt=event.recorded_at)
    return solved.exclude(undone()).exists()


def owed_to_own(case_id: int, *, after: int = 0) -> datetime | None:
    """Give since when a case's own customer waits, by events numbered after `after`. One statement."""
    return _asked(_OWN, case_id, after=after)


def _asked(sql: str, case_id: int, **more: int | list[int] | list[str]) -> datetime | None:
    kinds: dict[str, Any] = {
        "merged": LinkKind.MERGED_INTO, "received": EventKind.RECEIVED,
        "wrote": EventKind.CUSTOMER_WROTE, "answered": EventKind.ANSWERED,
        "apart": EventKind.UNMERGED, "split": EventKind.SPLIT,
        "back": [EventKind.ANSWER_TAKEN_BACK.value, EventKind.RESOLUTION_UNDONE.value],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, {"case": case_id, **kinds, **more})
        found: tuple[datetime | None] = cursor.fetchone()
    return found[0]
