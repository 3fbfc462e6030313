"""Coding twice: who may be which person, what is drawn, and what the reading learns from it."""

from datetime import date, timedelta

import pytest

from cases.errors import CodedAlready, WrongFact
from cases.kinds import LabelKind
from cases.measures.triage.coding_report import report_of
from cases.models import Category, CategoryLabel, CodingSample, DoubleCoding
from cases.rules.categories import labelling
from cases.rules.triage import double_coding
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
WEEK = date(2026, 5, 4)  # the Monday of NOW
LATER = NOW + timedelta(days=7)


@pytest.fixture
def first():
    return posted(Role.AGENT)


def sorted_cases(first, number, code="print_colour"):
    category, made = Category.objects.get(code=code), []
    for _ in range(number):
        case = case_in(CaseState.IN_PROGRESS, owner=first, category=category, klass=category.klass)
        labelling.decided(case, actor=first, now=NOW)
        made.append(case)
    return made


def drawn(first, size=5):
    sorted_cases(first, 1)
    return double_coding.draw_sample(WEEK, size=size, seed=7, now=LATER).codings.get()


def test_a_week_is_drawn_once_by_class_and_no_case_twice(first, settings):
    settings.CODED_TWICE_A_WEEK = 6
    sorted_cases(first, 8)
    sorted_cases(first, 4, "staff_attitude")
    erased = sorted_cases(first, 1, "wrong_size")[0].submission
    type(erased).objects.filter(pk=erased.pk).update(title="", text="")

    assert double_coding.sweep_sample(now=LATER) == 6
    assert double_coding.sweep_sample(now=LATER) == 0

    sample = CodingSample.objects.get()
    assert (sample.week, sample.strata) == (WEEK, {"service": 4, "technical": 8})
    classes = sorted(sample.codings.values_list("first__klass", flat=True))
    assert classes == ["service"] * 2 + ["technical"] * 4
    codings = list(sample.codings.values_list("case", flat=True))
    again = double_coding.draw_sample(WEEK + timedelta(7), size=20, seed=7, now=LATER)
    assert not again.codings.filter(case__in=codings).exists()


def test_the_second_is_another_and_may_correct_a_slip(first):
    coding, second, third = drawn(first), posted(Role.AGENT), posted(Role.AGENT)
    how = {"category": "print_banding", "now": LATER}

    for actor, error in ((first, CodedAlready), (posted(Role.CLERK), NotAllowed)):
        with pytest.raises(error):
            double_coding.code_second(coding.pk, actor=actor, **how)
    with pytest.raises(WrongFact):
        double_coding.code_second(coding.pk, actor=second, category="none", now=LATER)
    assert not DoubleCoding.objects.coded().exists()

    double_coding.code_second(coding.pk, actor=second, **how)
    with pytest.raises(CodedAlready):
        double_coding.code_second(coding.pk, actor=third, **how)
    double_coding.code_second(
        coding.pk, actor=second, category="print_colour", now=LATER + timedelta(minutes=1)
    )
    with pytest.raises(CodedAlready):
        double_coding.code_second(
            coding.pk, actor=second, category="print_cut", now=LATER + timedelta(hours=1)
        )

    coding.refresh_from_db()
    assert (coding.second.code, coding.second_coder) == ("print_colour", second)
    assert not DoubleCoding.objects.disputed().exists()


def test_a_third_person_settles_what_differs_and_the_reading_learns_it(first):
    coding, second = drawn(first), posted(Role.SUPERVISOR)
    double_coding.code_second(coding.pk, category="print_banding", actor=second, now=LATER)
    how = {"category": "print_banding", "now": LATER}

    for actor, error in ((second, CodedAlready), (posted(Role.AGENT), NotAllowed)):
        with pytest.raises(error):
            double_coding.decide(coding.pk, actor=actor, **how)
    assert CategoryLabel.objects.count() == 1
    third = posted(Role.SUPERVISOR)
    double_coding.decide(coding.pk, actor=third, **how)
    with pytest.raises(CodedAlready):
        double_coding.decide(coding.pk, actor=posted(Role.SUPERVISOR), **how)

    label = CategoryLabel.objects.latest("pk")
    assert (label.case, label.category.code, label.kind, label.decided_by) == (
        coding.case, "print_banding", LabelKind.CORRECTED, third,
    )  # fmt: skip
    coding.case.refresh_from_db()
    assert coding.case.category.code == "print_colour"


def test_agreement_is_told_in_all_by_class_and_by_category(first):
    sorted_cases(first, 4)
    sample = double_coding.draw_sample(WEEK, size=4, seed=7, now=LATER)
    second = posted(Role.SUPERVISOR)
    for coding, code in zip(
        sample.codings.all(), ("print_colour", "print_colour", "print_cut", "staff_attitude"), strict=True
    ):  # fmt: skip
        double_coding.code_second(coding.pk, category=code, actor=second, now=LATER)

    report = report_of(second)

    assert (report.categories.n, report.categories.observed) == (4, 0.5)
    assert report.classes.observed == 0.75
    assert {line.category.code: line.chosen for line in report.lines} == {
        "print_colour": 4, "print_cut": 1, "staff_attitude": 1,
    }  # fmt: skip
    assert len(report.by_category.names) == 3
    assert report.samples[0].done == 4
    assert report_of(posted(Role.CLERK)).samples[0].drawn == 4
