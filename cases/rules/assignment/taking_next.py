"""Taking the next: the most urgent case that nobody has and that fits whoever asks."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.errors import CaseError
from cases.measures.assignment.matching import is_named, told_of
from cases.measures.assignment.presence import Presence, Standing, points_of
from cases.models import Case, Category
from cases.models.case import CaseQuerySet
from cases.ranking import Reason
from cases.rules.assignment.assigning import claim_case, require_here
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# So many that name whoever asks are passed over before the queue is called empty.
MOST_PASSED = 20


class NothingFits(CaseError):
    """There is no free case for this person."""

    code = "nothing_fits"
    message = _(
        "No free case fits your skills and languages now; %(others)s others wait in “Unassigned”. Take one "
        "from there, or ask your supervisor whether your skills are entered. Nothing was changed."
    )
    status = 409


class NothingFree(CaseError):
    """Every case has an owner."""

    code = "nothing_free"
    message = _("Every case that you may see has somebody who answers for it. Nothing was changed.")
    status = 409


class NoRoom(CaseError):
    """Whoever asks has as much as they can."""

    code = "no_room"
    message = _(
        "You have %(load)s of %(capacity)s points: finish a case or hand one on first. One that must not "
        "wait you can still claim by hand. Nothing was changed."
    )
    status = 409


@transaction.atomic
def take_next(*, actor: User, now: datetime) -> Case:
    """Claim the most urgent free case that fits; of two who press at once each gets another one.

    Raises NotAllowed, Away, NoRoom, NothingFits, NothingFree.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    require_here(actor.pk, now=now)
    standing = Presence(now=now).standing_of([actor.pk])[actor.pk]
    if standing.points >= standing.capacity:
        raise NoRoom(load=standing.points, capacity=standing.capacity)
    case = lock_next(actor, standing)
    if case is None:
        others = Case.objects.visible_to(actor).unassigned().count()
        raise NothingFits(others=others) if others else NothingFree
    return claim_case(case.pk, actor=actor, now=now, reason="next", why=_why(case, standing))


def _fitting(free: CaseQuerySet, standing: Standing) -> CaseQuerySet:
    """Cases in a language of theirs, and of no category that asks for a skill that they lack."""
    beyond = Category.objects.filter(skill__is_active=True).exclude(skill__code__in=standing.skills)
    fitting = free.filter(language__in=standing.languages)
    return fitting.filter(Q(category=None) | ~Q(category__in=beyond)).order_by(
        F("next_due_at").asc(nulls_last=True), "-urgency", "pk"
    )


def lock_next(actor: User, standing: Standing) -> Case | None:
    """Lock, in the caller's transaction, the first that fits, that nobody else is taking, and that does not
    name them.
    """
    fitting = _fitting(Case.objects.visible_to(actor).unassigned(), standing)
    passed: list[int] = []
    while len(passed) < MOST_PASSED:
        rows = fitting.exclude(pk__in=passed).select_for_update(of=("self",), skip_locked=True)
        case = rows.first()
        if case is None or not is_named(actor.display_name, told_of([case])[case.pk]):
            return case
        passed.append(case.pk)
    return None


def _why(case: Case, standing: Standing) -> list[Reason]:
    spoken = Reason(code="language", values={"language": case.language})
    load = {"load": standing.points + points_of(case), "capacity": standing.capacity}
    has_skill = case.category is not None and case.category.skill_id is not None
    skilled = [Reason(code="skill")] if has_skill else []
    return [*skilled, spoken, Reason(code="load", values=load)]
