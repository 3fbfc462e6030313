"""Planning: each resolution gets one follow-up, and the case waits for the customer's word."""

from datetime import datetime
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case
from cases.models.case import reference_of
from cases.rules.closing import begin_verifying
from cases.rules.locking import lock_case
from cases.states import CaseState
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.remembering import remember
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import BELL_HAS, Sweep
from surveys.day_parts import first_attempt
from surveys.kinds import FollowUpState
from surveys.models import FollowUp

PLANNING = Sweep(
    code="surveys.plan", title=_("Plan the follow-up of a solved case"), label=reference_of
)

# What happens to a case and leaves nothing to be asked, and how the asking ends by it.
ENDS = MappingProxyType(
    {
        EventKind.CLOSED: FollowUpState.GIVEN_UP,
        EventKind.WITHDRAWN: FollowUpState.GIVEN_UP,
        EventKind.RESOLUTION_UNDONE: FollowUpState.GIVEN_UP,
        EventKind.REOPENED: FollowUpState.NOT_SOLVED,
    }
)


def zone_of(case: Case) -> ZoneInfo:
    """The customer's time zone, as near as we know it: that of the store they dealt with."""
    return ZoneInfo(remember(f"zone of store {case.store_id}", lambda: _zone_name(case)))


def _zone_name(case: Case) -> str:
    return case.store.calendar.time_zone if case.store else settings.TIME_ZONE


@transaction.atomic
def plan_follow_up(case_id: int, *, now: datetime) -> FollowUp | None:
    """Make the follow-up of a solved case, and take the case to verifying.

    None where the case is not solved any more. A second call finds the follow-up and makes no other.
    """
    case = lock_case(case_id)
    number = case.resolution_number
    if case.state != CaseState.RESOLVED:
        return FollowUp.objects.filter(case=case, resolution_number=number).first()
    follow_up = FollowUp(
        case=case,
        resolution_number=number,
        due_at=first_attempt(now, zone_of(case)),
        created_at=now,
    )
    if _is_first(follow_up):
        record([Entry(verb="follow_up.planned", subject=f"case:{case.pk}")], now=now)
    else:
        follow_up = FollowUp.objects.get(case=case, resolution_number=number)
    begin_verifying(case_id, follow_up_id=follow_up.pk, now=now)
    return follow_up


def _is_first(follow_up: FollowUp) -> bool:
    """Write it unless its resolution has one: in one statement, which is nearly always all there is to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO surveys_followup (case_id, resolution_number, state, due_at, created_at)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (case_id, resolution_number) DO NOTHING RETURNING id",
            [
                follow_up.case_id, follow_up.resolution_number, follow_up.state, follow_up.due_at,
                follow_up.created_at,
            ],
        )  # fmt: skip
        made = cursor.fetchone()
    if made is not None:
        follow_up.pk = made[0]
        follow_up._state.adding = False  # noqa: SLF001 as a save would leave it
    return made is not None


def end_with_its_case(case_id: int, state: FollowUpState, *, now: datetime) -> int:
    """End what is still to be asked about a case that was closed or taken up again at the desk.

    Gives how many follow-ups that were. One that the customer answered has ended with the answer, and
    those of a merged case go on once it is taken apart.
    """
    left = FollowUp.objects.filter(case=case_id, state=FollowUpState.OPEN).exclude(
        case__state__in=(CaseState.RESOLVED, CaseState.VERIFYING, CaseState.MERGED),
        resolution_number=F("case__resolution_number"),
    )
    return left.update(state=state, answered_at=now)


def sweep_resolved(*, now: datetime, limit: int = 200) -> int:
    """Make up for lost bells: solved cases whose resolution has no follow-up."""
    planned = FollowUp.objects.filter(
        case=OuterRef("pk"), resolution_number=OuterRef("resolution_number")
    )
    lost = Case.objects.filter(
        ~Exists(planned), state=CaseState.RESOLVED, resolved_at__lt=now - BELL_HAS
    )
    fresh = lost.exclude(pk__in=stuck(PLANNING)).order_by(F("resolved_at"))
    ids = fresh.values_list("pk", flat=True)[:limit]
    return one_by_one(PLANNING, ids, partial(plan_follow_up, now=now), now=now)
