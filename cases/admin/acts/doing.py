"""What a button is: the answers to its dialog, who pressed it and when, and who may."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise

from cases.forms.facts import Asked
from cases.models import Case
from cases.states import UNFINISHED
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One press of a button: by whom, when, on which version, with which answers."""

    case: Case
    facts: Facts
    actor: User
    now: datetime
    version: int | None
    subject_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing to do; without fields it needs no dialog. `key` is its key on the case page."""

    code: str
    label: str | Promise
    done: str | Promise
    do: Callable[[Doing], object]
    may: Callable[[Case, User, datetime], bool]
    fields: Callable[[Asked], Mapping[str, forms.Field]] = lambda asked: {}
    submit: str | Promise = ""
    key: str = ""
    is_dangerous: bool = False
    # In which relations of the case the row stands that it is done to, where that is not the case itself;
    # with “__” in what those relations hold.
    subject: str = ""


def works(case: Case, user: User, now: datetime) -> bool:
    """Whoever works on cases may, while the case is open."""
    return user.can(Ability.WORK_CASES) and case.state in UNFINISHED


def works_on_all(case: Case, user: User, now: datetime) -> bool:
    """Whoever works on cases may, also where the case is closed: what it is done to outlives it."""
    return user.can(Ability.WORK_CASES)


def how(doing: Doing) -> dict[str, Any]:
    """What every rule is told: who, when, and upon which version."""
    return {"actor": doing.actor, "now": doing.now, "version": doing.version}
