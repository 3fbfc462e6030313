"""Repeating: a case solved for a cause that the same customer met before says that it did not last."""

from datetime import datetime, timedelta

from django.db import connection

from cases.kinds import LinkKind
from cases.models import Case, CaseLink
from cases.rules.changes.changing import Change

# Same customer, same cause within this time: the solution of the earlier case did not last.
REPEAT_WITHIN = timedelta(days=90)
# By hand, for every solution asks it; the same person may be known by several rows.
_EARLIER = """
WITH person AS (SELECT coalesce(person_id, id) AS head FROM channels_customer WHERE id = %s)
SELECT one.id FROM person
JOIN channels_customer AS known ON known.id = person.head OR known.person_id = person.head
JOIN cases_case AS one ON one.customer_id = known.id
WHERE one.root_cause = %s AND one.resolved_at > %s AND one.id <> %s
ORDER BY one.resolved_at DESC LIMIT 1
"""


def link_repeat(change: Change) -> None:
    """Link a case to the latest one of the same customer and cause, if that is not long ago."""
    case = change.case
    if case.customer_id is None:
        return
    since = change.now - REPEAT_WITHIN
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, [case.customer_id, case.root_cause, since, case.pk])
        earlier = cursor.fetchone()
    if earlier is not None:
        CaseLink.objects.get_or_create(
            source=case, target_id=earlier[0], kind=LinkKind.REPEAT_OF, undone_at=None,
            defaults={"made_at": change.now},
        )  # fmt: skip


def unlink_repeat(case: Case, *, made_at: datetime, now: datetime) -> None:
    """Undo the link that a solving made which was a slip; one from before stays."""
    links = CaseLink.objects.filter(source=case, kind=LinkKind.REPEAT_OF, undone_at=None)
    links.filter(made_at=made_at).update(undone_at=now)
