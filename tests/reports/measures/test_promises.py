"""The kept-rate of promises: each store's own, in time only, and the same number of statements for many."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.measures.queues.store_day import store_day
from cases.models import Promise
from cases.rules.links import calling_off, merging
from cases.states import CaseState
from channels.models import CallBack, CallBackTry, Channel
from feedback_site.organisation.roles import Role
from reports.measures.promises import calls_kept, kept_by_store, owed_first
from tests.factories.cases import SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)


def promised(case, due, kept=None):
    return Promise.objects.create(
        case=case, text="call", owner=case.owner, due_at=NOW + due * HOUR, made_at=NOW - 99 * HOUR,
        kept_at=None if kept is None else NOW + kept * HOUR,
    )  # fmt: skip


def at(store):
    return case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=store))


def counted(user):
    rows = kept_by_store(user, since=NOW - 100 * HOUR, until=NOW)
    return [(one.store, one.due, one.in_time, one.late, one.broken, one.rate) for one in rows]


def test_what_was_due_is_counted_by_store_the_worst_first():
    good, bad = StoreFactory(), StoreFactory()
    promised(at(good), -5, -6)
    promised(at(good), -5, -5)
    promised(at(good), 5)  # not due yet
    case = at(bad)
    promised(case, -5, -6)
    promised(case, -5, -4)
    promised(case, -5)
    promised(case_in(CaseState.WITHDRAWN, submission=SubmissionFactory(store=bad)), -5)

    assert counted(posted(Role.MANAGER)) == [(bad, 3, 1, 1, 1, 33), (good, 2, 2, 0, 0, 100)]
    assert counted(posted(Role.MANAGER, store=good)) == [(good, 2, 2, 0, 0, 100)]


def test_what_is_owed_is_owed_by_cases_that_were_closed_or_merged_and_not_by_those_called_off():
    manager, store = posted(Role.MANAGER), StoreFactory()
    owing = (CaseState.IN_PROGRESS, CaseState.CLOSED)
    cases = [case_in(state, submission=SubmissionFactory(store=store)) for state in owing]
    merged, released = at(store), at(store)
    where = {"into_reference": cases[0].reference, "reason": "same", "actor": cases[0].owner}
    for case in (*cases, merged, released):
        promised(case, -1)
    promised(cases[1], -1, -2)
    merging.merge_case(merged.pk, now=NOW, **where)
    calling_off.withdraw_case(released.pk, reason="x", actor=released.owner, now=NOW)

    found = owed_first(manager, until=NOW)

    assert {one.case for one in found} == {*cases, merged}
    today = store_day(manager, store.code, NOW)
    assert {one.reference for one in today.promised} == {one.case.reference for one in found}


@pytest.mark.parametrize("n", [1, 30])
def test_many_stores_cost_as_many_statements_as_one(django_assert_num_queries, n):
    for _ in range(n):
        promised(at(StoreFactory()), -5)
    manager = posted(Role.MANAGER)
    assert manager.reach.everything

    with django_assert_num_queries(2):
        assert len(counted(manager)) == n


def test_the_page_shows_rate_and_what_is_due():
    case = at(StoreFactory())
    promised(case, -5)
    client = Client()
    client.force_login(posted(Role.MANAGER))
    client.cookies["django_language"] = "en"

    page = client.get(reverse("admin:reports_promises"), {"days": "30"})

    assert "One promise fell due; 0 % were kept in time." in page.text
    assert case.reference in page.text


def owed_call(number, due, *tries, store=None, promised_by=None, **more):
    owed = CallBack.objects.create(
        channel=Channel.objects.get(code="phone"), store=store, number_index=bytes([number]),
        number_masked="•", made_at=NOW - 90 * HOUR, promised_at=NOW + due * HOUR,
        due_at=NOW + due * HOUR, promised_by=promised_by, **more,
    )  # fmt: skip
    for at in tries:
        CallBackTry.objects.create(call_back=owed, outcome="busy", tried_at=NOW + at * HOUR)


def test_calls_are_kept_by_the_first_attempt_and_what_was_not_needed_owes_nothing():
    here, agent = StoreFactory(), posted(Role.AGENT)
    gone = {"state": "not_needed", "finished_at": NOW}
    owed_call(1, -5, -6, -1, promised_by=agent, store=here)
    owed_call(2, -5, -4, promised_by=agent, store=here)
    owed_call(3, -5, promised_by=agent)
    owed_call(4, 5, promised_by=agent)  # not due yet
    owed_call(5, -5, -5, store=here)
    owed_call(6, -5, store=here, **gone)

    def found(user):
        rows = calls_kept(user, since=NOW - 100 * HOUR, until=NOW)
        return [
            (one.was_promised, one.kept.due, one.kept.in_time, one.kept.late, one.kept.broken)
            for one in rows
        ]

    assert found(posted(Role.AUDITOR)) == [(True, 3, 1, 1, 1), (False, 1, 1, 0, 0)]
    assert found(posted(Role.MANAGER, store=here)) == [(True, 2, 1, 1, 0), (False, 1, 1, 0, 0)]
    assert found(posted(Role.MANAGER, store=StoreFactory())) == []
    client = Client()
    client.force_login(posted(Role.AUDITOR))
    client.cookies["django_language"] = "en"
    assert "who was promised a call" in client.get(reverse("admin:reports_promises")).text
