"""The manager's first page: who sees the panels, what they cost, and that each number leads to its cases."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cases.models import Category, Promise
from cases.states import CaseState, Outcome
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from reports.panels import MOST_STORES
from reports.rules.refreshing import refresh_all
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted
from tests.factories.reports import timed_case

pytestmark = pytest.mark.django_db
FIRST, STORES = "admin:index", "admin:reports_stores"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def sign_in(client):
    client.cookies["django_language"] = "en"

    def enter(role, **place):
        client.force_login(posted(role, **place))
        return client

    return enter


def busy_store():
    now, store = timezone.now(), StoreFactory()
    category = Category.objects.first()
    more = {"store": store, "category": category}
    timed_case(opened_at=now - 2 * DAY, next_due_at=now - DAY, **more)
    timed_case(opened_at=now - 3 * DAY, **more)
    timed_case(opened_at=now - 9 * DAY, solved=60, closed=3600, outcome=Outcome.CONFIRMED, **more)
    timed_case(opened_at=now - 9 * DAY, solved=60, closed=3600, outcome=Outcome.DECLINED, **more)
    timed_case(opened_at=now - 40 * DAY, solved=60, closed=3600, outcome=Outcome.DECLINED, **more)
    return store


@pytest.mark.parametrize("role", [Role.AGENT, Role.DEPARTMENT_HEAD, Role.EXPERIENCE_OFFICER])
def test_whoever_sees_reports_has_the_panels(sign_in, role):
    may = Ability.SEE_REPORTS in ABILITIES[role]

    page = sign_in(role).get(reverse(FIRST))

    assert page.status_code == 200
    assert ("What is getting worse" in page.text, "My stores" in page.text) == (may, may)
    assert sign_in(role).get(reverse(STORES)).status_code == (200 if may else 403)


def test_every_number_leads_to_exactly_its_cases(sign_in):
    store = busy_store()
    refresh_all(now=timezone.now())
    client = sign_in(Role.MANAGER)

    page = client.get(reverse(STORES)).text

    row = page[page.index(f'<th scope="row">{store.name}') :].partition("</tr>")[0]
    queues = re.findall(r'href="([^"]*/queue/[^"]*)">(\d+)', row)
    assert [number for _url, number in queues] == ["1", "2"]
    for address, number in queues:
        assert client.get(unescape(address)).text.count("data-row=") == int(number)
    lists = re.findall(r'href="([^"]*/reports/cases/[^"]*)">([^<]+)<', row)
    totals = [client.get(unescape(address)).context["total"] for address, _words in lists]
    # Confirmed solved (1 of 2), received, received before.
    assert [words for _address, words in lists] == ["50.0 %", "4", "1"]
    assert totals == [1, 4, 1]
    # By Wilson's interval of 1 in 2.
    assert "9.5 % – 90.5 % · n&nbsp;=&nbsp;2" in row


def test_what_is_getting_worse_is_told_with_its_numbers_and_leads_to_its_cases(sign_in):
    now, store = timezone.now(), StoreFactory()
    for days_ago in (2, 9, 16, 23, 30, 37):
        timed_case(opened_at=now - timedelta(days=days_ago), store=store)
    for _ in range(14):
        timed_case(opened_at=now - 3 * DAY, store=store)
    refresh_all(now=now)
    client = sign_in(Role.SUPERVISOR, store=store)

    page = client.get(reverse(FIRST)).text

    told = page[page.index('id="worse-title"') :]
    rows = re.findall(r'report-rising" href="([^"]+)">(.*?)</a>', told, re.DOTALL)
    ((address, shown),) = [row for row in rows if store.name in row[1]]
    assert "15 cases in 7 days" in shown
    assert re.search(r"usual is \d to \d a week \(95 %; 5 weeks before, n = 5\)", shown)
    assert client.get(unescape(address)).context["total"] == 15


def test_a_quiet_chain_is_told_that_nothing_stands_out(sign_in):
    now, store = timezone.now(), StoreFactory()
    for week in range(13):
        timed_case(opened_at=now - timedelta(days=2 + 7 * week), store=store)
    refresh_all(now=now)

    page = sign_in(Role.SUPERVISOR, store=store).get(reverse(FIRST)).text

    told = page[page.index('id="worse-title"') :]
    assert "Nothing stands out. 1 stores and" in told
    assert "report-rising" not in told


@pytest.mark.parametrize("stores", [1, 30])
def test_the_page_costs_the_same_however_many_stores(sign_in, stores, django_assert_num_queries):
    for _ in range(stores):
        timed_case(opened_at=timezone.now() - 2 * DAY, store=StoreFactory())
    refresh_all(now=timezone.now())
    client = sign_in(Role.MANAGER)
    client.get(reverse(FIRST))

    with django_assert_num_queries(25):
        page = client.get(reverse(FIRST))

    assert page.text.count('<th scope="row">') == min(stores, MOST_STORES)
    assert (f"All {stores} stores" in page.text) == (stores > MOST_STORES)


def test_what_colleagues_owe_and_miss_needs_whoever_leads(sign_in):
    store = StoreFactory()
    case = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))
    now = timezone.now()
    case.next_due_at = now - DAY
    case.save()
    Promise.objects.create(
        case=case, text="call", owner=case.owner, due_at=now + timedelta(hours=3), made_at=now
    )

    def told(role, place):
        page = sign_in(role, store=place).get(reverse(FIRST))
        return {str(tile.title): tile.count for tile in page.context["needs"]}

    expected = {"Overdue where I lead": "1", "Promises of colleagues due today": "1"}
    assert told(Role.SUPERVISOR, store) == expected
    assert told(Role.SUPERVISOR, StoreFactory()) == {}
    assert told(Role.AGENT, store) == {}
    assert case.reference in sign_in(Role.SUPERVISOR).get(reverse("admin:reports_promises")).text


def test_what_is_of_no_store_leads_to_its_cases_too(sign_in):
    now = timezone.now()
    timed_case(opened_at=now - 2 * DAY, next_due_at=now - DAY, store=None)
    busy_store()
    refresh_all(now=now)
    client = sign_in(Role.SUPERVISOR)

    page = client.get(reverse(STORES)).text

    row = page[page.index('<th scope="row">no store') :].partition("</tr>")[0]
    queues = re.findall(r'href="([^"]*/queue/[^"]*)">(\d+)', row)
    assert [(address.rpartition("?")[2], number) for address, number in queues] == [
        ("store=none", "1"), ("store=none", "1"),
    ]  # fmt: skip
    for address, number in queues:
        assert client.get(unescape(address)).text.count("data-row=") == int(number)
