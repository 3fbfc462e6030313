"""The call list: due first, never one's own work, the same number of statements whatever its length."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback_site.organisation.roles import Role
from surveys.models import FollowUp
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.factories.surveys import FollowUpFactory, solved_case

pytestmark = pytest.mark.django_db
LIST = "admin:surveys_call_list"
HOUR = timedelta(hours=1)


@pytest.fixture
def caller(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    return user


def follow_ups(number, *, due_in=-HOUR, **case):
    return [
        FollowUpFactory(
            case=solved_case(customer=customer_with(), **case), due_at=timezone.now() + due_in
        )
        for _ in range(number)
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_the_same_at_1_and_30_rows(client, caller, rows, django_assert_num_queries):
    follow_ups(rows)

    # Session, person, postings, two of Django's permissions, the list, the count of the menu.
    with django_assert_num_queries(10):
        answer = client.get(reverse(LIST))

    assert len(answer.context["due"]) == rows


def test_due_now_comes_before_later(client, caller):
    (later,) = follow_ups(1, due_in=HOUR)
    (now,) = follow_ups(1, due_in=-HOUR)
    (longest,) = follow_ups(1, due_in=-3 * HOUR)

    answer = client.get(reverse(LIST))

    assert [row.follow_up for row in answer.context["due"]] == [longest, now]
    assert [row.follow_up for row in answer.context["later"]] == [later]


def test_what_one_solved_oneself_is_not_listed(client, caller):
    follow_ups(1, resolver=caller)
    (other,) = follow_ups(1)

    answer = client.get(reverse(LIST))

    assert [row.follow_up for row in answer.context["due"]] == [other]


def test_a_stranger_to_the_store_sees_nothing(client):
    client.force_login(posted(Role.SUPERVISOR, store=StoreFactory()))
    follow_ups(1, store=StoreFactory(), department=None)

    answer = client.get(reverse(LIST))

    assert (answer.context["due"], answer.context["later"]) == ([], [])


def test_a_clerk_makes_no_calls(client):
    client.force_login(posted(Role.CLERK))

    assert client.get(reverse(LIST)).status_code == 403


def test_the_number_is_masked_and_the_name_too(client, caller):
    FollowUpFactory(case=solved_case(customer=customer_with(phone="0912345678", name="陳美玲")))

    page = client.get(reverse(LIST)).text

    assert "陳○○" in page
    assert "陳美玲" not in page
    assert "0912345678" not in page


def test_pages_follow_one_another_without_gap_or_repeat(client, caller):
    made = follow_ups(120)
    FollowUp.objects.filter(pk__in=[one.pk for one in made[:60]]).update(due_at=made[0].due_at)

    seen, address = [], reverse(LIST)
    while address:
        context = client.get(address).context
        seen += [row.follow_up.pk for row in context["due"]]
        address = context["next_url"]

    assert sorted(seen) == sorted(one.pk for one in made)
    assert len(seen) == 120


def test_a_broken_place_begins_at_the_beginning(client, caller):
    (one,) = follow_ups(1)

    answer = client.get(reverse(LIST), {"after": "2026-13-45T00:00~x"})

    assert [row.follow_up for row in answer.context["due"]] == [one]


def test_the_menu_counts_what_is_due_for_this_person(client, caller):
    follow_ups(2)
    follow_ups(1, due_in=HOUR)
    follow_ups(1, resolver=caller)

    answer = client.get(reverse(LIST))

    lines = [
        line
        for group in answer.context["sidebar_navigation"]
        for line in group["items"]
        if line["link"] == reverse(LIST)
    ]
    assert [line["badge"] for line in lines] == [2]
