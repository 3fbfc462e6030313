"""Guarding steps: who may take them, and whether the facts they require are there and make sense."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.dateparse import parse_datetime

from cases.errors import (
    BlankLeft,
    IllegalMove,
    MissingFacts,
    SamePerson,
    VariablesLeft,
    WrongFact,
)
from cases.facts import FACTS, Fact, FactCode
from cases.kinds import RootCause, Severity, ToldHow
from cases.models import Case
from cases.reply_words import in_braces, named_in
from cases.rules.categories.categorising import category_of
from cases.states import MOVES, CaseState, Outcome, Step, WaitingReason, Who
from channels.kinds import Remedy
from channels.references import read_reference
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.blanking import BLANK

CHOICES: Mapping[FactCode, tuple[str, ...]] = {
    "severity": tuple(Severity.values),
    "waiting_reason": tuple(WaitingReason.values),
    "root_cause": tuple(RootCause.values),
    "remedy": tuple(Remedy.values),
    "told_how": tuple(ToldHow.values),
    "outcome": tuple(Outcome.values),
}


def step_of(case: Case, to: CaseState) -> Step:
    """Find the step in the table. Raises IllegalMove where it has none."""
    step = MOVES[CaseState(case.state)].get(to)
    if step is None:
        raise IllegalMove(came_from=CaseState(case.state).label, to=to.label)
    return step


def is_entitled(case: Case, step: Step, actor: User | None, *, by_customer: bool = False) -> bool:
    """Whether this person, the customer or the system (neither) may take a step of this case."""
    if by_customer:
        return Who.CUSTOMER in step.who
    if actor is None:
        return Who.SYSTEM in step.who
    return any(_is(who, case, actor) for who in step.who)


def require_entitled(case: Case, step: Step, actor: User | None, *, by_customer: bool) -> None:
    """Raise SamePerson where somebody else must do it, NotAllowed where the role does not carry it."""
    if is_entitled(case, step, actor, by_customer=by_customer):
        return
    first_hand = {
        Who.SECOND_PERSON: case.rejection_proposed_by_id,
        Who.NOT_THE_RESOLVER: case.resolver_id,
    }
    if actor is not None and any(first_hand.get(who) == actor.pk for who in step.who):
        raise SamePerson
    raise NotAllowed


def _is(who: Who, case: Case, actor: User) -> bool:
    match who:
        case Who.AGENT:
            return actor.can(Ability.WORK_CASES)
        case Who.OWNER:
            return case.owner_id == actor.pk and actor.can(Ability.WORK_CASES)
        case Who.SUPERVISOR:
            return actor.can(Ability.SUPERVISE)
        case Who.SECOND_PERSON:
            proposed_by = case.rejection_proposed_by_id
            return proposed_by not in (None, actor.pk) and actor.can(Ability.CONFIRM_REJECTION)
        case Who.NOT_THE_RESOLVER:
            return case.resolver_id != actor.pk and actor.can(Ability.CALL_BACK)
        case _:
            return False


def facts_of(case: Case, step: Step) -> tuple[FactCode, ...]:
    """Name what a step asks for: what the table says, and why a case is solved with something left open."""
    if step.verb != "resolve":
        return step.facts
    left: dict[FactCode, int] = {"orders_left": case.orders_open, "steps_left": case.steps_owed}
    return (*step.facts, *(code for code, number in left.items() if number > 0))


def check_facts(
    codes: Sequence[FactCode], facts: Mapping[str, object], *, now: datetime
) -> dict[str, object]:
    """Return the facts of a step, checked and fit for JSON; facts that the step does not ask for go along.

    Raises MissingFacts naming all that are absent, WrongFact for the first that cannot be true.
    """
    missing = [str(FACTS[code].label) for code in codes if _is_absent(facts.get(code))]
    if missing:
        raise MissingFacts(names="、".join(missing))
    extra = {key: value for key, value in facts.items() if key not in codes}
    return {**extra, **{code: _checked(FACTS[code], facts[code], now) for code in codes}}


def require_written_out(text: str) -> None:
    """Raise VariablesLeft or BlankLeft where what the customer is to read was not filled in."""
    require_filled_in(text)
    if BLANK in text:
        raise BlankLeft


def require_filled_in(text: str) -> None:
    """Raise VariablesLeft where a template left something open."""
    if names := named_in(text):
        raise VariablesLeft(names=in_braces(names))


def _is_absent(value: object) -> bool:
    return (
        value is None
        or (isinstance(value, str | dict | list) and not value)
        or (isinstance(value, str) and not value.strip())
    )


def _checked(fact: Fact, value: object, now: datetime) -> object:
    checked = _CHECKS[fact.kind](fact, value, now)
    if checked is None:
        raise WrongFact(name=fact.label, value=value)
    return checked


def _text(fact: Fact, value: object, now: datetime) -> object:
    if fact.code == "decision_text":
        require_written_out(str(value))
    # Evidence may be a statement or what a follow-up found, item by item.
    return value if isinstance(value, dict) else str(value).strip()


def _choice(fact: Fact, value: object, now: datetime) -> object:
    if fact.code == "category":
        return None if category_of(str(value)) is None else str(value)
    return str(value) if value in CHOICES[fact.code] else None


def _answer(fact: Fact, value: object, now: datetime) -> object:
    """Both yes and no are answers; words of a form are read as well.

    But for duplicates: who says that they did not look has not done what the step asks for.
    """
    said = value if isinstance(value, bool) else _said(value)
    return None if fact.code == "duplicates_checked" and said is False else said


def _said(value: object) -> bool | None:
    return {"yes": True, "true": True, "no": False, "false": False}.get(str(value).lower())


def _moment(fact: Fact, value: object, now: datetime) -> object:
    moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    if moment is None or moment.tzinfo is None or moment <= now:
        return None
    return moment.isoformat()


def _amount(fact: Fact, value: object, now: datetime) -> object:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _reference(fact: Fact, value: object, now: datetime) -> object:
    return read_reference(str(value))


def _person(fact: Fact, value: object, now: datetime) -> object:
    """Somebody on duty who may work on cases: their number, or themselves where they are at hand."""
    user = value if isinstance(value, User) else _user(str(value))
    return user.pk if user is not None and user.can(Ability.WORK_CASES) else None


def _user(number: str) -> User | None:
    known = User.objects.filter(pk=int(number), is_active=True) if number.isdecimal() else None
    return known.first() if known is not None else None


_CHECKS: Mapping[str, Callable[[Fact, object, datetime], object]] = {
    "line": _text,
    "text": _text,
    "choice": _choice,
    "answer": _answer,
    "moment": _moment,
    "amount": _amount,
    "reference": _reference,
    "person": _person,
    "id": _amount,
}
