"""Handing over: what somebody has goes to others when they are away or have left, and back on request.

Not a list made once: whatever open case lies with somebody who is not there is handed over, also one that
came to them afterwards, such as a case re-opened. Nothing begins by it: what was sorted stays sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.measures.assignment.matching import needs_of, ranking_for
from cases.measures.assignment.presence import gone_people, points_of
from cases.models import Case, Handover, Promise
from cases.models.case import reference_of
from cases.ranking import Ranked, Ranking, Reason
from cases.rules.assignment import assigning
from cases.rules.changes import owning
from cases.rules.changes.changing import changing
from cases.rules.escalation.climbing import Roster
from cases.rules.locking import lock_case
from cases.states import WORKABLE
from channels.rules.outbox.enqueuing import tell_colleague
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Absence, User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.absenting import require_leads
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

HANDING_OVER = Sweep(
    code="cases.hand_over", title=_("Hand over a case whose owner is away or has left"),
    label=reference_of,
)  # fmt: skip
# As many as a preview shows.
MOST_SHOWN = 50
# More than anybody has; a case for which nobody is there waits, and must not keep the others waiting.
MOST = 1_000


def sweep_handovers(*, now: datetime, limit: int = MOST) -> int:
    """Hand over what lies with people who are not there, the earliest limit first.

    What is in a place where nobody is there now is not even tried, pass after pass.
    """
    roster = Roster(now=now)
    rows = (
        Case.objects.left_behind(gone_people(now))
        .exclude(pk__in=stuck(HANDING_OVER))
        .order_by("next_due_at", "pk")
        .select_related("store")
        .only("store", "department")
    )
    ids = [case.pk for case in rows[:limit] if roster.has_anybody(case)]
    return one_by_one(HANDING_OVER, ids, partial(hand_over, now=now, roster=roster), now=now)


@transaction.atomic
def hand_over(case_id: int, *, now: datetime, roster: Roster | None = None) -> Case | None:
    """Hand over one case: to whoever stands in, else to whoever fits best and is there.

    None where it is not with somebody absent any more, or where nobody could take it yet.
    """
    case = lock_case(case_id)
    came_from = case.owner_id
    if came_from is None or case.state not in WORKABLE or not gone_people(now, among=[came_from]):
        return None
    roster = roster or Roster(now=now)
    absence = roster.away(came_from)
    taker = taker_of(case, absence, roster)
    if taker is None:
        return None
    with changing(case_id, actor=None, now=now) as change:
        reason = "absent" if absence is not None else "owner_left"
        owning.give(change, taker.candidate.pk, reason=reason, why=taker.reasons)
        Promise.objects.open().filter(case=case, owner=came_from).update(owner=taker.candidate.pk)
        Handover.objects.create(
            case=change.case, absence=absence, came_from_id=came_from,
            went_to_id=taker.candidate.pk, handed_at=now,
        )  # fmt: skip
        _tell(taker.candidate.pk, came_from, now=now)
    roster.took(taker.candidate.pk, points_of(change.case))
    return change.case


def taker_of(
    case: Case, absence: Absence | None, roster: Roster, *, ranking: Ranking | None = None
) -> Ranked | None:
    """Whoever stands in, where they could; while they are only off shift, the case waits for them.

    Not beyond its limit: then it goes to whoever fits best, as it does without anybody to stand in.
    """
    found = ranking or ranking_for(case, roster)
    stand_in = absence.stand_in_id if absence is not None else None
    if stand_in is not None:
        if (chosen := found.of(stand_in)) is not None:
            return chosen
        if _waits_for(stand_in, case, found):
            return None
    return found.best


def _waits_for(stand_in: int, case: Case, found: Ranking) -> bool:
    out = next((one for one in found.left_out if one.candidate.pk == stand_in), None)
    if out is None or out.reasons[0].code != "off_shift":
        return False
    return case.next_due_at is None or out.candidate.there_from < case.next_due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Would:
    """What would become of one case: who gets it (None: it waits), and why."""

    case: Case
    taker: User | None
    why: Sequence[Reason] = ()


def preview(absence: Absence, *, actor: User, now: datetime) -> list[Would]:
    """What would become of somebody's cases if the away time began as it was typed; writes nothing.

    Only of those that `actor` may see. Looked at for the moment at which it begins, as far as shifts, hours
    and away times are known.
    """
    roster = Roster(now=max(now, absence.begins_at))
    rows = Case.objects.visible_to(actor).left_behind([absence.person_id])
    cases = list(rows.select_related("store").order_by("next_due_at", "pk")[:MOST_SHOWN])
    needs = needs_of(cases)
    takers: list[tuple[Case, Ranked | None]] = []
    for case in cases:
        found = ranking_for(case, roster, need=needs[case.pk])
        taker = taker_of(case, absence, roster, ranking=found)
        if taker is not None:
            roster.took(taker.candidate.pk, points_of(case))
        takers.append((case, taker))
    people = User.objects.in_bulk({one.candidate.pk for _case, one in takers if one is not None})
    return [
        Would(case=case, taker=people[one.candidate.pk], why=one.reasons)
        if one is not None
        else Would(case=case, taker=None)
        for case, one in takers
    ]


@transaction.atomic
def give_back(
    absence_id: int, case_ids: Sequence[int], *, actor: User, now: datetime
) -> list[Case]:
    """Give back what was handed over for an absence, as far as it is still with whoever got it.

    A case that `actor` may not see stays where it is. Raises NotAllowed, and Away while the person is not
    back.
    """
    absence = Absence.objects.select_related("person").get(pk=absence_id)
    require_leads(actor, absence.person)
    if not actor.can(Ability.ASSIGN_CASES):
        raise NotAllowed
    assigning.require_here(absence.person_id, now=now)
    given: list[Case] = []
    for handover in to_give_back(absence, actor).filter(case__in=case_ids).order_by("case"):
        case = lock_case(handover.case_id)
        if case.owner_id != handover.went_to_id or case.state not in WORKABLE:
            continue
        with changing(case.pk, actor=actor, now=now) as change:
            owning.give(change, absence.person_id, reason="back")
            Promise.objects.open().filter(case=case, owner=handover.went_to_id).update(
                owner=absence.person_id
            )
            Handover.objects.filter(pk=handover.pk).update(given_back_at=now)
        given.append(change.case)
    return given


def to_give_back(absence: Absence, actor: User) -> QuerySet[Handover]:
    """What was handed over for an absence, lies, still open, with whoever got it, and `actor` may see."""
    return _still_there(absence).filter(case__in=Case.objects.visible_to(actor))


def unseen(absence: Absence, actor: User) -> int:
    """How many more cases than `actor` may see would be handed over, or, of one entered, be given back."""
    cases = Case.objects.left_behind([absence.person_id])
    if absence.pk is not None:
        cases = Case.objects.filter(pk__in=_still_there(absence).values("case"))
    return cases.count() - cases.visible_to(actor).count()


def _still_there(absence: Absence) -> QuerySet[Handover]:
    return Handover.objects.filter(
        absence=absence, given_back_at=None, case__state__in=sorted(WORKABLE),
        case__owner=F("went_to"),
    )  # fmt: skip


def _tell(taker_id: int, came_from: int, *, now: datetime) -> None:
    """One letter a day for each two people, however many cases they are."""
    taker, owner = User.objects.get(pk=taker_id), User.objects.get(pk=came_from)
    tell_colleague(
        taker, template="staff_handed_over", now=now, context={"reference": str(owner)},
        dedup_key=f"handed_over:{came_from}:{taker_id}:{now:%Y-%m-%d}",
    )  # fmt: skip
