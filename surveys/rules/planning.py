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
from cases.models import Case, CaseEvent
from cases.models.case import reference_of
from cases.rules.lifecycle.closing import begin_verifying
from cases.rules.locking import lock_case
from cases.states import CaseState
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.remembering import remember
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import BELL_HAS, Sweep
from surveys.day_parts import first_attempt
from surveys.kinds import FollowUpState
from surveys.models import FollowUp
from surveys.models.follow_up import FollowUpQuerySet

PLANNING = Sweep(
    code="surveys.plan", title=_("Plan the follow-up of a solved case"), label=reference_of
)
ENDING = Sweep(
    code="surveys.end", title=_("End the follow-up of a case that is asked about no more"),
    label=lambda pk: reference_of(FollowUp.objects.values_list("case", flat=True).get(pk=pk)),
)  # fmt: skip

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
    return _left_over().filter(case=case_id).update(state=state, answered_at=now)


def _left_over() -> FollowUpQuerySet:
    """Those still open whose resolution nobody asks after any more."""
    return FollowUp.objects.filter(state=FollowUpState.OPEN).exclude(
        case__state__in=(CaseState.RESOLVED, CaseState.VERIFYING, CaseState.MERGED),
        resolution_number=F("case__resolution_number"),
    )


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


def sweep_ended(*, now: datetime, limit: int = 200) -> int:
    """Make up for lost bells: follow-ups still open on cases that were closed or taken up again."""
    lost = _left_over().filter(_ended_before(now - BELL_HAS)).exclude(pk__in=stuck(ENDING))
    ids = lost.order_by("pk").values_list("pk", flat=True)[:limit]
    return one_by_one(ENDING, ids, partial(end_after_all, now=now), now=now)


def _ended_before(moment: datetime) -> Exists:
    ends = CaseEvent.objects.filter(case=OuterRef("case"), kind__in=ENDS, recorded_at__lt=moment)
    return Exists(ends)


@transaction.atomic
def end_after_all(follow_up_id: int, *, now: datetime) -> int:
    """End one as the bell would have, by the last thing that ended the asking; nothing where it has ended."""
    case_id = FollowUp.objects.values_list("case", flat=True).get(pk=follow_up_id)
    lock_case(case_id)
    ends = CaseEvent.objects.filter(case=case_id, kind__in=ENDS).order_by("-seq")
    kind = ends.values_list("kind", flat=True).first()
    if kind is None:
        return 0
    left = _left_over().filter(pk=follow_up_id)
    return left.update(state=ENDS[EventKind(kind)], answered_at=now)
