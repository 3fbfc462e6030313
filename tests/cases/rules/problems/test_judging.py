"""A manager accepts, declines, merges, closes and opens recurring problems; cases go with them."""

from datetime import timedelta

import pytest

from cases.errors import AlreadyDone, IllegalMove, MissingFacts, WrongFact
from cases.incident_kinds import PROBLEM_MOVES, KeyKind, ProblemState
from cases.kinds import EventKind
from cases.models import Case, Category, Problem
from cases.rules.problems import judging
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.incidents import problem_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def manager():
    return posted(Role.MANAGER)


def linked_to(problem):
    return set(Case.objects.filter(problem=problem).values_list("pk", flat=True))


def test_accepting_links_what_is_free_and_tells_each_case(manager):
    free, theirs = case_in(CaseState.RECEIVED), case_in(CaseState.CLOSED)
    other = problem_in(ProblemState.OPEN)
    taken = case_in(CaseState.RECEIVED, problem=other)
    gone = case_in(CaseState.DUPLICATE)
    ids = [case.pk for case in (free, theirs, taken, gone)]
    problem = problem_in(ProblemState.PROPOSED, proposed=ids, title="")

    judging.accept(problem.pk, title="  偏黃 ", actor=manager, now=LATER)

    problem.refresh_from_db()
    assert (problem.state, problem.title, problem.decided_by) == ("open", "偏黃", manager)
    assert linked_to(problem) == {free.pk, theirs.pk}
    assert linked_to(other) == {taken.pk}
    event = free.events.get(kind=EventKind.PROBLEM_LINKED)
    assert event.facts == {"problem": problem.code, "title": "偏黃"}
    assert LedgerEvent.objects.filter(subject=f"problem:{problem.pk}").count() == 1
    with pytest.raises(AlreadyDone):
        judging.accept(problem.pk, title="", actor=manager, now=LATER)


def test_merging_takes_the_cases_along_and_opens_what_was_closed(manager):
    old = problem_in(ProblemState.CLOSED)
    one, two = case_in(CaseState.CLOSED, problem=old), case_in(CaseState.RECEIVED)
    proposal = problem_in(ProblemState.PROPOSED, proposed=[two.pk], earlier=old)
    open_one = problem_in(ProblemState.OPEN)
    three = case_in(CaseState.RECEIVED, problem=open_one)

    judging.merge(proposal.pk, into_id=old.pk, actor=manager, now=LATER)
    judging.merge(open_one.pk, into_id=old.pk, actor=manager, now=LATER)

    old.refresh_from_db()
    assert (old.state, old.closed_at) == (ProblemState.OPEN, None)
    assert linked_to(old) == {one.pk, two.pk, three.pk}
    assert set(Problem.objects.filter(merged_into=old)) == {proposal, open_one}
    for wrong, error in ((old, WrongFact), (proposal, IllegalMove)):
        with pytest.raises(error):
            judging.merge(old.pk, into_id=wrong.pk, actor=manager, now=LATER)


def test_closing_reopening_and_what_fits_since(manager):
    store, category = StoreFactory(), Category.objects.get(code="print_colour")
    problem = problem_in(
        ProblemState.OPEN, kind=KeyKind.STORE, key=f"store:{store.pk}:{category.pk}", store=store,
        category=category, since=NOW - timedelta(days=3),
    )  # fmt: skip
    case = case_in(CaseState.RECEIVED, store=store, category=category, opened_at=NOW)
    case_in(CaseState.RECEIVED, store=StoreFactory(), category=category, opened_at=NOW)

    assert judging.fitting(problem, now=LATER) == [case.pk]
    assert judging.link(problem.pk, [case.pk], actor=manager, now=LATER) == 1
    with pytest.raises(AlreadyDone):
        judging.link(problem.pk, [case.pk], actor=manager, now=LATER)
    judging.close(problem.pk, root_cause="material", action="new lot", actor=manager, now=LATER)
    problem.refresh_from_db()
    assert (problem.state, judging.fitting(problem, now=LATER)) == ("closed", [])
    judging.reopen(problem.pk, reason="again", actor=manager, now=LATER)
    judging.unlink(problem.pk, case.pk, reason="other", actor=manager, now=LATER)
    assert linked_to(problem) == set()
    assert case.events.filter(kind=EventKind.PROBLEM_UNLINKED).count() == 1


def test_by_hand(manager):
    cases = [
        case_in(CaseState.RECEIVED, store=(store := StoreFactory())),
    ]
    problem = judging.make_problem("偏黃", [case.pk for case in cases], actor=manager, now=LATER)

    assert (problem.state, problem.store, problem.kind) == ("open", store, KeyKind.HAND)
    assert linked_to(problem) == {cases[0].pk}
    with pytest.raises(MissingFacts):
        judging.make_problem("偏黃", [], actor=manager, now=LATER)
    with pytest.raises(AlreadyDone):  # it would be empty: its only case is of the first
        judging.make_problem("again", [cases[0].pk], actor=manager, now=LATER)
    assert list(Problem.objects.all()) == [problem]
    assert LedgerEvent.objects.filter(verb="problem.made").count() == 1


def test_nothing_changes_for_who_may_not_and_without_a_reason(manager):
    agent, problem = posted(Role.AGENT), problem_in(ProblemState.PROPOSED)
    how = {"now": LATER}
    for refused, error in (
        (lambda: judging.accept(problem.pk, title="", actor=agent, **how), NotAllowed),
        (lambda: judging.decline(problem.pk, reason="x", actor=agent, **how), NotAllowed),
        (lambda: judging.decline(problem.pk, reason=" ", actor=manager, **how), MissingFacts),
        (
            lambda: judging.close(
                problem.pk, root_cause="material", action="x", actor=manager, **how
            ),
            AlreadyDone,
        ),
        (
            lambda: judging.close(problem.pk, root_cause="fate", action="x", actor=manager, **how),
            WrongFact,
        ),
        (lambda: judging.reopen(problem.pk, reason="x", actor=manager, **how), AlreadyDone),
        (lambda: judging.link(problem.pk, [], actor=manager, **how), AlreadyDone),
    ):
        with pytest.raises(error):
            refused()

    problem.refresh_from_db()
    assert (problem.state, problem.decided_at) == (ProblemState.PROPOSED, None)
    assert not LedgerEvent.objects.filter(subject=f"problem:{problem.pk}").exists()
    assert set(PROBLEM_MOVES) == set(ProblemState)
