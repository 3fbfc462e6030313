"""Whoever asks for everything of one person goes along the index of the customer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.measures.case_page import case_file, other_cases
from cases.models import Case
from cases.rules.openings import opening
from channels.models import ContactPoint, Customer
from feedback_site.organisation.roles import Role
from tests.factories.channels import customer_with
from tests.factories.opened import NOW, opened
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    head, other = customer_with(email="mei@example.com"), customer_with(email="chen@example.com")
    Customer.objects.filter(pk=other.pk).update(person=head, merged_into=head)
    case = opened("相片偏黃", customer=other)
    Case.objects.filter(pk=case.pk).update(concerns="P1234")
    return Case.objects.select_related("customer", "submission__customer").get(pk=case.pk)


# As if there were a million cases and half as many customers: the few rows of a test say nothing of which
# way is shorter, and what the planner knows of them is left over from whatever ran before.
MANY = 1_000_000
KNOWN = {
    Case: {"customer_id": -0.5, "concerns": -0.5},
    Customer: {"person_id": -0.8},
    ContactPoint: {"customer_id": -0.5},
}


def pretend_many(cursor):
    for model, columns in KNOWN.items():
        name = model._meta.db_table
        for column in (field.column for field in model._meta.concrete_fields):
            cursor.execute(
                "SELECT pg_clear_attribute_stats('public', %s, %s, inherited => false)",
                [name, column],
            )
        table = ("schemaname", "public", "relname", name)
        cursor.execute(
            "SELECT pg_restore_relation_stats(%s, %s, %s, %s, 'relpages', 1, 'reltuples', %s::real)",
            [*table, MANY],
        )
        for column, distinct in columns.items():
            cursor.execute(
                "SELECT pg_restore_attribute_stats(%s, %s, %s, %s, 'attname', %s, 'inherited', false,"
                " 'null_frac', 0::real, 'avg_width', 8, 'n_distinct', %s::real)",
                [*table, column, distinct],
            )


def plans(ask):
    """How the database would read what is asked, were each table too large to be read whole."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    found = []
    with connection.cursor() as cursor:
        pretend_many(cursor)
        for one in asked:
            cursor.execute("EXPLAIN " + one["sql"])
            found.append("\n".join(line for (line,) in cursor.fetchall()))
    return found


@pytest.mark.parametrize(
    ("ask", "conditions"),
    [
        (lambda case: case_file._contacts(case), ["(customer_id = "]),
        (
            lambda case: other_cases.related_cases(case, posted(Role.AGENT), frozenset()),
            ["(customer_id = ", "(concerns)::text = 'P1234'"],
        ),
        (lambda case: opening._earlier_cases([case.submission], NOW), ["(customer_id = "]),
        (
            lambda case: list(Customer.objects.same_as(case.customer_id)),
            ["(id = ", "(person_id = "],
        ),
    ],
    ids=["contacts", "related", "earlier", "same_as"],
)
def test_one_person_is_found_along_indexes(case, ask, conditions):
    Customer.objects.update(first_seen_at=NOW.replace(year=2020))
    case.submission.customer.refresh_from_db()

    plan = plans(lambda: ask(case))[-1]

    used = [line for line in plan.splitlines() if "Index Cond: " in line]
    assert [any(one in line for line in used) for one in conditions] == [True] * len(conditions), (
        plan
    )
    assert "SubPlan" not in plan, plan
