"""The 10-100-1000 rule: counted honestly, and read one after the other."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.states import CaseState
from channels.models import Submission
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from reports.models import ReadMark
from tests.channels.rules.test_listening import held, noted
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
PAGE, READ = "admin:reports_listening", "admin:reports_read"


@pytest.fixture
def officer(client):
    user = posted(Role.EXPERIENCE_OFFICER)
    client.force_login(user)
    return user


def feedback(text, *, store=None, at=None, is_insight=False):
    at = at or timezone.now()
    submission = SubmissionFactory(text=text, store=store, received_at=at, is_insight=is_insight)
    if not is_insight:
        case_in(CaseState.RECEIVED, submission=submission, opened_at=at)
    return submission


def numbers(client):
    return [done for _name, done, _goal, _percent in client.get(reverse(PAGE)).context["goals"]]


@pytest.mark.parametrize("role", Role)
def test_who_may_see_cases_may_listen(client, role):
    client.force_login(posted(role))
    expected = 200 if Ability.SEE_CASES in ABILITIES[role] else 403

    assert client.get(reverse(PAGE)).status_code == expected
    assert client.get(reverse(READ)).status_code == expected


def test_talks_reading_and_what_came_in_are_counted_for_this_month(client, officer):
    now = timezone.now()
    talk = held(officer)
    type(talk).objects.update(held_at=now)
    feedback("this month")
    feedback("an insight", is_insight=True)
    feedback("last month", at=now.replace(day=1) - timedelta(days=3))

    client.post(reverse(READ), {"submission": Submission.objects.latest("pk").pk})

    assert numbers(client) == [1, 1, 2]


def test_reading_goes_from_one_to_the_next_and_counts_each_once(client, officer):
    first, second = feedback("older"), feedback("newer")

    assert client.get(reverse(READ)).context["submission"] == second
    for _ in range(2):
        assert client.post(reverse(READ), {"submission": second.pk}).status_code == 302
    assert client.get(reverse(READ)).context["submission"] == first
    client.post(reverse(READ), {"submission": first.pk})

    assert client.get(reverse(READ)).context["submission"] is None
    assert ReadMark.objects.filter(reader=officer).count() == 2


def test_nobody_reads_or_counts_what_is_not_theirs(client):
    here = StoreFactory()
    client.force_login(posted(Role.SUPERVISOR, store=here))
    theirs = feedback("theirs", store=StoreFactory())
    insight = feedback("their insight", store=StoreFactory(), is_insight=True)
    mine = feedback("mine", store=here)

    for other in (theirs, insight):
        assert client.post(reverse(READ), {"submission": other.pk}).status_code == 404
    assert client.get(reverse(READ)).context["submission"] == mine
    assert numbers(client)[2] == 1
    assert not ReadMark.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "9" * 30, "-1"])
def test_nonsense_is_not_found(client, officer, given):
    assert client.post(reverse(READ), {"submission": given}).status_code == 404


def test_a_case_of_a_talk_is_read_too(client, officer):
    noted(held(officer), officer, is_complaint=True)
    Submission.objects.update(received_at=timezone.now())

    assert client.get(reverse(READ)).context["submission"] is not None


@pytest.mark.parametrize("people", [1, 30])
def test_the_table_of_all_costs_the_same(client, officer, people, django_assert_num_queries):
    for _ in range(people):
        ReadMark.objects.create(
            reader=posted(Role.MANAGER), submission=feedback("x"), read_at=timezone.now()
        )
    client.get(reverse(PAGE))

    with django_assert_num_queries(10):
        answer = client.get(reverse(PAGE))
    assert len(answer.context["everybody"]) == people
