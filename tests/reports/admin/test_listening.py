"""The 10-100-1000 rule: counted honestly, and read one after the other."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.kinds import ExpertRole
from cases.models import ExpertSeat
from cases.states import CaseState
from channels.models import Submission, Talk
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from reports.measures.listening import Progress
from reports.models import ReadMark
from tests.channels.rules.manual_entry.test_listening import held, noted
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


def in_last_month(now):
    """By the reader's months: on its last evening, by UTC, the next one has begun in Taipei."""
    return timezone.localtime(now).replace(day=1) - timedelta(days=3)


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
    feedback("last month", at=in_last_month(now))

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


def seat(person, **more):
    return ExpertSeat.objects.create(role=ExpertRole.PRODUCT_OWNER, person=person, **more)


def in_numbers(progress):
    return (progress.talks, progress.read, progress.collected)


def test_every_product_owner_stands_there_each_month_also_with_nothing_done(client, officer):
    here, now = StoreFactory(), timezone.now()
    last_month = in_last_month(now)
    idle, busy = posted(Role.SPECIALIST, store=StoreFactory()), posted(Role.SPECIALIST, store=here)
    seat(idle)
    seat(busy)
    seat(posted(Role.SPECIALIST), is_active=False)
    mine, older = feedback("mine", store=here), feedback("older", store=here, at=last_month)
    feedback("insight of no store", is_insight=True)
    feedback("elsewhere", store=StoreFactory())
    for submission, at in ((mine, now), (older, last_month)):
        ReadMark.objects.create(reader=busy, submission=submission, read_at=at)
    ReadMark.objects.create(reader=officer, submission=mine, read_at=now)
    Talk.objects.filter(pk=held(busy).pk).update(held_at=last_month)

    found = client.get(reverse(PAGE)).context["everybody"]

    rows = {row.person: row for row in found.owners}
    assert {person: in_numbers(row.now) for person, row in rows.items()} == {
        idle: (0, 0, 1), busy: (0, 1, 2),
    }  # fmt: skip
    nothing = [(0, 0, 0)] * 4
    assert [in_numbers(one) for one in rows[busy].before] == [(1, 1, 1), *nothing]
    assert [in_numbers(one) for one in rows[idle].before] == [(0, 0, 0), *nothing]
    assert [(row.person, in_numbers(row.now)) for row in found.others] == [(officer, (0, 1, 3))]


@pytest.mark.parametrize(
    ("three", "reached"),
    [((10, 100, 1000), True), ((9, 500, 5000), False), ((10, 100, 999), False)],
)
def test_a_month_is_reached_by_all_three_only(three, reached):
    talks, read, collected = three

    assert Progress(talks=talks, read=read, collected=collected).is_reached == reached


def test_who_keeps_the_list_is_led_to_it_and_others_see_no_table_of_all(client):
    client.cookies["django_language"] = "en"
    client.force_login(posted(Role.ADMINISTRATOR))
    page = client.get(reverse(PAGE)).text
    assert "Nobody is named as product owner" in page
    assert f"{reverse('admin:cases_expertseat_changelist')}?role__exact=product_owner" in page

    client.force_login(posted(Role.AGENT))

    assert client.get(reverse(PAGE)).context["everybody"] is None


@pytest.mark.parametrize("people", [1, 30])
def test_the_table_of_all_costs_the_same(client, officer, people, django_assert_num_queries):
    for _ in range(people):
        submission = feedback("x")
        ReadMark.objects.create(
            reader=posted(Role.MANAGER), submission=submission, read_at=timezone.now()
        )
        seat(posted(Role.SPECIALIST))
    client.get(reverse(PAGE))

    with django_assert_num_queries(13):
        found = client.get(reverse(PAGE)).context["everybody"]
    assert (len(found.owners), len(found.others)) == (people, people)
