"""Locking: take a case and then its follow-up for a change, by statements that are written once."""

from django.db import connection

from cases.models import Case
from cases.rules.locking import lock_case
from surveys.errors import FollowUpDone
from surveys.kinds import FollowUpState
from surveys.models import FollowUp

_FIELDS = FollowUp._meta.concrete_fields  # noqa: SLF001
_NAMES = tuple(field.attname for field in _FIELDS)
_CASE = "SELECT case_id FROM surveys_followup WHERE id = %s"
_LOCK = "SELECT {} FROM surveys_followup WHERE id = %s FOR UPDATE".format(  # noqa: S608 the columns are ours
    ", ".join(f'"{field.column}"' for field in _FIELDS)
)


def lock_follow_up(follow_up_id: int) -> tuple[FollowUp, Case]:
    """Lock the case first, as every rule does, then its follow-up.

    Raises FollowUp.DoesNotExist, and FollowUpDone where it was answered or its resolution taken back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CASE, [follow_up_id])
        found = cursor.fetchone()
    if found is None:
        raise FollowUp.DoesNotExist
    case = lock_case(found[0])
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [follow_up_id])
        follow_up = FollowUp.from_db(connection.alias, _NAMES, cursor.fetchone())
    is_open = follow_up.state == FollowUpState.OPEN
    if not is_open or follow_up.resolution_number != case.resolution_number:
        raise FollowUpDone
    return follow_up, case
