"""The page of what was learned: figures, versions, and the way back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import ReadingModel
from feedback_site.organisation.roles import Role
from tests.cases.rules.triage.test_learning import label, version
from tests.factories.cases import NOW
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
PAGE = "admin:cases_learned"
FOUND = {
    "texts": 40, "right": 31, "sure": 20, "sure_right": 19, "in_top3": 38,
    "calibration_error": 0.0421,
    "by_label": {"print_colour": {"texts": 10, "right": 9, "sure": 6, "sure_right": 6}},
}  # fmt: skip


@pytest.fixture
def manager(at_desk):
    return at_desk(posted(Role.MANAGER))


def test_an_empty_site_says_what_reads_and_what_to_do(manager):
    page = manager.get(reverse(PAGE)).content.decode()

    assert "The version that came with the product" in page
    assert "No decision yet" in page
    assert "<table" not in page


def test_figures_stand_in_all_and_by_category(manager):
    row = version(1, is_in_use=True)
    ReadingModel.objects.filter(pk=row.pk).update(metrics={"found": FOUND, "met": None})
    more = {"actor": posted(Role.AGENT), "decided_at": timezone.now()}
    label("相片偏黃", "print_colour", guessed="print_colour", **more)
    label("相片偏紅", "print_colour", guessed="print_banding", kind="corrected", **more)
    label("相片泛綠", "print_colour", **{**more, "decided_at": timezone.now() - timedelta(days=91)})

    answer = manager.get(reverse(PAGE))
    report = answer.context["report"]
    line = next(one for one in report.lines if one.category.code == "print_colour")

    assert (report.current.found.accuracy, report.current.found.in_top3) == (78, 95)
    assert (report.current.found.coverage, report.current.found.precision) == (50, 95)
    assert (report.confirmed, report.corrected) == (1, 1)
    assert (line.decided, line.right, line.held_out, line.held_out_right, line.coverage) == (
        *(2, 50, 10, 90, 60),
    )
    assert "0.042" in answer.content.decode()


def test_decisions_are_counted_on_the_cases_that_one_may_see(at_desk):
    label("相片偏黃", "print_colour", actor=posted(Role.AGENT), decided_at=timezone.now())
    there = posted(Role.SUPERVISOR, store=StoreFactory())

    report = at_desk(there).get(reverse(PAGE)).context["report"]

    assert report.decided == 0
    assert all(line.decided == 0 for line in report.lines)


def test_one_click_lets_another_version_read(manager):
    version(1)
    version(2, is_in_use=True)

    answer = manager.post(reverse("admin:cases_learned_use", args=(1,)), follow=True)

    assert "From now on this version reads" in answer.content.decode()
    assert ReadingModel.objects.get(is_in_use=True).number == 1


@pytest.mark.parametrize(
    ("role", "place", "status"), [(Role.AGENT, False, 403), (Role.MANAGER, True, 404)]
)
def test_others_change_nothing(at_desk, role, place, status):
    version(1)
    user = posted(role, **({"store": StoreFactory()} if place else {}))

    answer = at_desk(user).post(reverse("admin:cases_learned_use", args=(1,)))

    assert answer.status_code == status
    assert not ReadingModel.objects.filter(is_in_use=True).exists()


def test_many_decisions_cost_as_many_statements_as_one(manager):
    label("相片偏黃", "print_colour", actor=posted(Role.AGENT))
    version(1)
    with CaptureQueriesContext(connection) as few:
        manager.get(reverse(PAGE))
    for number in range(29):
        label(f"相片偏黃{number}", "print_colour", actor=posted(Role.AGENT))
        version(2 + number)
    with CaptureQueriesContext(connection) as many:
        manager.get(reverse(PAGE))

    assert len(many) == len(few)
    assert ReadingModel.objects.filter(made_at=NOW).count() == 30
