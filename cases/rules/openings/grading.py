"""Grading: how good each piece of feedback is to work with, and what to ask its customer for."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseQuality
from cases.models.case import reference_of
from cases.rules.latest import sweep_latest
from cases.triage.quality import VERSION, Told, grade
from feedback_site.sweeping.sweeps import Sweep

GRADING = Sweep(
    code="cases.grade", title=_("Grade the quality of what somebody told us"), label=reference_of
)
_GRADED = (
    "version", "completeness", "specificity", "evidence", "whole", "missing", "graded_at",
)  # fmt: skip
# All that the customer has said and sent so far; files that were refused prove nothing.
_TOLD = """
SELECT one.id, concat_ws(E'\\n', submission.title, coalesce(said.text, submission.text)),
       one.concerns, submission.order_number, one.store_id IS NOT NULL,
       coalesce(one.reading ->> 'category', '') <> '' OR one.category_id IS NOT NULL,
       submission.is_anonymous, one.sentiment,
       EXISTS (SELECT FROM channels_contactpoint WHERE customer_id = one.customer_id), said.files
FROM cases_case AS one
JOIN channels_submission AS submission ON submission.id = one.submission_id
CROSS JOIN LATERAL (
    SELECT string_agg(message.text, E'\\n' ORDER BY message.id) AS text,
           coalesce(sum((SELECT count(*) FROM channels_attachment AS file
                         WHERE file.message_id = message.id AND file.problem = '')), 0) AS files
    FROM channels_message AS message
    WHERE message.conversation_id = submission.conversation_id AND message.direction = 'inbound'
          AND NOT message.is_automatic AND NOT message.is_bounce
) AS said
WHERE one.id = ANY(%s)
"""


def sweep_quality(*, now: datetime, limit: int) -> int:
    """Grade the latest cases that have no grade yet, and give their number."""
    return sweep_latest(GRADING, CaseQuality, partial(grade_cases, now=now), now=now, limit=limit)


@transaction.atomic
def grade_cases(case_ids: Sequence[int], *, now: datetime) -> None:
    """Grade cases, or grade them anew, by all that their customers have told; two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [list(case_ids)])
        rows = cursor.fetchall()
    CaseQuality.objects.bulk_create(
        [_quality(*row, now=now) for row in rows],
        update_conflicts=True, unique_fields=["case"], update_fields=_GRADED,
    )  # fmt: skip


def grade_again(message_id: int, *, now: datetime) -> None:
    """Grade anew, after its customer wrote; a conversation without a case is graded when it has one."""
    case_id = (
        Case.objects.filter(submission__conversation__messages=message_id)
        .values_list("pk", flat=True)
        .first()
    )
    if case_id is not None:
        grade_cases([case_id], now=now)


def _quality(
    case_id: int, text: str, concerns: str, order: str, has_store: bool, has_category: bool,
    is_anonymous: bool, sentiment: str, is_reachable: bool, files: int, *, now: datetime,
) -> CaseQuality:  # fmt: skip
    known = concerns if concerns != "not applicable" else ""
    found = grade(
        Told(
            text=text, order=order or known, has_store=has_store, has_category=has_category,
            is_anonymous=is_anonymous, is_reachable=is_reachable, files=int(files),
            is_praise=sentiment == "positive",
        )
    )  # fmt: skip
    return CaseQuality(
        case_id=case_id, version=VERSION, completeness=found.completeness,
        specificity=found.specificity, evidence=found.evidence, whole=found.whole,
        missing=list(found.missing), graded_at=now,
    )  # fmt: skip
