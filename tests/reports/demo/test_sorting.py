"""Sorting in the demonstration: editions, a sample, and a case of two matters."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from cases.models import Case, CaseLink, Category, DoubleCoding, TreeEdition
from cases.rules.categories import labelling
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from reports.demo.cast import Cast
from reports.demo.sorting import live_sorting
from tests.factories.cases import case_in
from tests.factories.organisation import PostingFactory, StoreFactory, UserFactory, posted

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 5, 20, 2, tzinfo=UTC)


def test_categories_change_a_sample_is_coded_and_a_case_is_split():
    for username, role in (
        ("admin", Role.ADMINISTRATOR), ("supervisor", Role.SUPERVISOR), ("agent2", Role.AGENT),
        ("agent3", Role.AGENT),
    ):  # fmt: skip
        PostingFactory(user=UserFactory(username=username), role=role)
    agent = posted(Role.AGENT)
    StoreFactory(code="zhongshan")
    for _ in range(8):
        case = case_in(CaseState.CLOSED)
        labelling.decided(case, actor=agent, now=UNTIL - timedelta(days=7))
    live_sorting(Cast.assembled(), UNTIL, Random(3))

    kinds = list(TreeEdition.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == ["begun", "added", "changed", "changed", "changed", "retired"]
    assert Category.objects.get(code="framing").successor.code == "print_cut"
    assert DoubleCoding.objects.coded().count() == 8
    assert (Case.objects.count(), CaseLink.objects.count()) == (10, 1)
