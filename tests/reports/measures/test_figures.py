"""Figures against small sets reckoned by hand; and each figure against the list behind it."""

from datetime import date, timedelta

import pytest

from cases.models import Case, Category
from cases.states import CaseState, Outcome
from feedback_site.organisation.roles import Role
from reports.measures.definitions import EXCLUSIONS, MEASURES
from reports.measures.figures import CUTS, cases_of, figures_of
from reports.measures.selection import Selection
from reports.models import CaseFact
from reports.models.case_fact import EXCLUDED
from reports.periods import Period
from reports.rules.refreshing import refresh_all
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import DepartmentFactory, StoreFactory, posted
from tests.factories.reports import clock, happened, timed_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MAY = Period(since=date(2026, 5, 1), last=date(2026, 5, 31))


@pytest.fixture
def manager():
    return posted(Role.MANAGER)


def asked(user, period=MAY, **places):
    refresh_all(now=NOW)
    return Selection(user=user, period=period, **places)


def figure(selection, code):
    return figures_of(selection).by_code[code]


def test_median_and_90th_percentile_are_interpolated(manager):
    for seconds in (100, 200, 300, 400):
        timed_case(answered=seconds)
    timed_case()

    found = figure(asked(manager), "answer_felt")

    # Positions 0.5 * 3 = 1.5 and 0.9 * 3 = 2.7 among the four.
    assert (found.n, found.hits) == (5, 4)
    assert found.median == 250
    assert found.p90 == pytest.approx(370)


def test_a_period_without_cases_has_no_percentile_and_no_share(manager):
    found = figures_of(asked(manager)).by_code

    assert found["answer_felt"].median is None
    assert found["verified"].share is None
    assert {one.hits for one in found.values()} == {0}


def test_verified_is_of_those_asked_and_silence_is_not_yes(manager):
    for outcome in (
        *[Outcome.CONFIRMED] * 3, Outcome.UNREACHABLE, Outcome.NO_CONTACT, Outcome.DECLINED,
        Outcome.LEGAL, Outcome.WITHDRAWN,
    ):  # fmt: skip
        timed_case(solved=10, closed=20, outcome=outcome)

    found = figures_of(asked(manager)).by_code

    assert (found["verified"].hits, found["verified"].n) == (3, 6)
    share = found["verified"].share
    # Wilson for 3 of 6: (0.5 + z²/12 ± z √(1/24 + z²/144)) / (1 + z²/6), z = 1.959964.
    assert (round(share.low, 4), round(share.high, 4)) == (0.1876, 0.8124)
    assert (found["unreachable"].hits, found["unreachable"].n) == (1, 6)


def test_a_case_counts_as_closed_on_the_day_it_was_closed(manager):
    timed_case(solved=10, closed=40 * 86_400)
    june = Period(since=date(2026, 6, 1), last=date(2026, 6, 30))

    assert figure(asked(manager), "verified").n == 0
    assert figure(asked(manager, june), "verified").n == 1
    assert figure(asked(manager, june), "received").hits == 0


def test_a_missed_limit_counts_a_case_once_and_only_decided_limits(manager):
    twice = timed_case()
    clock(twice, "next_response", met=4000, missed=True)
    clock(twice, "next_response", met=10, number=2)
    clock(timed_case(), "next_response", met=10)
    clock(timed_case(), "next_response")

    found = figure(asked(manager), "missed_next_response")

    assert (found.hits, found.n) == (1, 2)


def test_re_opened_and_not_verified_are_told_apart(manager):
    objected = timed_case(solved=10, closed=20)
    happened(objected, "reopened", cause="customer")
    failed = timed_case(solved=10, failed_verifications=1)
    happened(failed, "reopened", cause="not_verified")
    timed_case(solved=10)
    timed_case()

    found = figures_of(asked(manager)).by_code

    assert (found["reopened"].hits, found["reopened"].n) == (1, 3)
    assert (found["not_verified"].hits, found["not_verified"].n) == (1, 3)


def test_a_slip_taken_back_was_no_solution(manager):
    slip = case_in(CaseState.IN_PROGRESS)
    happened(slip, "resolved")
    happened(slip, "resolution_undone")

    assert figure(asked(manager), "reopened").n == 0


def test_what_is_excluded_is_counted_apart_and_nowhere_else(manager):
    for state in EXCLUDED:
        timed_case(state=state, answered=10)
    timed_case(answered=10)

    found = figures_of(asked(manager)).by_code

    assert [found[code].hits for code in EXCLUSIONS] == [1, 1, 1, 1]
    assert (found["received"].hits, found["answer_felt"].hits) == (1, 1)


def test_days_are_those_of_the_chain(manager):
    # 23:30 on 30 April and 00:30 on 1 May in Taipei.
    timed_case(opened_at=NOW.replace(month=4, day=30, hour=15, minute=30))
    timed_case(opened_at=NOW.replace(month=4, day=30, hour=16, minute=30))

    assert figure(asked(manager), "received").hits == 1


def test_volume_by_week_channel_category_and_class(manager):
    first = timed_case(opened_at=NOW)
    timed_case(opened_at=NOW + 7 * DAY)
    timed_case(opened_at=NOW + 8 * DAY)
    case_in(CaseState.RECEIVED, opened_at=NOW)

    volume = figures_of(asked(manager)).volume

    assert volume["week"] == [(date(2026, 5, 4), 2), (date(2026, 5, 11), 2)]
    assert volume["channel"] == [(first.channel_id, 4)]
    assert volume["category"] == [(first.category_id, 3), (None, 1)]
    assert volume["klass"] == [("", 1), ("technical", 3)]


def some_of_everything():
    stores = [StoreFactory(), StoreFactory()]
    other = Category.objects.exclude(code="print_colour").first()
    for at, state in enumerate([*CaseState, *CaseState]):
        case = timed_case(
            state=state, store=stores[at % 2], opened_at=NOW + at * DAY,
            answered=100 + at if at % 3 else None, solved=500 if state in (
                CaseState.RESOLVED, CaseState.VERIFYING, CaseState.CLOSED) else None,
            closed=900 if state == CaseState.CLOSED else None, failed_verifications=at % 2,
        )  # fmt: skip
        if at % 4 == 0:
            Case.objects.filter(pk=case.pk).update(category=other, klass=other.klass)
        for name in ("acknowledge", "first_response", "resolve", "promise"):
            clock(case, name, met=3000 + at, missed=at % 3 == 0)
        if at % 5 == 0:
            happened(case, "reopened", cause="customer")
    return stores


@pytest.mark.parametrize("code", MEASURES)
def test_the_list_behind_each_figure_has_exactly_its_cases(manager, code):
    some_of_everything()
    selection = asked(manager)

    assert cases_of(selection, MEASURES[code]).count() == figure(selection, code).hits


@pytest.mark.parametrize("cut", CUTS)
def test_the_list_behind_each_line_has_exactly_its_cases(manager, cut):
    some_of_everything()
    selection = asked(manager)

    counted = figures_of(selection).volume[cut]

    assert sum(n for _value, n in counted) == figure(selection, "received").hits
    for value, n in counted:
        assert cases_of(selection, MEASURES["received"], cut=cut, value=value).count() == n


def test_a_place_narrows_figures_and_lists_alike(manager):
    one, two = some_of_everything()
    everywhere = figure(asked(manager), "received").hits
    here, there = (figure(asked(manager, store=place.pk), "received").hits for place in (one, two))

    assert here + there == everywhere
    assert figure(asked(manager, region=one.region_id), "received").hits == here
    department = Case.objects.filter(department__isnull=False).first().department_id
    in_department = asked(manager, department=department)
    assert cases_of(in_department, MEASURES["received"]).count() == (
        figure(in_department, "received").hits
    )


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.AUDITOR, Role.AGENT])
def test_figures_count_what_this_person_may_see_and_no_more(role):
    one, two = some_of_everything()
    places = {
        Role.SUPERVISOR: {"store": one},
        Role.DEPARTMENT_HEAD: {"department": DepartmentFactory(code="elsewhere")},
        Role.AUDITOR: {},
        Role.AGENT: {"region": two.region},
    }[role]
    user = posted(role, **places)
    mine = Case.objects.filter(store=two, state=CaseState.IN_PROGRESS).first()
    Case.objects.filter(pk=mine.pk).update(owner=user)
    refresh_all(now=NOW)

    seen = set(CaseFact.objects.visible_to(user).values_list("case_id", flat=True))

    assert seen == set(Case.objects.visible_to(user).values_list("pk", flat=True))
    assert figure(asked(user), "received").hits == len(
        [pk for pk in seen if Case.objects.get(pk=pk).state not in EXCLUDED]
    )


def test_it_takes_four_statements_whatever_is_asked(manager, django_assert_num_queries):
    some_of_everything()
    selection = asked(manager)
    assert manager.reach.everything

    with django_assert_num_queries(4):
        figures_of(selection)
