"""Consulting: ask experts about a case, record each opinion, and decide upon them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, MissingFacts, NobodyToAsk, WrongFact
from cases.kinds import Confidence, EventKind, ExpertRole
from cases.measures.assignment.matching import is_named, told_of
from cases.models import Case, Consultation, ExpertSeat, Opinion
from cases.models.case import reference_of
from cases.rules.changes.changing import Change, changing
from cases.rules.escalation.climbing import Roster
from channels.rules.outbox.enqueuing import tell_colleague
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

TEMPLATE = "staff_consultation"
# Where nobody says until when: what an escalation asks for.
ANSWER_WITHIN = timedelta(hours=24)
# Who is asked where nobody was named for a role: the level of the ladder that is nearest to it.
LEVELS = {
    ExpertRole.SERVICE_MANAGER: 1, ExpertRole.TECHNICAL_EXPERT: 2, ExpertRole.PRODUCT_OWNER: 3,
}  # fmt: skip


def _case_of(consultation_id: int) -> str:
    found = Consultation.objects.filter(pk=consultation_id).values_list("case", flat=True).first()
    return reference_of(found) if found else ""


AWAITING = Sweep(
    code="cases.consult", title=_("Tell that opinions of experts are late"), label=_case_of
)


def ask(
    case_id: int, *, roles: Sequence[str], question: str, due_at: datetime, actor: User,
    now: datetime, version: int | None = None,
) -> Consultation:  # fmt: skip
    """Ask experts in some roles about a case that is open.

    Raises NotAllowed, MissingFacts, WrongFact, AlreadyDone, and NobodyToAsk where a role has nobody.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not roles or not question.strip():
        raise MissingFacts(names=_("roles") if question.strip() else _("question"))
    if due_at <= now:
        raise WrongFact(name=_("answer by"), value=due_at)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if change.case.is_finished:
            raise AlreadyDone
        return call_in(
            change, [_role(role) for role in roles], question=question.strip(), due_at=due_at
        )


def call_in(
    change: Change, roles: Iterable[ExpertRole], *, question: str, due_at: datetime
) -> Consultation:
    """Do the same within a change of a locked case; nobody is asked twice where others can be."""
    case, roster = change.case, Roster(now=change.now)
    told = told_of([case])[case.pk]
    made = Consultation.objects.create(
        case=case, question=question, asked_by=change.actor, asked_at=change.now, due_at=due_at,
        alarm_at=due_at,
    )  # fmt: skip
    asked: dict[ExpertRole, User] = {}
    for role in roles:
        taken = [one.pk for one in asked.values()]
        asked[role] = expert_for(role, case, roster, taken=taken, told=told)
    opinions = Opinion.objects.bulk_create(
        Opinion(consultation=made, role=role, person=person) for role, person in asked.items()
    )
    case.consultations_made += 1
    facts = {"consultation": made.pk, "roles": [role.value for role in asked], "question": question}
    change.happened(EventKind.CONSULTED, facts=facts)
    for opinion in opinions:
        _tell(change, opinion.person, "opinion_asked", made, opinion_id=opinion.pk, roster=roster)
    return made


def expert_for(
    role: ExpertRole, case: Case, roster: Roster, *, taken: Sequence[int], told: str
) -> User:
    """Find who answers in a role: of those named for it, whoever is there first; else by the ladder.

    Nobody whom the customer names in what was `told`: they judge nothing that may be about them. Raises
    NobodyToAsk.
    """
    seats = [
        seat
        for seat in ExpertSeat.objects.filter(role=role, is_active=True, person__is_active=True)
        .order_by("position", "pk").select_related("person")
        if seat.department_id in (None, case.department_id)
        and not is_named(seat.person.display_name, told)
    ]  # fmt: skip
    free = [seat for seat in seats if seat.person_id not in taken] or seats
    if free:
        there = roster.told_from(seat.person_id for seat in free)
        # Python keeps the order of what is equal: the table's.
        free.sort(
            key=lambda seat: (there.get(seat.person_id, roster.now), seat.department_id is None)
        )
        return free[0].person
    level = LEVELS[role]
    rung = roster.rung_beside(level, case, told=told, passing_over=frozenset(taken))
    rung = rung if rung.person else roster.rung_beside(level, case, told=told)
    if rung.person is None:
        raise NobodyToAsk(role=role.label)
    return rung.person


def give(
    opinion_id: int, *, recommendation: str, confidence: str, reasons: str, actor: User,
    now: datetime,
) -> Opinion:  # fmt: skip
    """Record what an expert thinks; it stands from then on.

    Raises NotAllowed for anybody else, MissingFacts, WrongFact, AlreadyDone once given or decided.
    """
    found = Opinion.objects.values("person", "consultation__case").get(pk=opinion_id)
    if found["person"] != actor.pk:
        raise NotAllowed
    if not recommendation.strip() or not reasons.strip():
        raise MissingFacts(names=_("reasons") if recommendation.strip() else _("recommendation"))
    if confidence not in Confidence.values:
        raise WrongFact(name=_("how sure"), value=confidence)
    with changing(found["consultation__case"], actor=actor, now=now) as change:
        opinion = Opinion.objects.select_related("consultation").get(pk=opinion_id)
        if opinion.given_at is not None or opinion.consultation.decided_at is not None:
            raise AlreadyDone
        opinion.recommendation, opinion.reasons = recommendation.strip(), reasons.strip()
        opinion.confidence, opinion.given_at = confidence, now
        opinion.save()
        facts = {
            "opinion": opinion.pk, "role": opinion.role, "confidence": confidence,
            "recommendation": opinion.recommendation, "reasons": opinion.reasons,
        }  # fmt: skip
        change.happened(EventKind.OPINION_GIVEN, facts=facts)
        if not opinion.consultation.opinions.filter(given_at=None).exists():
            _all_in(change, opinion.consultation)
    return opinion


def hand_on(opinion_id: int, *, person_id: int, actor: User, now: datetime) -> Opinion:
    """Let somebody else answer in an expert's place: for whoever is asked, and whoever decides upon it.

    Raises NotAllowed, WrongFact for whoever may not see cases or is asked already, AlreadyDone once given.
    """
    found = Opinion.objects.values("person", "consultation__case").get(pk=opinion_id)
    person = User.objects.filter(pk=person_id, is_active=True).first()
    with changing(found["consultation__case"], actor=actor, now=now) as change:
        opinion = Opinion.objects.select_related("consultation").get(pk=opinion_id)
        if opinion.person_id != actor.pk and not may_decide(change.case, actor):
            raise NotAllowed
        if opinion.given_at is not None or opinion.consultation.decided_at is not None:
            raise AlreadyDone
        asked = opinion.consultation.opinions.values_list("person", flat=True)
        if person is None or not person.can(Ability.SEE_CASES) or person.pk in asked:
            raise WrongFact(name=_("who"), value=person or person_id)
        opinion.person = person
        opinion.save(update_fields=["person"])
        facts = {"consultation": opinion.consultation_id, "roles": [opinion.role]}
        change.happened(EventKind.CONSULTED, facts=facts)
        _tell(change, person, "opinion_asked", opinion.consultation, opinion_id=opinion.pk)
    return opinion


def decide(
    consultation_id: int, *, decision: str, followed: Sequence[int], actor: User, now: datetime
) -> Consultation:  # fmt: skip
    """Record what was decided, and whose opinions were followed.

    For whoever has the case, and supervisors. Raises NotAllowed, MissingFacts, WrongFact, AlreadyDone.
    """
    case_id = Consultation.objects.values_list("case", flat=True).get(pk=consultation_id)
    if not decision.strip():
        raise MissingFacts(names=_("decision"))
    with changing(case_id, actor=actor, now=now) as change:
        found = Consultation.objects.get(pk=consultation_id)
        if not may_decide(change.case, actor):
            raise NotAllowed
        if found.decided_at is not None:
            raise AlreadyDone
        given = found.opinions.filter(given_at__isnull=False, pk__in=followed)
        if given.count() != len(set(followed)):
            raise WrongFact(name=_("opinions followed"), value="、".join(map(str, followed)))
        given.update(is_followed=True)
        found.decision, found.decided_by, found.decided_at = decision.strip(), actor, now
        found.alarm_at = None
        found.save()
        facts = {"consultation": found.pk, "decision": found.decision, "followed": sorted(followed)}
        change.happened(EventKind.OPINIONS_DECIDED, facts=facts)
    return found


def may_decide(case: Case, user: User) -> bool:
    """Whether somebody decides upon the opinions on a case: its owner, or a supervisor."""
    if case.owner_id == user.pk:
        return user.can(Ability.WORK_CASES)
    return user.can(Ability.SUPERVISE)


def sweep_consultations(*, now: datetime, limit: int = 100) -> int:
    """Look at the consultations whose answers are late, and count them."""
    due = (
        Consultation.objects.filter(alarm_at__lte=now)
        .exclude(pk__in=stuck(AWAITING))
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(AWAITING, list(due), partial(remind, now=now), now=now)


@transaction.atomic
def remind(consultation_id: int, *, now: datetime) -> bool:
    """Tell the owner of the case, and whoever owes an opinion, that it is late; once."""
    found = (
        Consultation.objects.select_for_update(skip_locked=True)
        .filter(pk=consultation_id, alarm_at__lte=now)
        .first()
    )
    if found is None:
        return False
    found.alarm_at = None
    found.save(update_fields=["alarm_at"])
    change, roster = Change(case=found.case, actor=None, now=now), Roster(now=now)
    for opinion in found.opinions.filter(given_at=None).select_related("person"):
        _tell(change, opinion.person, "opinion_late", found, opinion_id=opinion.pk, roster=roster)
    _tell(change, found.case.owner or found.asked_by, "opinions_late", found, roster=roster)
    return True


def _all_in(change: Change, found: Consultation) -> None:
    found.alarm_at = None
    found.save(update_fields=["alarm_at"])
    _tell(change, change.case.owner or found.asked_by, "opinions_in", found)


def _tell(
    change: Change, person: User | None, news: str, found: Consultation, *, opinion_id: int = 0,
    roster: Roster | None = None,
) -> None:  # fmt: skip
    """Put a letter into the outbox, once for each news of a consultation.

    `roster` is that of the caller, who tells several: what it knows is not read for each of them.
    """
    if person is None or not person.is_active:
        return
    case = change.case
    context = {
        "case_id": case.pk, "reference": case.reference, "title": case.title, "news": news,
        "question": found.question, "due_at": found.due_at.isoformat(),
    }  # fmt: skip
    if opinion_id:
        context["opinion"] = opinion_id
    there = (roster or Roster(now=change.now)).told_from([person.pk])
    tell_colleague(
        person, template=TEMPLATE, now=change.now, not_before=there.get(person.pk), context=context,
        dedup_key=f"consultation:{found.pk}:{news}:{person.pk}:{opinion_id}",
    )  # fmt: skip


def _role(value: str) -> ExpertRole:
    if value not in ExpertRole.values:
        raise WrongFact(name=_("role"), value=value)
    return ExpertRole(value)
