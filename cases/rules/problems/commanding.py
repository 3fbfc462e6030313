"""Commanding: the one writer of an incident's state, its task force, its plan and its notes."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, IllegalMove, WrongFact
from cases.incident_kinds import (
    INCIDENT_MOVES,
    IncidentEventKind,
    IncidentState,
    TaskForceRole,
)
from cases.kinds import RootCause
from cases.models import Case, Incident, IncidentMember, IncidentTask
from cases.rules.knowledge.ticking import mark, named_in_all
from cases.rules.problems.chronicling import (
    LEADS,
    Chronicle,
    chronicled,
    require_acting,
    require_words,
)
from cases.states import UNFINISHED
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def move(
    incident_id: int, to: str, *, facts: Mapping[str, str], actor: User, now: datetime
) -> Incident:
    """Take an incident one step along its table, with the facts that the step asks for.

    Raises IllegalMove, MissingFacts, WrongFact; AlreadyDone where it is over; NotAllowed for whoever does
    not lead it. It may be called off only while no case is in it: they would be told of by nobody.
    """
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        incident = chronicle.incident
        require_acting(incident, actor, LEADS)
        step = INCIDENT_MOVES[IncidentState(incident.state)]
        if to not in step:
            raise IllegalMove(came_from=incident.get_state_display(), to=_label(to))
        state = IncidentState(to)
        given = {name: str(facts.get(name, "")).strip() for name in step[state]}
        require_words(**given)
        _check(incident, state, given)
        came_from, incident.state = incident.state, state
        _stamp(incident, state, now)
        for name in set(given) - {"reason"}:
            setattr(incident, name, given[name])
        chronicle.happened(
            IncidentEventKind.MOVED, given, came_from=str(came_from), went_to=str(state)
        )
    return chronicle.incident


def _label(state: str) -> str:
    return str(IncidentState(state).label) if state in IncidentState.values else state


def _check(incident: Incident, state: IncidentState, given: Mapping[str, str]) -> None:
    if "root_cause" in given and given["root_cause"] not in RootCause.values:
        raise WrongFact(name=_("Root cause"), value=given["root_cause"])
    children = Case.objects.filter(incident=incident, state__in=sorted(UNFINISHED))
    if state == IncidentState.CANCELLED and children.exists():
        raise AlreadyDone
    if state == IncidentState.REVIEWED and incident.tasks.filter(done_at=None).exists():
        raise WrongFact(name=_("Emergency plan"), value=incident.tasks.filter(done_at=None).count())


def _stamp(incident: Incident, state: IncidentState, now: datetime) -> None:
    """The moments of its states; what is taken back is taken off again."""
    match state:
        case IncidentState.DECLARED:
            incident.contained_at = None
        case IncidentState.CONTAINED:
            incident.contained_at = incident.contained_at or now
            incident.solved_at = None
            incident.root_cause = ""
        case IncidentState.SOLVED:
            incident.solved_at = now
        case _:
            incident.over_at = now


def call_in(
    incident_id: int, person_id: int, role: str, *, actor: User, now: datetime
) -> IncidentMember:
    """Call somebody into the task force. Raises AlreadyDone where they are in it in that role."""
    if role not in TaskForceRole.values:
        raise WrongFact(name=_("Role"), value=role)
    person = User.objects.filter(pk=person_id, is_active=True, is_staff=True).first()
    if person is None or not person.can(Ability.SEE_CASES):
        raise WrongFact(name=_("Who"), value=person_id)
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor, LEADS)
        member, is_new = IncidentMember.objects.get_or_create(
            incident=chronicle.incident, person=person, role=role, left_at=None,
            defaults={"called_at": now},
        )  # fmt: skip
        if not is_new:
            raise AlreadyDone
        chronicle.happened(IncidentEventKind.CALLED_IN, person=person.pk, role=role)
    return member


def release(incident_id: int, member_id: int, *, actor: User, now: datetime) -> IncidentMember:
    """Let somebody go, or go oneself. Raises AlreadyDone for the last one who leads."""
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        incident = chronicle.incident
        member = incident.members.get(pk=member_id)
        if member.person_id != actor.pk:
            require_acting(incident, actor, LEADS)
        leads = incident.members.filter(role=TaskForceRole.LEAD, left_at=None)
        is_last = member.role == TaskForceRole.LEAD and not leads.exclude(pk=member_id).exists()
        if member.left_at is not None or is_last:
            raise AlreadyDone
        member.left_at = now
        member.save(update_fields=["left_at"])
        chronicle.happened(IncidentEventKind.RELEASED, person=member.person_id, role=member.role)
    return member


def tick(incident_id: int, task_id: int, *, actor: User, now: datetime) -> IncidentTask:
    """Say that something of the plan is done. Raises AlreadyDone where somebody said so before."""
    return _mark(incident_id, task_id, is_done=True, actor=actor, now=now)


def untick(incident_id: int, task_id: int, *, actor: User, now: datetime) -> IncidentTask:
    """Open it again: it was a slip, or did not hold."""
    return _mark(incident_id, task_id, is_done=False, actor=actor, now=now)


def _mark(
    incident_id: int, task_id: int, *, is_done: bool, actor: User, now: datetime
) -> IncidentTask:
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor)
        task = chronicle.incident.tasks.get(pk=task_id)
        mark(task, is_done=is_done, actor=actor, now=now)
        kind = IncidentEventKind.TICKED if is_done else IncidentEventKind.UNTICKED
        _about(chronicle, kind, task)
    return task


def add_task(incident_id: int, *, text: str, role: str, actor: User, now: datetime) -> IncidentTask:
    """Add something to the plan of this incident alone, in the words of whoever adds it."""
    require_words(text=text)
    if role not in TaskForceRole.values:
        raise WrongFact(name=_("Role"), value=role)
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor)
        words = text.strip()[:120]
        task = IncidentTask.objects.create(
            incident=chronicle.incident, position=1000, role=role, name_zh_hant=words,
            name_zh_hans=words, name_en=words,
        )  # fmt: skip
        _about(chronicle, IncidentEventKind.ADDED, task)
    return task


def _about(chronicle: Chronicle, kind: IncidentEventKind, task: IncidentTask) -> None:
    chronicle.happened(kind, named_in_all(task))


def note(incident_id: int, *, text: str, actor: User, now: datetime) -> None:
    """Write into the record what the task force should know; customers never see it."""
    require_words(text=text)
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor)
        chronicle.happened(IncidentEventKind.NOTED, text=text.strip())
