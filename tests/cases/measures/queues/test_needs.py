"""What waits for somebody is counted by SQL that is kept, and by no way through all that they may see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.measures.queues.needs import escalated_to, needs_of
from cases.measures.queues.queues import counts
from cases.models import Promise
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.opened import opened
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def case_at(store, **more):
    return case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store), **more)


def test_the_kept_question_is_asked_anew_of_each_moment_and_each_person():
    now, store, other = timezone.now(), StoreFactory(), StoreFactory()
    case_at(store, next_due_at=now + timedelta(hours=1))
    here, there = posted(Role.MANAGER, store=store), posted(Role.MANAGER, store=other)

    told = [
        (needs_of(who, now=at).breached, counts(who, now=at)["overdue"])
        for at in (now, now + DAY)
        for who in (here, there, here)
    ]

    assert told == [("0", "0")] * 3 + [("1", "1"), ("0", "0"), ("1", "1")]


def test_whose_cases_an_escalation_is_of_is_asked_of_the_cases_alone():
    store = StoreFactory()
    leads = posted(Role.MANAGER, store=store)

    plan = escalated_to(leads).explain()

    assert "SubPlan" not in plan


def test_more_promises_than_anybody_reads_are_not_counted_on(client):
    now, store = timezone.now(), StoreFactory()
    case, colleague = case_at(store), posted(Role.AGENT, store=store)
    Promise.objects.bulk_create(
        Promise(case=case, text="call", owner=colleague, due_at=now, made_at=now - DAY)
        for _ in range(101)
    )
    client.force_login(posted(Role.MANAGER, store=store))

    tiles = client.get(reverse("admin:index")).context["needs"]

    owed = [tile.count for tile in tiles if tile.url == reverse("admin:reports_promises")]
    assert owed == ["99+"]


def test_the_first_page_shows_ones_own_act_at_once(client, settings):
    settings.LOOK_UP_SECONDS = 60.0
    forget()
    store = StoreFactory()
    agent = posted(Role.AGENT, store=store)
    case = opened(store=store)
    client.force_login(agent)

    def mine():
        tiles = client.get(reverse("admin:index")).context["queues"]
        return {tile.url: tile.count for tile in tiles}[
            reverse("admin:cases_queue", args=("mine",))
        ]

    before = mine()
    claim = client.post(reverse("admin:cases_case_act", args=(case.reference, "claim")))

    assert (before, claim.status_code, mine()) == ("0", 302, "1")
    forget()
