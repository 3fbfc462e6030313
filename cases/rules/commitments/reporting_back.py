"""Reporting back: what was done outside the case that limits wait for, such as a visit or a decision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.kinds import EventKind
from cases.measures.case_page.remedies import CARRIED_OUT, standing_of
from cases.models import Case
from cases.rules.changes.changing import changing
from cases.rules.commitments import promising
from cases.states import WORKABLE
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

Decision = Literal["granted", "refused"]


def decide_request(
    case_id: int, *, decision: str, reason: str, actor: User, now: datetime,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Note how a request for refund, return or exchange was decided; its review limit is met by that.

    Refused, there is no remedy to wait for.
    """
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    if decision not in ("granted", "refused"):
        raise WrongFact(name=_("Decision"), value=decision)
    facts: dict[str, object] = {"decision": decision, "reason": reason.strip()}
    if decision == "refused":
        facts["no_remedy"] = True
    return _note(case_id, EventKind.REVIEWED, facts, actor=actor, now=now, version=version)


def carry_out(
    case_id: int, *, remedy: str, remedy_cost: int, action_taken: str, actor: User, now: datetime,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Note that a remedy was carried out while the case goes on; what waits for it is met by that.

    Solving the case with the same remedy afterwards says nothing of it once more.
    """
    if not action_taken.strip():
        raise MissingFacts(names=_("What was done"))
    if remedy not in CARRIED_OUT:
        raise WrongFact(name=_("Remedy"), value=remedy)
    if remedy_cost < 0:
        raise WrongFact(name=_("Cost of the remedy"), value=remedy_cost)
    facts = {"remedy": remedy, "remedy_cost": remedy_cost, "action_taken": action_taken.strip()}
    return _note(case_id, EventKind.REMEDIED, facts, actor=actor, now=now, version=version)


def arrive(
    case_id: int, *, where: str, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Note that somebody of ours is on site; the visit limit is met by that."""
    if not where.strip():
        raise MissingFacts(names=_("Where"))
    facts = {"where": where.strip()}
    return _note(case_id, EventKind.VISITED, facts, actor=actor, now=now, version=version)


def take_back_noting(
    case_id: int, *, event_id: int, reason: str, actor: User, now: datetime,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Take back what was noted as done by mistake: a remedy, a decision, a visit, the keeping of a promise.

    Its limit runs on as before it; both stay in the history. Raises NotAllowed for whoever does not work on
    cases; AlreadyDone once the case is solved, which says what was done, and for what was taken back before
    or lies before a re-opening.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))
    with changing(case_id, actor=actor, now=now, version=version) as change:
        noted = change.case.events.filter(pk=event_id).first()
        stands = {row["seq"] for row in standing_of(change.case)}
        if change.case.state not in WORKABLE or noted is None or noted.seq not in stands:
            raise AlreadyDone
        if noted.kind == EventKind.PROMISE_KEPT:
            promising.keep_no_more(change.case, int(noted.facts["promise"]))
        said = {name: noted.facts[name] for name in _SAID if name in noted.facts}
        facts = {**said, "noted": noted.kind, "takes_back": [noted.seq], "reason": reason.strip()}
        change.happened(EventKind.NOTING_TAKEN_BACK, facts=facts)
    return change.case


# What is said again of something noted, so that its taking back can be read by itself.
_SAID = ("remedy", "remedy_cost", "decision", "where", "promise")


def _note(
    case_id: int, kind: EventKind, facts: Mapping[str, object], *, actor: User, now: datetime,
    version: int | None,
) -> Case:  # fmt: skip
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if change.case.is_finished:
            raise AlreadyDone
        change.happened(kind, facts=facts)
    return change.case
