"""Judging: recurring problems accepted, declined, merged, closed and opened again; cases put to them.

Each takes the problem's lock before that of any case, and two problems in the order of their ids.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, IllegalMove, MissingFacts, WrongFact
from cases.incident_kinds import PROBLEM_MOVES, KeyKind, ProblemState
from cases.kinds import EventKind, RootCause
from cases.measures.problems.spike_counts import WINDOW, cases_of
from cases.models import Case, Problem
from cases.rules.changes.changing import changing
from cases.rules.problems.chronicling import require_words
from cases.states import CALLED_OFF
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# For so long what was declined is not proposed again.
QUIET = timedelta(days=30)
# So many cases are put to a problem in one step.
MOST_AT_ONCE = 200


@transaction.atomic
def make_problem(title: str, case_ids: Sequence[int], *, actor: User, now: datetime) -> Problem:
    """Put cases together by hand: open at once. Raises MissingFacts without a title or a case.

    Raises AlreadyDone where none of them can be linked: each is of one problem, or was called off.
    """
    _require(actor, title=title)
    cases = list(Case.objects.filter(pk__in=case_ids).select_related("category"))
    if not cases:
        raise MissingFacts(names=_("Cases"))
    stores = {case.store_id for case in cases}
    categories = {case.category for case in cases}
    category = categories.pop() if len(categories) == 1 else None
    problem = Problem.objects.create(
        title=title.strip()[:200], kind=KeyKind.HAND, state=ProblemState.OPEN,
        store_id=stores.pop() if len(stores) == 1 else None, category=category,
        department_id=category.department_id if category else None,
        since=min(case.opened_at for case in cases), found_at=now, decided_by=actor, decided_at=now,
    )  # fmt: skip
    _tell("made", problem, actor, now)
    if not _link(problem, case_ids, actor=actor, now=now):
        raise AlreadyDone
    return problem


@transaction.atomic
def accept(problem_id: int, *, title: str, actor: User, now: datetime) -> Problem:
    """Take a proposal as a problem, and link its cases. Raises AlreadyDone where it was decided."""
    _require(actor)
    problem = _locked(problem_id)
    _move(problem, ProblemState.OPEN)
    problem.title = title.strip()[:200]
    _decided(problem, actor, now)
    problem.save()
    _tell("accepted", problem, actor, now)
    _link(problem, problem.proposed, actor=actor, now=now)
    return problem


@transaction.atomic
def decline(problem_id: int, *, reason: str, actor: User, now: datetime) -> Problem:
    """Say that it is none, and why; for a time nothing is proposed by its key."""
    _require(actor, reason=reason)
    problem = _locked(problem_id)
    _move(problem, ProblemState.DECLINED)
    problem.decision_reason, problem.quiet_until = reason.strip(), now + QUIET
    _decided(problem, actor, now)
    problem.save()
    _tell("declined", problem, actor, now)
    return problem


@transaction.atomic
def merge(problem_id: int, *, into_id: int, actor: User, now: datetime) -> Problem:
    """Make a proposal or an open problem part of another; one that was closed is open again.

    Raises WrongFact for itself, IllegalMove into one that is not open or closed.
    """
    _require(actor)
    if problem_id == into_id:
        raise WrongFact(name=_("Merge into"), value=f"P-{into_id}")
    pair = Problem.objects.select_for_update(of=("self",)).filter(pk__in=(problem_id, into_id))
    both = {one.pk: one for one in pair.order_by("pk")}
    if into_id not in both:
        raise WrongFact(name=_("Merge into"), value=f"P-{into_id}")
    problem, target = both[problem_id], both[into_id]
    if target.state not in (ProblemState.OPEN, ProblemState.CLOSED):
        raise IllegalMove(came_from=target.get_state_display(), to=ProblemState.OPEN.label)
    came_from = ProblemState(problem.state)
    _move(problem, ProblemState.MERGED)
    problem.merged_into = target
    _decided(problem, actor, now)
    problem.save()
    if target.state == ProblemState.CLOSED:
        _open_again(target, actor, now)
    _tell("merged", problem, actor, now, into=target.pk)
    linked = list(Case.objects.filter(problem=problem).values_list("pk", flat=True))
    for case_id in sorted(linked):
        _set(case_id, target, actor=actor, now=now)
    if came_from == ProblemState.PROPOSED:
        _link(target, problem.proposed, actor=actor, now=now)
    return target


@transaction.atomic
def close(problem_id: int, *, root_cause: str, action: str, actor: User, now: datetime) -> Problem:
    """Say what it was and what was done; should it come back, that is proposed with this one named."""
    _require(actor, action=action)
    if root_cause not in RootCause.values:
        raise WrongFact(name=_("Root cause"), value=root_cause)
    problem = _locked(problem_id)
    _move(problem, ProblemState.CLOSED)
    problem.root_cause, problem.action = root_cause, action.strip()
    problem.closed_by, problem.closed_at = actor, now
    problem.save()
    _tell("closed", problem, actor, now, cause=root_cause)
    return problem


@transaction.atomic
def reopen(problem_id: int, *, reason: str, actor: User, now: datetime) -> Problem:
    """Open a closed problem again: it was not solved."""
    _require(actor, reason=reason)
    problem = _locked(problem_id)
    if problem.state != ProblemState.CLOSED:
        raise AlreadyDone
    problem.decision_reason = reason.strip()
    _open_again(problem, actor, now)
    return problem


@transaction.atomic
def link(problem_id: int, case_ids: Sequence[int], *, actor: User, now: datetime) -> int:
    """Put further cases to an open problem, and give their number.

    Raises AlreadyDone where none of them can be: each is of one problem, or was called off.
    """
    _require(actor)
    problem = _locked(problem_id)
    if problem.state != ProblemState.OPEN:
        raise AlreadyDone
    number = _link(problem, case_ids, actor=actor, now=now)
    if not number:
        raise AlreadyDone
    return number


@transaction.atomic
def unlink(problem_id: int, case_id: int, *, reason: str, actor: User, now: datetime) -> Case:
    """Take a case out again. Raises AlreadyDone where it is not in."""
    _require(actor, reason=reason)
    problem = _locked(problem_id)
    with changing(case_id, actor=actor, now=now) as change:
        if change.case.problem_id != problem.pk:
            raise AlreadyDone
        change.case.problem = None
        change.happened(
            EventKind.PROBLEM_UNLINKED, facts={"problem": problem.code, "reason": reason.strip()}
        )
    return change.case


def fitting(problem: Problem, *, now: datetime) -> list[int]:
    """Give the cases of an open problem's key that came since and are of no problem yet."""
    if problem.state != ProblemState.OPEN or not problem.key:
        return []
    since = max(problem.since, now - 8 * WINDOW)
    cases = cases_of(KeyKind(problem.kind), problem.key, since=since, until=now)
    return list(cases.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _require(actor: User, **words: str) -> None:
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    require_words(**words)


def _locked(problem_id: int) -> Problem:
    return Problem.objects.select_for_update(of=("self",)).get(pk=problem_id)


def _move(problem: Problem, to: ProblemState) -> None:
    if to not in PROBLEM_MOVES[ProblemState(problem.state)]:
        raise AlreadyDone
    problem.state = to


def _decided(problem: Problem, actor: User, now: datetime) -> None:
    if problem.decided_at is None:
        problem.decided_by, problem.decided_at = actor, now


def _open_again(problem: Problem, actor: User, now: datetime) -> None:
    """Raises AlreadyDone where the same was proposed again meanwhile: merge that into this one."""
    same = Problem.objects.unsettled().exclude(pk=problem.pk)
    if problem.key and same.filter(key=problem.key).exists():
        raise AlreadyDone
    _move(problem, ProblemState.OPEN)
    problem.closed_at = None
    problem.save()
    _tell("reopened", problem, actor, now)


def _link(problem: Problem, case_ids: Sequence[int], *, actor: User, now: datetime) -> int:
    """Those that are of no problem and were not called off, locked in the order of their ids."""
    free = Case.objects.filter(pk__in=case_ids, problem=None).exclude(state__in=sorted(CALLED_OFF))
    rows = free.select_for_update(of=("self",)).order_by("pk").only("pk")[:MOST_AT_ONCE]
    ids = [case.pk for case in rows]
    for case_id in ids:
        _set(case_id, problem, actor=actor, now=now)
    return len(ids)


def _set(case_id: int, problem: Problem, *, actor: User, now: datetime) -> None:
    with changing(case_id, actor=actor, now=now) as change:
        change.case.problem = problem
        change.happened(
            EventKind.PROBLEM_LINKED, facts={"problem": problem.code, "title": problem.title}
        )


def _tell(verb: str, problem: Problem, actor: User, now: datetime, **body: object) -> None:
    entry = Entry(
        verb=f"problem.{verb}", subject=f"problem:{problem.pk}", actor=name_of(actor), body=body
    )
    record([entry], now=now)
