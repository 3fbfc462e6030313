"""The report page: who may see it, what it costs, that its numbers lead to as many cases."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cases.states import CaseState
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from reports.models import KeptFigures
from reports.rules.refreshing import refresh_all
from tests.factories.cases import case_in
from tests.factories.organisation import StoreFactory, posted
from tests.factories.reports import clock, timed_case

pytestmark = pytest.mark.django_db
REPORT, DRILL, EXPORT = "admin:reports_overview", "admin:reports_drill", "admin:reports_export"


@pytest.fixture
def manager(client):
    user = posted(Role.MANAGER)
    client.force_login(user)
    return user


def some_cases(number, **more):
    now = timezone.now()
    for at in range(number):
        case = timed_case(
            opened_at=now - timedelta(days=at % 20), answered=60 * (at + 1),
            solved=3600 * (at + 1) if at % 2 else None, closed=4000 * (at + 1) if at % 4 == 1 else None,
            **more,
        )  # fmt: skip
        clock(case, "first_response", met=60 * (at + 1), missed=at % 3 == 0)
    case_in(CaseState.REJECTED, opened_at=now)
    refresh_all(now=now)


@pytest.mark.parametrize("role", Role)
def test_only_roles_that_see_reports_see_them(client, role):
    client.force_login(posted(role))
    expected = 200 if Ability.SEE_REPORTS in ABILITIES[role] else 403

    for address in (reverse(REPORT), reverse(EXPORT), reverse(DRILL) + "?measure=received"):
        assert client.get(address).status_code == expected


@pytest.mark.parametrize("cases", [1, 30])
def test_it_costs_the_same_however_many_cases(client, manager, cases, django_assert_num_queries):
    some_cases(cases)
    client.get(reverse(REPORT))
    KeptFigures.objects.all().delete()

    with django_assert_num_queries(24):
        client.get(reverse(REPORT))
    with django_assert_num_queries(14):
        client.get(reverse(REPORT))


def test_every_number_on_the_page_leads_to_as_many_cases(client, manager):
    some_cases(30)
    page = client.get(reverse(REPORT)).text

    links = re.findall(r'<a href="([^"]*/reports/cases/[^"]*)">(\d+)', page)
    assert len(links) > 20
    for address, number in links:
        assert client.get(unescape(address)).context["total"] == int(number), address


def test_where_nothing_was_timed_no_median_is_spoken_of(client, manager):
    refresh_all(now=timezone.now())
    assert "median ·" not in client.get(reverse(REPORT), headers={"Accept-Language": "en"}).text
    some_cases(3)
    KeptFigures.objects.all().delete()
    assert "median ·" in client.get(reverse(REPORT), headers={"Accept-Language": "en"}).text


def test_a_folded_filter_says_what_is_shown(client, manager):
    store = StoreFactory()
    shown = []
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        for query in (
            {}, {"period": "week", "store": store.pk}, {"period": "days", "since": "2026-09-01"},
            {"period": "days", "since": "2026-09-01", "last": "2026-09-30"},
        ):  # fmt: skip
            page = client.get(reverse(REPORT), query)
            shown.append(
                [*page.context["form"].in_words(), 'report-fold no-print" open' in page.text]
            )

    everything = "all that you may see"
    assert shown == [
        ["Last 4 weeks", everything, False],
        ["This week", store.name_in("en"), False],
        ["Last 4 weeks", everything, True],
        ["1 Sep 2026 – 30 Sep 2026", everything, False],
    ]


def test_the_filters_hold_in_the_lists_too(client, manager):
    one, two = StoreFactory(), StoreFactory()
    some_cases(3, store=one)
    some_cases(2, store=two)

    page = client.get(reverse(REPORT), {"store": two.pk, "period": "12_months"})
    (received, *_rest) = page.context["headlines"]

    assert received.value == "2"
    assert f"store={two.pk}" in received.url
    assert client.get(received.url).context["total"] == 2


def test_a_supervisor_counts_their_own_store_only(client):
    mine, other = StoreFactory(), StoreFactory()
    some_cases(3, store=mine, department=None)
    some_cases(4, store=other, department=None)
    client.force_login(posted(Role.SUPERVISOR, store=mine))

    page = client.get(reverse(REPORT))

    assert page.context["headlines"][0].value == "3"
    assert [name for _value, name in page.context["form"].fields["store"].choices[1:]] == [
        mine.name
    ]
    # Asking for a store beyond one's reach asks for nothing more.
    assert client.get(reverse(REPORT), {"store": other.pk}).context["headlines"][0].value == "3"
    drilled = client.get(reverse(DRILL), {"measure": "received", "store": other.pk})
    assert drilled.context["total"] == 3


@pytest.mark.parametrize(
    "query",
    [
        {"period": "days", "since": "2026-05-10", "last": "2026-05-01"},
        {"period": "days", "since": "2026-05-10"},
        {"period": "days", "since": "x", "last": "2026-02-30"},
        {"period": "days", "since": "2000-01-01", "last": "2026-01-01"},
        {"period": "always"},
        {"store": "' OR 1=1"},
    ],
)
def test_what_cannot_be_understood_is_said_and_shows_the_usual_report(client, manager, query):
    answer = client.get(reverse(REPORT), query)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert answer.context["period"].days == 28


@pytest.mark.parametrize(
    "query",
    [
        {}, {"measure": "nothing"}, {"measure": "received", "cut": "owner_id", "value": "1"},
        {"measure": "received", "cut": "week", "value": "soon"},
        {"measure": "received", "cut": "channel", "value": "x"},
        {"measure": "received", "after": "x~y"},
    ],
)  # fmt: skip
def test_a_list_that_does_not_exist_is_not_found(client, manager, query):
    assert client.get(reverse(DRILL), query).status_code == 404


@pytest.mark.parametrize("cases", [1, 30])
def test_the_list_costs_the_same_at_1_and_30_rows(
    client, manager, cases, django_assert_num_queries
):
    some_cases(cases)
    address = reverse(DRILL) + "?measure=received"
    client.get(address)

    with django_assert_num_queries(14):
        assert len(client.get(address).context["rows"]) == cases


def test_pages_of_the_list_follow_without_gap_or_repeat(client, manager):
    some_cases(120)

    seen, address = [], reverse(DRILL) + "?measure=received"
    while address:
        context = client.get(address).context
        seen += [row.fact.pk for row in context["rows"]]
        address = context["next_url"]

    assert len(seen) == len(set(seen)) == 120


def test_the_export_tells_the_same_numbers(client, manager):
    some_cases(30)
    received = client.get(reverse(REPORT)).context["headlines"][0].value

    answer = client.get(reverse(EXPORT))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (row,) = [one for one in rows if one["measure"] == "received" and not one["cut"]]
    assert row["hits"] == received
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    by_channel = [int(one["n"]) for one in rows if one["cut"] == "channel"]
    assert sum(by_channel) == int(received)
