"""What a merge joins: the conversations under one case, and the cases above one conversation.

A merge moves nothing, so these follow its links each time they are asked; undoing one is enough.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

from cases.kinds import LinkKind
from cases.models import Case
from cases.states import CaseState

# A case that took in others may be merged itself; UNION, and not UNION ALL, ends even a ring of links.
_JOINED = """
WITH RECURSIVE joined (case_id) AS (
    SELECT %s::bigint
    UNION
    SELECT link.source_id FROM cases_caselink AS link JOIN joined ON link.target_id = joined.case_id
    WHERE link.kind = %s AND link.undone_at IS NULL
)
"""
_DOWN = (
    _JOINED
    + """
SELECT submission.conversation_id
FROM joined
JOIN cases_case AS one ON one.id = joined.case_id
JOIN channels_submission AS submission ON submission.id = one.submission_id
"""
)
_CASES_UNDER = _JOINED + "SELECT case_id FROM joined"  # noqa: S608 both are ours
# The case of a conversation and all above it; its values are the conversation and the kind of link.
CASES_OVER = """
WITH RECURSIVE joined (case_id) AS (
    SELECT one.id FROM cases_case AS one
    JOIN channels_submission AS submission ON submission.id = one.submission_id
    WHERE submission.conversation_id = %s
    UNION
    SELECT link.target_id FROM cases_caselink AS link JOIN joined ON link.source_id = joined.case_id
    WHERE link.kind = %s AND link.undone_at IS NULL
)
SELECT case_id FROM joined
"""


def conversations_of(case: Case) -> list[int]:
    """Give the conversations of a case and of all that was merged into it; for staff only.

    Whoever reads a case reads what it took in, for its work is done there. No customer does: theirs is
    their own conversation alone. One statement.
    """
    return _ids(_DOWN, case.pk)


def cases_under(case_id: int) -> list[int]:
    """Give the cases that were merged into this one, and into those. One statement."""
    return [one for one in _ids(_CASES_UNDER, case_id) if one != case_id]


def cases_over(conversation_id: int) -> list[int]:
    """Give the case of a conversation and all into which that was merged. One statement."""
    return _ids(CASES_OVER, conversation_id)


def leading_of(case: Case) -> Case | None:
    """Give the case on which the work of a merged one is done, however many lie between; one statement.

    None for one that is not merged, without asking.
    """
    if case.state != CaseState.MERGED:
        return None
    over = RawSQL(CASES_OVER, (case.submission.conversation_id, LinkKind.MERGED_INTO))  # noqa: S611 a constant
    return Case.objects.filter(pk__in=over).exclude(state=CaseState.MERGED).first()


def _ids(sql: str, of: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [of, LinkKind.MERGED_INTO])
        return [row[0] for row in cursor.fetchall()]
