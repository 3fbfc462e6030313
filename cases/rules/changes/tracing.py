"""Tracing: by which machine, paper and ink something was made, so that like cases find each other."""

from datetime import datetime

from cases.errors import AlreadyDone
from cases.kinds import EventKind
from cases.models import Case
from cases.rules.changes.changing import changing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def trace_case(
    case_id: int, *, machine: str, paper_lot: str, ink_lot: str, actor: User, now: datetime,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Note what is written on machine and box; empty where it is not known. Raises AlreadyDone for no change.

    In one spelling, so that what two people typed is the same lot.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    told = {
        "machine": _spelled(machine), "paper_lot": _spelled(paper_lot),
        "ink_lot": _spelled(ink_lot),
    }  # fmt: skip
    with changing(case_id, actor=actor, now=now, version=version) as change:
        case = change.case
        if all(getattr(case, name) == value for name, value in told.items()):
            raise AlreadyDone
        for name, value in told.items():
            setattr(case, name, value)
        change.happened(EventKind.TRACED, facts=told)
    return case


def _spelled(text: str) -> str:
    return " ".join(text.upper().split())[:40]
