"""Proofreading: each slip in a policy's terms is told with its place, and what was likely meant."""

import pytest
from django.utils import translation

from cases.models import Category, Policy
from cases.rules.time_limits import proofreading
from tests.factories.opened import NOW
from tests.factories.organisation import StoreFactory

pytestmark = pytest.mark.django_db


SLIPS = [
    (
        {"match": {"categories": ["print_color"]}},
        "match", "for which cases, “categories”: “print_color” is not known. Did you mean “print_colour”?",
    ),
    (
        {"match": {"category": ["print_colour"]}},
        "match", "for which cases: “category” is not known. Did you mean “categories”?",
    ),
    (
        {"match": {"classes": "technical"}},
        "match", 'for which cases, “classes”: it must be a list of codes in quotes: ["…", "…"].',
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 3600, "calender": "working_days"}]},
        "targets", "targets, entry 1: “calender” is not known. Did you mean “calendar”?",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 3600, "calendar": "working days"}]},
        "targets", "targets, entry 1, “calendar”: “working days” is not known. Did you mean “working_days”?",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 60, "pause_reasons": ["costumer"]}]},
        "targets", "targets, entry 1, “pause_reasons”: “costumer” is not known. Did you mean “customer”?",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 60}, {"clock": "resolve", "seconds": 90}]},
        "targets", "targets, entry 2: entry 1 says the same limit already.",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 60, "pause_reasons": [{}]}]},
        "targets", 'targets, entry 1, “pause_reasons”: it must be a list of codes in quotes: ["…", "…"].',
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 9**9}]},
        "targets",
        "targets, entry 1: The calendar is open so little that the limit would not fall within 800 days.",
    ),
    ({"reopen_mode": "new cycle"}, "reopen_mode",
     "on re-opening: “new cycle” is not known. Did you mean “new_cycle”?"),
]  # fmt: skip


@pytest.mark.parametrize(("slip", "field", "words"), SLIPS)
def test_a_slip_that_would_switch_a_limit_off_is_named_where_it_stands(slip, field, words):
    policy = Policy.objects.get(code="technical", until=None)
    for name, value in slip.items():
        setattr(policy, name, value)

    with translation.override("en"):
        found = [(fault.field, fault.words) for fault in proofreading.faults_in(policy, now=NOW)]

    assert found == [(field, words)]


@pytest.mark.parametrize(
    "targets", [[{"clock": "nonsense", "seconds": 1}], [{"seconds": 5}], ["x"], "x", 5]
)
def test_terms_that_the_clocks_cannot_read_are_named(targets):
    policy = Policy.objects.get(code="technical", until=None)
    policy.targets = targets

    assert {fault.field for fault in proofreading.faults_in(policy, now=NOW)} == {"targets"}


@pytest.mark.parametrize("slip", [{"clock": []}, {"anchor": {}}, {"calendar": []}, {"warn_at": {}}])
def test_what_is_no_word_at_all_is_named_and_breaks_nothing(slip):
    policy = Policy.objects.get(code="technical", until=None)
    policy.targets = [{"clock": "resolve", "seconds": 60, **slip}]

    with translation.override("en"):
        (fault,) = proofreading.faults_in(policy, now=NOW)

    assert (fault.field, next(iter(slip)) in fault.words) == ("targets", True)


def test_a_store_is_known_by_its_number_and_a_retired_category_by_its_successor():
    store = StoreFactory()
    Category.objects.filter(code="print_blur").update(
        is_active=False, successor=Category.objects.get(code="print_colour")
    )
    match = {"stores": [store.code, str(store.pk)], "categories": ["print_blur"]}
    policy = Policy.objects.get(code="technical")
    policy.match = match

    with translation.override("en"):
        faults = [fault.words for fault in proofreading.faults_in(policy, now=NOW)]

    assert faults == [
        f"for which cases, “stores”: “{store.code}” is not known. Did you mean “{store.pk}”?",
        "for which cases, “categories”: “print_blur” is not known. Did you mean “print_colour”?",
    ]


def test_all_shipped_policies_are_sound():
    assert [list(proofreading.faults_in(one, now=NOW)) for one in Policy.objects.all()] == [
        [] for _one in Policy.objects.all()
    ]
